import HarrierEvents

/// Something to know beside a job's anomalies: a key that changed for good, which is why what came after it is none, or
/// events that came too late to be counted. A line of `annotations.ndjson`.
public struct Annotation: Sendable, Hashable {
  public var jobID: String
  /// Nil where it is of the whole job.
  public var detector: Detector?
  /// The bucket in which the change was beyond doubt, or the first that events came too late for.
  public var timestamp: EventTime
  /// Seconds.
  public var bucketSpan: Int64
  public var partition: KeyPart?
  public var over: KeyPart?
  public var by: KeyPart?
  public var content: Content
  /// Buckets that the change took, or that events came too late for.
  public var buckets: Int
  /// The sentence a person reads.
  public var description: String

  public struct Detector: Sendable, Hashable {
    public var index: Int
    public var label: String

    public init(index: Int, label: String) {
      self.index = index
      self.label = label
    }
  }

  public enum Content: Sendable, Hashable {
    /// `level_shift`, `scale_change` or `time_shift`; level or standard deviation before and after, for a shift of time 0
    /// and the seconds that it comes later.
    case change(kind: String, before: Double, after: Double)
    /// Events that were not counted, and how much longer their buckets would have had to wait for the last of them.
    case delay(events: Int, missedSeconds: Int64)
  }

  public init(
    jobID: String, detector: Detector? = nil, timestamp: EventTime, bucketSpan: Int64, buckets: Int,
    content: Content, description: String
  ) {
    self.jobID = jobID
    self.detector = detector
    self.timestamp = timestamp
    self.bucketSpan = bucketSpan
    self.buckets = buckets
    self.content = content
    self.description = description
  }

  /// As Elastic names what happened: `model_change` or `delayed_data`.
  public var event: String {
    switch content {
    case .change: "model_change"
    case .delay: "delayed_data"
    }
  }

  /// `level_shift`, `scale_change`, `time_shift` or `delayed_data`.
  public var kind: String {
    if case .change(let kind, _, _) = content { return kind }
    return event
  }

  /// The end of the last bucket, of a delay; a change has no end.
  public var end: EventTime? {
    guard case .delay = content else { return nil }
    return EventTime(seconds: timestamp.seconds + Int64(buckets) * bucketSpan)
  }
}
