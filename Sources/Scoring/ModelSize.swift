import HarrierEvents

/// What a job's models take in memory: a line of `model_sizes.ndjson`, with Elastic's names.
public struct ModelSize: Sendable, Hashable {
  public var jobID: String
  /// Of the last event of the hunt.
  public var timestamp: EventTime
  /// Estimated. In hindsight, where every stretch of time is judged by models of its own, those of the largest.
  public var modelBytes: Int
  public var peakModelBytes: Int
  /// The job's own.
  public var memoryLimitBytes: Int?
  /// `ok`, `soft_limit` or `hard_limit`.
  public var memoryStatus: String
  /// Histories, and those let go to stay within a limit.
  public var keys: Int
  public var evictedKeys: Int
  /// Of messages; nil for a job that has none.
  public var categories: Int?
  /// `live` or `hindsight`.
  public var mode: String

  public init(
    jobID: String, timestamp: EventTime, modelBytes: Int, peakModelBytes: Int, memoryLimitBytes: Int?,
    memoryStatus: String, keys: Int, evictedKeys: Int, categories: Int?, mode: String
  ) {
    self.jobID = jobID
    self.timestamp = timestamp
    self.modelBytes = modelBytes
    self.peakModelBytes = peakModelBytes
    self.memoryLimitBytes = memoryLimitBytes
    self.memoryStatus = memoryStatus
    self.keys = keys
    self.evictedKeys = evictedKeys
    self.categories = categories
    self.mode = mode
  }
}
