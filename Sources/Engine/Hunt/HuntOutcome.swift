import HarrierEvents
import HarrierJobs
import HarrierScoring

/// How far a hunt is.
public struct HuntProgress: Sendable {
  public var events: Int
  public var bytes: Int64
  public var filesDone: Int
  public var files: Int
  /// Share of the input's bytes on disk that is read, 0…1.
  public var share: Double
}

/// What a hunt found and read.
public struct HuntOutcome {
  public struct File: Sendable {
    public var path: String
    public var format: String
    public var events: Int
    /// Events inside the time asked for that no job asks for, where none asks for any of the file's; else 0. Jobs that ask for
    /// all events do not count.
    public var unasked = 0
    public var bytes: Int
    public var rejected: Int
    public var problem: String?
  }

  public struct Rejected: Sendable {
    public var reason: String
    public var count: Int
    /// `file:line:offset: found`
    public var samples: [String]
  }

  public struct JobOutcome: Sendable {
    public var job: Job
    public var events: Int
    public var buckets: Int
    /// Events that came after their bucket had closed, and were not counted.
    public var late: Int
    public var keys: Int
    public var records: Int
    public var memory: MemoryUse
    /// Needed fields that no event had.
    public var missingFields: [String]
  }

  public struct TransformOutcome: Sendable {
    public var transform: Transform
    /// That it took, and rows that it made of them.
    public var events: Int
    public var rows: Int
    /// What was let go for want of room, in words.
    public var losses: [String]
  }

  public var records: [Record] = []
  /// Of buckets that are still open: what they hold may only grow stranger, and the next hunt tells it for good.
  public var interim: [Record] = []
  public var modelPlot: [ModelPlotPoint] = []
  public var buckets: [BucketResult] = []
  public var influencers: [InfluencerResult] = []
  /// What the jobs' messages were sorted into.
  public var categories: [CategoryDefinition] = []
  /// Keys that changed for good, of a live hunt; and buckets that events came too late for.
  public var annotations: [Annotation] = []
  public var files: [File] = []
  public var rejected: [Rejected] = []
  public var jobs: [JobOutcome] = []
  public var transforms: [TransformOutcome] = []
  /// JSON, a line each, by time; where they were asked for.
  public var rows: [String] = []
  public var events = 0
  public var bytes: Int64 = 0
  /// Of the events, those outside the time asked for.
  public var outside = 0
  public var late = 0
  /// What would have counted them, a sentence each.
  public var delayAdvice: [String] = []
  /// Of the events inside the time asked for.
  public var first: EventTime?
  public var last: EventTime?
  /// Detectors that had events: what a budget is divided among.
  public var activeDetectors = 0
  /// Files that an earlier run with this state had read.
  public var alreadyRead: [String] = []
  /// Of those, the ones that had another name then, and that name.
  public var renamed: [(path: String, earlier: String)] = []
  public var notes: [String] = []
  /// Wall time of processes before this one, where it went on from their checkpoint.
  public var earlierSeconds = 0.0
  public var state: SavedState?
}
