import HarrierScoring

/// A change of a key for good or a delay of a job's events, as a line of `annotations.ndjson` without the line's end.
/// Elastic's names where the field is theirs.
public enum AnnotationEncoder {
  public static func line(_ annotation: Annotation) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("job_id", annotation.jobID)
      writer.member("result_type", "annotation")
      writer.member("timestamp", annotation.timestamp)
      if let end = annotation.end { writer.member("end_timestamp", end) }
      writer.member("bucket_span", annotation.bucketSpan)
      if let detector = annotation.detector { writer.member("detector_index", detector.index) }
      for (name, part) in [
        ("by", annotation.by), ("over", annotation.over), ("partition", annotation.partition),
      ] {
        guard let part else { continue }
        writer.member("\(name)_field_name", part.fieldName)
        writer.member("\(name)_field_value", part.value)
      }
      writer.member("event", annotation.event)
      writer.member("annotation", annotation.description)
      writer.member("harrier.kind", annotation.kind)
      switch annotation.content {
      case .change(_, let before, let after):
        writer.member("harrier.before", before)
        writer.member("harrier.after", after)
      case .delay(let events, let missedSeconds):
        writer.member("harrier.late_events", events)
        writer.member("harrier.missed_seconds", missedSeconds)
      }
      writer.member("harrier.buckets", annotation.buckets)
      if let detector = annotation.detector { writer.member("harrier.detector", detector.label) }
    }
    return writer.text
  }
}
