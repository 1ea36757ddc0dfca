import HarrierEvents
import HarrierScoring

/// A record as a line of `records.ndjson`, without the line's end.
///
/// The order of keys is fixed and an absent value has no key, so equal records are equal bytes. A key
/// field's missing value stays `""`; only people are shown `<unknown>`.
public enum RecordEncoder {
  public static func line(_ record: Record) -> String { document(record).text }

  static func document(_ record: Record) -> JSONWriter {
    var writer = JSONWriter()
    writer.object { writer in
      writeIdentity(record, to: &writer)
      writeMeasure(record, to: &writer)
      writeInfluencers(record.influencers, to: &writer)
      writeCauses(record.causes, to: &writer)
      ExplanationEncoder.write(record.explanation, to: &writer)
      writeHistory(record, to: &writer)
      writeEvidence(record, to: &writer)
    }
    return writer
  }

  private static func writeIdentity(_ record: Record, to writer: inout JSONWriter) {
    writer.member("job_id", record.jobID)
    writer.member("result_type", "record")
    writer.member("timestamp", record.timestamp)
    writer.member("bucket_span", record.bucketSpan)
    writer.member("detector_index", record.detectorIndex)
    writer.member("function", record.function)
    writer.member("function_description", record.functionDescription)
    if let field = record.fieldName { writer.member("field_name", field) }
    writeKeys(record, to: &writer)
  }

  static func writeKeys(_ record: Record, to writer: inout JSONWriter) {
    for (role, part) in [("by", record.by), ("over", record.over), ("partition", record.partition)] {
      guard let part else { continue }
      writer.member("\(role)_field_name", part.fieldName)
      writer.member("\(role)_field_value", part.value)
    }
  }

  private static func writeMeasure(_ record: Record, to writer: inout JSONWriter) {
    writer.member("actual", record.actual)
    writer.member("typical", record.typical)
    writer.member("probability", record.probability)
    writer.member("harrier.surprisal", record.surprisal)
    writer.member("initial_record_score", record.initialRecordScore)
    writer.member("record_score", record.recordScore)
    writer.member("multi_bucket_impact", record.multiBucketImpact)
    writer.member("is_interim", record.isInterim)
  }

  private static func writeInfluencers(_ influencers: [Influencer], to writer: inout JSONWriter) {
    writer.list("influencers") { list in
      for influencer in influencers {
        list.object { item in
          item.member("influencer_field_name", influencer.fieldName)
          item.member("influencer_field_values", influencer.values.map(\.value))
          item.member("harrier.shares", influencer.values.map(\.share))
        }
      }
    }
  }

  private static func writeCauses(_ causes: [Cause], to writer: inout JSONWriter) {
    writer.list("causes") { list in
      for cause in causes {
        list.object { item in
          item.member("by_field_name", cause.byFieldName)
          item.member("by_field_value", cause.byFieldValue)
          if let value = cause.partitionFieldValue { item.member("partition_field_value", value) }
          item.member("probability", cause.probability)
          item.member("actual", [cause.actual])
          item.member("typical", [cause.typical])
        }
      }
    }
  }

  private static func writeHistory(_ record: Record, to writer: inout JSONWriter) {
    writer.member("harrier.return_period_seconds", record.scoredPeriodSeconds)
    if let standing = record.standing {
      writer.object("harrier.standing") { object in
        object.member("place", standing.place)
        object.member("further_causes", standing.furtherCauses)
        object.member("return_period_seconds_alone", record.returnPeriodSeconds)
      }
    }
    if let earlier = record.renormalization {
      writer.object("harrier.renormalization") { object in
        object.member("timestamp", earlier.timestamp)
        object.member("initial_return_period_seconds", earlier.initialReturnPeriodSeconds)
        object.member("initial_decided_by", earlier.initialDecidedBy)
      }
    }
    writer.member("harrier.mode", record.mode)
    writer.member("harrier.detector", record.detectorLabel)
    writer.member("harrier.description", record.description)
    if let time = record.firstSeen { writer.member("harrier.first_seen", time) }
    if let time = record.lastSeen { writer.member("harrier.last_seen", time) }
    if let buckets = record.seenBuckets { writer.member("harrier.seen_buckets", buckets) }
    if let buckets = record.totalBuckets { writer.member("harrier.total_buckets", buckets) }
  }

  private static func writeEvidence(_ record: Record, to writer: inout JSONWriter) {
    writer.list("harrier.events") { list in
      for pointer in record.events {
        list.object { item in
          item.member("file", pointer.source)
          item.member("offset", pointer.offset)
          item.member("length", pointer.length)
          item.member("timestamp", pointer.timestamp)
        }
      }
    }
    guard !record.timeline.isEmpty else { return }
    writer.list("harrier.timeline") { list in
      for point in record.timeline {
        list.object { item in
          item.member("timestamp", point.timestamp)
          item.member("actual", point.actual)
          item.member("expected", point.expected)
          item.member("upper", point.upper)
        }
      }
    }
  }
}
