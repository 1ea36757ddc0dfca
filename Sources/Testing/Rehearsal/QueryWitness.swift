import HarrierJobs
import HarrierQuery

/// Rows that pass a query: what a job's own query says its events look like.
///
/// - Not for: queries that contradict themselves, or whose `not` parts take all that the rest allows; those have no
///   witness here.
public struct QueryWitness {
  public let query: QueryExpression
  /// A row that passes.
  public let row: [String: String]

  public init?(_ query: QueryExpression) {
    self.query = query
    guard let row = Self.rows(query, [:]).first(where: { Self.passes(query, $0) }) else { return nil }
    self.row = row
  }

  public func passes(_ row: [String: String]) -> Bool { Self.passes(query, row) }

  /// Different values that a field may have in the row, the query still passing; at most 48.
  public func values(of field: String) -> [String] {
    var candidates = (0..<24).flatMap { index in
      Self.tests(of: field, in: query).map { Self.example($0, field, index) }
    }
    candidates += (0..<24).map { Self.plain(field, $0) }
    var seen: Set<String> = []
    let fitting = candidates.filter { value in
      seen.insert(value.lowercased()).inserted && passes(row.merging([field: value]) { $1 })
    }
    return Array(fitting.prefix(48))
  }

  // MARK: Search

  private static func passes(_ query: QueryExpression, _ row: [String: String]) -> Bool {
    query.evaluate { row[$0].map { [$0] } ?? [] }
  }

  /// Rows that pass the positive parts, the plainest first; at most 200 are tried.
  private static func rows(_ query: QueryExpression, _ row: [String: String]) -> [[String: String]] {
    switch query {
    case .everything, .not: [row]
    case .leaf(let leaf): rows(leaf, row)
    case .any(let parts): parts.flatMap { rows($0, row) }
    case .all(let parts):
      // The narrowest first: `404` leaves no choice, `*` takes what is there.
      parts.sorted { freedom($0) < freedom($1) }.reduce([row]) { rows, part in
        Array(rows.flatMap { self.rows(part, $0) }.prefix(200))
      }
    }
  }

  private static func freedom(_ part: QueryExpression) -> Int {
    switch part {
    case .everything, .not: 0
    case .any(let parts), .all(let parts): parts.map(freedom).max() ?? 0
    case .leaf(let leaf):
      switch leaf.test {
      case .equals: 1
      case .wildcard, .cidr: 2
      case .range: 3
      case .exists: 4
      }
    }
  }

  private static func rows(_ leaf: Leaf, _ row: [String: String]) -> [[String: String]] {
    if let value = row[leaf.field] { return leaf.test.matches(value) ? [row] : [] }
    return (0..<3).map { row.merging([leaf.field: example(leaf.test, leaf.field, $0)]) { $1 } }
  }

  private static func tests(of field: String, in query: QueryExpression) -> [ValueTest] {
    switch query {
    case .everything, .not: []
    case .leaf(let leaf): leaf.field == field ? [leaf.test] : []
    case .all(let parts), .any(let parts): parts.flatMap { tests(of: field, in: $0) }
    }
  }

  // MARK: Values

  private static func example(_ test: ValueTest, _ field: String, _ index: Int) -> String {
    switch test {
    case .exists: plain(field, index)
    case .equals(let literal): literal.text
    case .wildcard(let wildcard): wildcard.pieces.joined(separator: word(index))
    case .cidr(let network): network.text.prefix { $0 != "/" && $0 != ":" }.dropLast() + String(index + 1)
    case .range(let comparison, let bound): number(comparison, Double(bound.text) ?? 0, index)
    }
  }

  private static func number(_ comparison: ValueTest.Comparison, _ bound: Double, _ index: Int) -> String {
    switch comparison {
    case .greater, .atLeast: String(Int(bound * 1.2) + 1000 + 7 * index)
    case .less, .atMost: String(max(0, Int(min(bound / 2, 400)) + 7 * index))
    }
  }

  /// A value of the field's kind.
  static func plain(_ field: String, _ index: Int) -> String {
    switch KnownFields.ecs[field] {
    case "ip": "198.51.100.\(index + 1)"
    case "long", "float": String(1000 + 7 * index)
    case "boolean": index % 2 == 0 ? "true" : "false"
    case "geo_point": "50.1,8.\(index)"
    default: field.hasPrefix("dns.question.") ? "\(word(index)).example" : word(index)
    }
  }

  /// Words without digits, so that templates leave them apart.
  static func word(_ index: Int) -> String {
    let words = [
      "alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ivy", "juniper", "karri",
      "larch",
      "maple", "nutmeg", "oak", "pine", "quince", "rowan", "spruce", "teak", "ulmus", "viburnum", "willow",
      "yew",
    ]
    return words[index % words.count]
  }
}
