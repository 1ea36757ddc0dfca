import HarrierJobs
import HarrierQuery

/// What a job listens to: the part of its query that names a kind of log, and the fields it needs or asks for.
///
/// Use to know whether a job that sees nothing is silent or deaf: a job that asks the same of a log, or more, has heard the
/// source.
struct JobSource: Sendable, Hashable {
  /// Fields that say of which kind a log is, and not what happened.
  private static let naming: Set<String> = [
    "event.dataset", "data_stream.dataset", "event.module", "event.kind", "event.category", "event.provider",
    "host.os.type", "host.os.family", "cloud.provider", "observer.type", "observer.vendor", "winlog.channel",
  ]

  /// Fields that one kind of log has and no other: that a log has one says of which kind it is.
  private static let telling: Set<String> = ["dns.question.name"]

  /// What a log has that has the field: they are made of it where they are missing.
  private static let parts = [
    "file.path": ["file.name", "file.directory"],
    "process.executable": ["process.name", "process.directory"],
    "process.parent.executable": ["process.parent.name"],
  ]

  private let terms: Set<QueryExpression>
  /// Those of them that say whose log it is, and not of what: a log that has never had a category, or nothing of a provider,
  /// is heard all the same.
  private let logs: Set<QueryExpression>
  /// Fields that its job needs.
  private let needs: Set<String>
  /// Fields that all events have which it sees.
  private let heard: Set<String>
  /// Whether the query names a data set, whose records are of one make.
  private let namesDataset: Bool

  init(query: QueryExpression, needs: [String]) {
    let parts = if case .all(let parts) = query { parts } else { [query] }
    terms = Set(parts.filter(Self.namesKind))
    logs = terms.filter { !Self.namesContent($0) }
    self.needs = Set(needs)
    let known = self.needs.union(query.requiredFields)
    heard = known.union(known.flatMap { Self.parts[$0] ?? [] })
    namesDataset = logs.contains(where: Self.namesDataset)
  }

  private static func namesDataset(_ part: QueryExpression) -> Bool {
    switch part {
    case .leaf(let leaf): leaf.field == "event.dataset" || leaf.field == "data_stream.dataset"
    case .any(let parts): parts.allSatisfy(namesDataset)
    case .all, .not, .everything: false
    }
  }

  /// That a log says of which kind it is says nothing of the kind; that it has a name that was asked for does.
  private static func namesKind(_ part: QueryExpression) -> Bool {
    switch part {
    case .leaf(let leaf):
      leaf.test == .exists ? telling.contains(leaf.field) : naming.contains(leaf.field)
    case .any(let parts): parts.allSatisfy(namesKind)
    case .all, .not, .everything: false
    }
  }

  private static func namesContent(_ part: QueryExpression) -> Bool {
    switch part {
    case .leaf(let leaf): leaf.field == "event.category" || leaf.field == "event.provider"
    case .any(let parts): parts.allSatisfy(namesContent)
    case .all, .not, .everything: false
    }
  }

  /// Whether what this job sees shows that the other's source is heard. Nothing shows that of a job that names no kind.
  func hears(_ other: JobSource) -> Bool {
    let wanted = other.logs.isEmpty ? other.terms : other.logs
    return !wanted.isEmpty && terms.isSuperset(of: wanted)
      && (other.namesDataset || heard.isSuperset(of: other.needs))
  }
}
