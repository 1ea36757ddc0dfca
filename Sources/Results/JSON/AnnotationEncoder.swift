import HarrierScoring

/// A change of a key for good, as a line of `annotations.ndjson` without the line's end. Elastic's names where the field is
/// theirs.
public enum AnnotationEncoder {
  public static func line(_ annotation: Annotation) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("job_id", annotation.jobID)
      writer.member("result_type", "annotation")
      writer.member("timestamp", annotation.timestamp)
      writer.member("bucket_span", annotation.bucketSpan)
      writer.member("detector_index", annotation.detectorIndex)
      for (name, part) in [
        ("by", annotation.by), ("over", annotation.over), ("partition", annotation.partition),
      ] {
        guard let part else { continue }
        writer.member("\(name)_field_name", part.fieldName)
        writer.member("\(name)_field_value", part.value)
      }
      writer.member("event", "model_change")
      writer.member("annotation", annotation.description)
      writer.member("harrier.kind", annotation.kind)
      writer.member("harrier.before", annotation.before)
      writer.member("harrier.after", annotation.after)
      writer.member("harrier.buckets", annotation.buckets)
      writer.member("harrier.detector", annotation.detectorLabel)
    }
    return writer.text
  }
}
