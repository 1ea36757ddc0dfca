import HarrierEvents

/// What a model expected of one key in one bucket, and what came: a line of `model_plot.ndjson`.
public struct ModelPlotPoint: Sendable, Hashable {
  public var jobID: String
  public var detectorIndex: Int
  public var function: String
  public var timestamp: EventTime
  /// Seconds.
  public var bucketSpan: Int64
  public var by: KeyPart?
  public var over: KeyPart?
  public var partition: KeyPart?
  /// nil in a forecast.
  public var actual: Double?
  public var median: Double
  /// 19 of 20 buckets lie between the two.
  public var lower: Double
  public var upper: Double

  public init(
    jobID: String, detectorIndex: Int, function: String, timestamp: EventTime, bucketSpan: Int64,
    by: KeyPart? = nil, over: KeyPart? = nil, partition: KeyPart? = nil, actual: Double?, median: Double,
    lower: Double, upper: Double
  ) {
    self.jobID = jobID
    self.detectorIndex = detectorIndex
    self.function = function
    self.timestamp = timestamp
    self.bucketSpan = bucketSpan
    self.by = by
    self.over = over
    self.partition = partition
    self.actual = actual
    self.median = median
    self.lower = lower
    self.upper = upper
  }
}
