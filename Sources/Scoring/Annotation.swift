import HarrierEvents

/// A key that changed for good: no anomaly, but why what came after it is none. A line of `annotations.ndjson`.
public struct Annotation: Sendable, Hashable {
  public var jobID: String
  public var detectorIndex: Int
  public var detectorLabel: String
  /// The bucket in which the change was beyond doubt.
  public var timestamp: EventTime
  /// Seconds.
  public var bucketSpan: Int64
  public var partition: KeyPart?
  public var over: KeyPart?
  public var by: KeyPart?
  /// `level_shift`, `scale_change` or `time_shift`.
  public var kind: String
  /// Level or standard deviation before and after; for a shift of time 0 and the seconds that it comes later.
  public var before: Double
  public var after: Double
  /// Buckets that it took.
  public var buckets: Int
  /// The sentence a person reads.
  public var description: String

  public init(
    jobID: String, detectorIndex: Int, detectorLabel: String, timestamp: EventTime, bucketSpan: Int64,
    kind: String, before: Double, after: Double, buckets: Int, description: String
  ) {
    self.jobID = jobID
    self.detectorIndex = detectorIndex
    self.detectorLabel = detectorLabel
    self.timestamp = timestamp
    self.bucketSpan = bucketSpan
    self.kind = kind
    self.before = before
    self.after = after
    self.buckets = buckets
    self.description = description
  }
}
