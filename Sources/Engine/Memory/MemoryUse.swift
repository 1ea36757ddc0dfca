/// How a job stands with its memory, in Elastic's words.
public enum MemoryStatus: String, Sendable {
  /// Nothing had to be let go.
  case ok
  /// Keys were let go to stay within a limit, none of which was in use: they came once, or long ago.
  case softLimit = "soft_limit"
  /// Keys that were in use had to go, too: the limit is too small for what recurs.
  case hardLimit = "hard_limit"
}

/// What a job's models take in memory: estimated from what they know, so that it is the same in every run.
public struct MemoryUse: Sendable, Hashable {
  public var modelBytes: Int
  /// The most at any look; looks are taken each hour of event time where there is a limit, and at the end.
  public var peakModelBytes: Int
  /// The job's own.
  public var limitBytes: Int?
  public var status: MemoryStatus
  /// Keys let go, those first that were seen least and not for longest.
  public var evictedKeys: Int
}
