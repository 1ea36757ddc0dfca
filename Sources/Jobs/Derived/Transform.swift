/// Rows made of rows: what a session, a destination or an identity amounts to over a while. Its rows enter the pass as
/// events of the dataset ``dataset``, which jobs judge like any other.
///
/// Use where a job's number belongs to a group of events (the length of a session) and not to one of them. A number
/// that follows from one event alone is an enricher's.
///
/// ```yaml
/// id: ssh_session
/// query: process.name: sshd
/// group_by: [host.name, process.pid]
/// bucket: 1h
/// session: {idle: 2h, longest: 7d}
/// outputs:
///   harrier.session.duration_seconds: {function: span}
/// ```
public struct Transform: Sendable, Hashable {
  /// The file's name without `.yml`.
  public var id: String
  public var title: String
  public var why: String
  /// KQL over raw events; rows of transforms are not asked.
  public var query: String
  /// What makes a group: at most ``mostGroupFields``.
  public var groupBy: [GroupField]
  public var bucketSeconds: Int64
  public var outputs: [Output]
  /// Of groups that live on from bucket to bucket until they have been silent; nil for a row a bucket.
  public var session: Session?
  /// Of groups by ancestry; nil for none.
  public var lineage: Lineage?

  /// Lanes of a group's key in memory.
  public static let mostGroupFields = 16
  public static let mostOutputs = 32
  /// Distinct values that a group keeps for ``TransformFunction/values``.
  public static let mostValues = 100

  /// The `event.dataset` of its rows.
  public var dataset: String { Self.datasetPrefix + id }
  /// What the dataset of every transform, and every field that transforms alone make, begins with.
  public static let datasetPrefix = "harrier."

  /// One part of a group's key.
  public struct GroupField: Sendable, Hashable {
    public var field: String
    /// What it is called in the rows.
    public var name: String
    /// Whether each of its values is a group of its own: those of a list, or words between spaces.
    public var isSplit: Bool
    /// Whether events without it count.
    public var isOptional: Bool

    public init(field: String, name: String? = nil, isSplit: Bool = false, isOptional: Bool = false) {
      self.field = field
      self.name = name ?? field
      self.isSplit = isSplit
      self.isOptional = isOptional
    }
  }

  /// A field of its rows.
  public struct Output: Sendable, Hashable {
    public var name: String
    public var function: TransformFunction
    public var field: String?
    /// Whether a field counts by its length in bytes instead of as a number.
    public var isLength: Bool
    /// Values of ``TransformFunction/values`` that a row shows.
    public var limit: Int

    public init(
      name: String, function: TransformFunction, field: String? = nil, isLength: Bool = false,
      limit: Int = 10
    ) {
      self.name = name
      self.function = function
      self.field = field
      self.isLength = isLength
      self.limit = limit
    }
  }

  /// When a group that lives on is over. Both are whole buckets, in seconds.
  public struct Session: Sendable, Hashable {
    /// Silence that ends it.
    public var idleSeconds: Int64
    /// A session that lasts so long is told, and begins anew.
    public var longestSeconds: Int64

    public init(idleSeconds: Int64, longestSeconds: Int64) {
      self.idleSeconds = idleSeconds
      self.longestSeconds = longestSeconds
    }
  }

  /// How processes know their parents: fields in the order of trust. A process is known under every id that it has.
  public struct Lineage: Sendable, Hashable {
    /// The name of the chain in the rows.
    public var name: String
    /// Where ids are unique.
    public var host: String
    public var process: String
    public var ids: [String]
    public var parent: String
    public var parentIDs: [String]
    /// Names in a chain, the process itself included.
    public var depth: Int

    public init(
      name: String, host: String, process: String, ids: [String], parent: String, parentIDs: [String],
      depth: Int
    ) {
      self.name = name
      self.host = host
      self.process = process
      self.ids = ids
      self.parent = parent
      self.parentIDs = parentIDs
      self.depth = depth
    }
  }

  public init(
    id: String, title: String, why: String = "", query: String = "", groupBy: [GroupField],
    bucketSeconds: Int64 = 3600, outputs: [Output], session: Session? = nil, lineage: Lineage? = nil
  ) {
    self.id = id
    self.title = title
    self.why = why
    self.query = query
    self.groupBy = groupBy
    self.bucketSeconds = bucketSeconds
    self.outputs = outputs
    self.session = session
    self.lineage = lineage
  }

  /// The fields of its rows, in the order in which they are written.
  public var rowFields: [String] {
    ["@timestamp", "event.dataset", "event.start", "event.end"] + (session == nil ? [] : ["event.type"])
      + groupBy.map(\.name) + (lineage.map { [$0.name] } ?? []) + outputs.map(\.name)
  }

  /// What identifies it in saved state: a change of it starts anew.
  public var signature: String {
    var parts = [id, query, String(bucketSeconds)]
    parts += groupBy.map { "\($0.field) \($0.name) \($0.isSplit) \($0.isOptional)" }
    parts += outputs.map { "\($0.name) \($0.function.rawValue) \($0.field ?? "") \($0.isLength) \($0.limit)" }
    if let session { parts.append("session \(session.idleSeconds) \(session.longestSeconds)") }
    if let lineage {
      parts.append("lineage \(lineage.name) \(lineage.host) \(lineage.process) \(lineage.depth)")
      parts.append(([lineage.parent] + lineage.ids + ["<"] + lineage.parentIDs).joined(separator: " "))
    }
    return parts.joined(separator: "\n")
  }
}

/// What a field of a transform's rows says of a group's events. All of them merge in any order.
public enum TransformFunction: String, Sendable, Hashable, CaseIterable {
  case count
  case distinctCount = "distinct_count"
  case sum, mean, min, max
  /// Seconds from the group's first to its last event.
  case span
  /// The distinct values, sorted; of more than a row shows, those of least hash.
  case values
  /// Days since the value of a group field was first seen in this data.
  case ageDays = "age_days"
  /// Days since the transform's first event.
  case historyDays = "history_days"

  /// Whether it reads a field.
  var takesField: Bool { ![.count, .span, .historyDays].contains(self) }
  /// Whether it reads numbers, which may be lengths.
  var takesNumbers: Bool { [.sum, .mean, .min, .max].contains(self) }
}
