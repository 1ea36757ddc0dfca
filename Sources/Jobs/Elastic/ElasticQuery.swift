import HarrierQuery
import Yams

/// Elasticsearch's query DSL as an expression of tests.
///
/// ```json
/// {"bool": {"filter": [{"term": {"event.category": "process"}}], "must_not": {"terms": {"process.name": ["a", "b"]}}}}
/// ```
///
/// becomes `event.category: process and not process.name: (a or b)`. What has no counterpart is reported and read
/// as nothing at all.
///
/// - Not for: scores. `should` beside `must` or `filter` only sorts hits in Elasticsearch, so it selects nothing.
struct ElasticQuery {
  var reader: ElasticReader
  static let depthLimit = 100

  /// A kind of query: reads what stands behind its name.
  typealias Kind = @Sendable (inout ElasticQuery, Node, String, Int) -> QueryExpression?

  /// One line a kind.
  static let kinds: [String: Kind] = [
    "match_all": { _, _, _, _ in .everything },
    "match_none": { _, _, _, _ in .nothing },
    "bool": { $0.bool($1, $2, $3) },
    "constant_score": { $0.constantScore($1, $2, $3) },
    "dis_max": { $0.anyOf($1, $2, $3) },
    "term": { query, node, path, _ in query.term(node, path) },
    "terms": { query, node, path, _ in query.terms(node, path) },
    "exists": { query, node, path, _ in query.exists(node, path) },
    "range": { query, node, path, _ in query.range(node, path) },
    "match": { query, node, path, _ in query.match(node, path) },
    "match_phrase": { query, node, path, _ in query.matchPhrase(node, path) },
    "wildcard": { query, node, path, _ in query.wildcard(node, path) },
    "prefix": { query, node, path, _ in query.prefix(node, path) },
    "query_string": { query, node, path, _ in query.queryString(node, path) },
    "kql": { query, node, path, _ in query.kql(node, path) },
  ]

  /// The expression; nil where it could not be read, which is reported.
  mutating func expression(_ node: Node, _ path: String, depth: Int = 0) -> QueryExpression? {
    guard depth < Self.depthLimit else {
      reader.report(node, path, "found nesting deeper than \(Self.depthLimit), allowed: a flatter query")
      return nil
    }
    guard case .mapping(let mapping) = node, mapping.count <= 1 else {
      reader.report(
        node, path, "found \(NodeReader.kind(of: node)), allowed: one kind of query, as in {\"term\": {…}}")
      return nil
    }
    // An empty object is every document.
    guard let (key, value) = mapping.first else { return .everything }
    let name = key.scalar?.string ?? ""
    let place = ElasticPath.join(path, NodeReader.shown(name))
    guard let kind = Self.kinds[name] else {
      reader.report(
        key, place,
        "this kind of query has no counterpart; allowed: \(NodeReader.list(Self.kinds.keys.sorted()))")
      return nil
    }
    return kind(&self, value, place, depth + 1)
  }

  // MARK: What holds queries

  /// Does not select.
  private static let ornaments: Set<String> = ["boost", "_name", "adjust_pure_negative"]

  private mutating func bool(_ node: Node, _ path: String, _ depth: Int) -> QueryExpression? {
    let entries = entries(
      node, path, used: ["must", "filter", "should", "must_not", "minimum_should_match"])
    var parts: [QueryExpression] = []
    for key in ["must", "filter"] {
      parts += expressions(entries[key], "\(path).\(key)", depth)
    }
    for part in expressions(entries["must_not"], "\(path).must_not", depth) { parts.append(.not(part)) }
    let choices = reader.list(entries["should"], "\(path).should")
    guard !choices.isEmpty else { return .all(parts) }
    let needed = leastChoices(
      entries["minimum_should_match"], "\(path).minimum_should_match", of: choices.count,
      hasMore: entries["must"] != nil || entries["filter"] != nil)
    guard let needed else { return .all(parts) }
    if needed == 0 {
      reader.remark("\(path).should selects nothing beside must or filter, and is left out")
      return .all(parts)
    }
    let read = expressions(entries["should"], "\(path).should", depth)
    if needed == 1, !read.isEmpty { parts.append(.any(read)) }
    if needed > 1 { parts += read }
    return .all(parts)
  }

  /// How many alternatives must hold; nil where that cannot be said in KQL.
  private mutating func leastChoices(_ node: Node?, _ path: String, of count: Int, hasMore: Bool) -> Int? {
    guard let node else { return hasMore ? 0 : 1 }
    let text = node.scalar?.string ?? ""
    if let number = Int(text), number == 0 || number == 1 || number == count { return number }
    reader.report(
      node, path, "found \(NodeReader.kind(of: node)), allowed: 0, 1 or \(count), the number of alternatives")
    return nil
  }

  private mutating func constantScore(_ node: Node, _ path: String, _ depth: Int) -> QueryExpression? {
    let entries = entries(node, path, used: ["filter"])
    return entries["filter"].flatMap { expression($0, "\(path).filter", depth: depth) }
  }

  private mutating func anyOf(_ node: Node, _ path: String, _ depth: Int) -> QueryExpression? {
    let entries = entries(node, path, used: ["queries", "tie_breaker"])
    let read = expressions(entries["queries"], "\(path).queries", depth)
    return read.isEmpty ? nil : .any(read)
  }

  private mutating func expressions(_ node: Node?, _ path: String, _ depth: Int) -> [QueryExpression] {
    reader.list(node, path).compactMap { expression($0.node, $0.path, depth: depth) }
  }

  /// The keys of a query's object without those that do not select.
  mutating func entries(_ node: Node, _ path: String, used: Set<String>) -> [String: Node] {
    reader.entries(node, path, used: used.union(Self.ornaments)).filter { used.contains($0.key) }
  }

  /// `{field: …}` with one field.
  mutating func field(_ node: Node, _ path: String) -> (name: String, value: Node, path: String)? {
    let fields = (node.mapping.map { Array($0) } ?? []).filter {
      !Self.ornaments.contains($0.key.scalar?.string ?? "")
    }
    guard fields.count == 1, let name = fields[0].key.scalar?.string, !name.isEmpty else {
      reader.report(node, path, "found \(NodeReader.kind(of: node)), allowed: one field and its value")
      return nil
    }
    return (name, fields[0].value, "\(path).\(NodeReader.shown(name))")
  }
}
