import HarrierEvents
import HarrierScoring

/// A record that passed a threshold, as `alerts.ndjson` knows it: what to page a person with.
public struct Alert: Sendable, Hashable {
  public var record: Record
  /// `anomaly` for a finding of a model.
  public var kind: String
  /// The job's own word for what a true hit means (`low` … `critical`), not the score's band.
  public var severity: String
  public var jobTitle: String
  /// 0…100, from the job.
  public var riskScore: Int
  /// Which threshold let it through: `score 82 ≥ 50 (job)`, `within the budget of 20 a day`.
  public var thresholdReason: String
  /// 0…100: of all that was told of the same thing by then; nil where a record is judged alone.
  public var storyScore: Double?

  public init(
    record: Record, kind: String = "anomaly", severity: String, jobTitle: String, riskScore: Int,
    thresholdReason: String, storyScore: Double? = nil
  ) {
    self.record = record
    self.kind = kind
    self.severity = severity
    self.jobTitle = jobTitle
    self.riskScore = riskScore
    self.thresholdReason = thresholdReason
    self.storyScore = storyScore
  }
}

/// An alert as a line of `alerts.ndjson`, without the line's end: the keys that find its record again
/// (job, time, detector, key values), then what makes it an alert.
public enum AlertEncoder {
  public static func line(_ alert: Alert) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("job_id", alert.record.jobID)
      writer.member("result_type", "alert")
      writer.member("timestamp", alert.record.timestamp)
      writer.member("bucket_span", alert.record.bucketSpan)
      writer.member("detector_index", alert.record.detectorIndex)
      RecordEncoder.writeKeys(alert.record, to: &writer)
      writer.member("record_score", alert.record.recordScore)
      writer.member("kind", alert.kind)
      writer.member("severity", alert.severity)
      writer.member("job_title", alert.jobTitle)
      writer.member("risk_score", alert.riskScore)
      writer.member("threshold_reason", alert.thresholdReason)
      if let score = alert.storyScore { writer.member("harrier.story_score", score) }
      writer.member("harrier.description", alert.record.description)
    }
    return writer.text
  }
}
