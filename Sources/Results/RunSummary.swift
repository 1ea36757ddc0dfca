import HarrierEvents

/// What a hunt did: `summary.json`, the end of the terminal output and the report's coverage page.
public struct RunSummary: Sendable, Codable, Hashable {
  public var version = ""
  public var mode = "live"
  public var filesRead = 0
  public var eventsRead = 0
  public var bytesRead = 0
  public var wallSeconds = 0.0
  /// ISO 8601, nil where no event was read, or none in the time asked for.
  public var firstEvent: String?
  public var lastEvent: String?
  /// The time asked for (`--from`, `--to`), ISO 8601, and how many events were outside; nil where none was.
  public var windowFrom: String?
  public var windowTo: String?
  public var eventsOutside: Int?
  public var threads = 1
  /// Alerts a day asked for, and the return period and score it came to.
  public var budgetPerDay: Double?
  public var budgetScore: Double?
  public var files: [FileSummary] = []
  /// Lines passed over, by reason.
  public var rejected: [RejectedReason] = []
  public var lateEvents = 0
  public var jobsRun: [JobRun] = []
  public var jobsSkipped: [JobSkipped] = []
  /// Things a person should know, such as "no GeoIP database: 3 jobs are silent".
  public var notes: [String] = []
  public var recordCount = 0
  public var alertCount = 0

  public init() {}

  /// Several hunts as one, for a page of findings of all of them.
  ///
  /// - Parameter records: how many findings the page is about.
  public init(of hunts: [RunSummary], records: Int) {
    version = hunts.last?.version ?? ""
    mode = hunts.last?.mode ?? mode
    for hunt in hunts {
      filesRead += hunt.filesRead
      eventsRead += hunt.eventsRead
      bytesRead += hunt.bytesRead
      wallSeconds += hunt.wallSeconds
      lateEvents += hunt.lateEvents
      files += hunt.files
    }
    rejected = Dictionary(grouping: hunts.flatMap(\.rejected), by: \.reason).values.map(
      RejectedReason.init(of:)
    )
    .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    firstEvent = hunts.compactMap(\.firstEvent).min()
    lastEvent = hunts.compactMap(\.lastEvent).max()
    notes = Set(hunts.flatMap(\.notes)).sorted()
    let ran = Dictionary(grouping: hunts.flatMap(\.jobsRun), by: \.id)
    jobsRun = ran.values.map(JobRun.init(of:)).sorted { $0.id < $1.id }
    let skipped = Dictionary(grouping: hunts.flatMap(\.jobsSkipped), by: \.id)
    jobsSkipped = skipped.values.compactMap(\.last).filter { ran[$0.id] == nil }.sorted { $0.id < $1.id }
    recordCount = records
  }

  public struct FileSummary: Sendable, Codable, Hashable {
    public var path: String
    public var format: String
    public var events: Int
    public var bytes: Int
    public var rejected: Int
    /// Why the file as a whole was not read, or not to its end.
    public var problem: String?
    public init(
      path: String, format: String, events: Int, bytes: Int, rejected: Int, problem: String? = nil
    ) {
      self.path = path
      self.format = format
      self.events = events
      self.bytes = bytes
      self.rejected = rejected
      self.problem = problem
    }
  }

  public struct RejectedReason: Sendable, Codable, Hashable {
    public var reason: String
    public var count: Int
    /// `file:line:offset: what was found, what was expected`, a few.
    public var samples: [String]
    public init(reason: String, count: Int, samples: [String]) {
      self.reason = reason
      self.count = count
      self.samples = samples
    }

    /// One reason of several hunts, at least one.
    init(of parts: [RejectedReason]) {
      self = parts[0]
      count = parts.reduce(0) { $0 + $1.count }
      samples = Array(parts.flatMap(\.samples).prefix(Self.mostSamples))
    }

    private static let mostSamples = 5
  }

  public struct JobRun: Sendable, Codable, Hashable {
    public var id: String
    public var title: String
    public var pack: String
    public var attack: [String]
    public var events: Int
    public var buckets: Int
    public var keys: Int
    public var records: Int
    /// Its events that came after their bucket had closed; nil in summaries of earlier versions.
    public var lateEvents: Int?
    /// What its models take; nil in summaries of earlier versions.
    public var memory: Memory?
    public init(
      id: String, title: String, pack: String, attack: [String], events: Int, buckets: Int, keys: Int,
      records: Int, lateEvents: Int? = nil, memory: Memory? = nil
    ) {
      self.id = id
      self.title = title
      self.pack = pack
      self.attack = attack
      self.events = events
      self.buckets = buckets
      self.keys = keys
      self.records = records
      self.lateEvents = lateEvents
      self.memory = memory
    }

    /// One job in several hunts, at least one; its models are those of the last.
    init(of runs: [JobRun]) {
      self = runs[runs.count - 1]
      events = runs.reduce(0) { $0 + $1.events }
      buckets = runs.reduce(0) { $0 + $1.buckets }
      records = runs.reduce(0) { $0 + $1.records }
      let late = runs.compactMap(\.lateEvents)
      lateEvents = late.isEmpty ? nil : late.reduce(0, +)
    }
  }

  /// A job's models in memory, estimated; names after Elastic's model size statistics.
  public struct Memory: Sendable, Codable, Hashable {
    public var modelBytes: Int
    public var peakModelBytes: Int
    public var modelBytesMemoryLimit: Int?
    /// `ok`, `soft_limit` (keys were let go), `hard_limit` (keys that were in use, too).
    public var memoryStatus: String
    public var evictedKeys: Int
    public init(
      modelBytes: Int, peakModelBytes: Int, modelBytesMemoryLimit: Int?, memoryStatus: String,
      evictedKeys: Int
    ) {
      self.modelBytes = modelBytes
      self.peakModelBytes = peakModelBytes
      self.modelBytesMemoryLimit = modelBytesMemoryLimit
      self.memoryStatus = memoryStatus
      self.evictedKeys = evictedKeys
    }
  }

  public struct JobSkipped: Sendable, Codable, Hashable {
    public var id: String
    public var title: String
    /// ECS fields the data does not have.
    public var missingFields: [String]
    public var reason: String
    public init(id: String, title: String, missingFields: [String], reason: String) {
      self.id = id
      self.title = title
      self.missingFields = missingFields
      self.reason = reason
    }
  }
}
