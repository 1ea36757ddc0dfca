import HarrierEvents
import HarrierQuery
import Yams

/// Queries of one field.
extension ElasticQuery {
  mutating func term(_ node: Node, _ path: String) -> QueryExpression? {
    guard let field = field(node, path) else { return nil }
    let value = field.value.mapping == nil ? field.value : entry("value", of: field)
    guard let value, let text = reader.text(value, field.path) else { return nil }
    return equals(field.name, text, value, field.path)
  }

  mutating func terms(_ node: Node, _ path: String) -> QueryExpression? {
    guard let field = field(node, path) else { return nil }
    guard case .sequence(let list) = field.value else {
      reader.report(
        field.value, field.path,
        "found \(NodeReader.kind(of: field.value)), allowed: a list of values (a look-up in an index has no counterpart)"
      )
      return nil
    }
    let parts = list.enumerated().compactMap { index, value -> QueryExpression? in
      let place = "\(field.path)[\(index)]"
      return reader.text(value, place).flatMap { equals(field.name, $0, value, place) }
    }
    return list.isEmpty ? .nothing : parts.isEmpty ? nil : .any(parts)
  }

  mutating func exists(_ node: Node, _ path: String) -> QueryExpression? {
    let entries = entries(node, path, used: ["field"])
    guard let name = reader.text(entries["field"], "\(path).field") else { return nil }
    return leaf(name, .exists, node, path)
  }

  mutating func range(_ node: Node, _ path: String) -> QueryExpression? {
    guard let field = field(node, path) else { return nil }
    let bounds: [(key: String, comparison: ValueTest.Comparison)] = [
      ("gt", .greater), ("gte", .atLeast), ("lt", .less), ("lte", .atMost), ("from", .atLeast),
      ("to", .atMost),
    ]
    let entries = entries(
      field.value, field.path,
      used: Set(bounds.map(\.key) + ["include_lower", "include_upper", "format"]))
    if let lower = reader.flag(entries["include_lower"], "\(field.path).include_lower"), !lower {
      return outside(entries["include_lower"]!, "\(field.path).include_lower", "gt")
    }
    if let upper = reader.flag(entries["include_upper"], "\(field.path).include_upper"), !upper {
      return outside(entries["include_upper"]!, "\(field.path).include_upper", "lt")
    }
    var parts: [QueryExpression] = []
    for (key, comparison) in bounds {
      guard let bound = entries[key], let text = reader.text(bound, "\(field.path).\(key)") else { continue }
      if let part = bounded(field.name, comparison, text, bound, "\(field.path).\(key)") {
        parts.append(part)
      }
    }
    return parts.isEmpty ? nil : .all(parts)
  }

  private mutating func bounded(
    _ field: String, _ comparison: ValueTest.Comparison, _ text: String, _ node: Node, _ path: String
  ) -> QueryExpression? {
    guard !text.hasPrefix("now"), !text.contains("||") else {
      reader.report(
        node, path,
        "found “\(NodeReader.shown(text))”, allowed: a number or a time: a hunt has no “now”; --from and --to choose its time"
      )
      return nil
    }
    return leaf(field, .range(comparison, .init(text)), node, path)
  }

  private mutating func outside(_ node: Node, _ path: String, _ word: String) -> QueryExpression? {
    reader.report(node, path, "found “false”, allowed: “\(word)” in place of it")
    return nil
  }

  // MARK: Text

  mutating func match(_ node: Node, _ path: String) -> QueryExpression? {
    guard let (field, text, options) = fullText(node, path, ["operator"]) else { return nil }
    guard Self.isText(field.name) else { return equals(field.name, text, field.value, field.path) }
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
    let parts = words.compactMap { contains(field.name, $0, field.value, field.path) }
    guard !parts.isEmpty else { return nil }
    return options["operator"]?.scalar?.string.lowercased() == "and" ? .all(parts) : .any(parts)
  }

  mutating func matchPhrase(_ node: Node, _ path: String) -> QueryExpression? {
    guard let (field, text, _) = fullText(node, path, []) else { return nil }
    return Self.isText(field.name)
      ? contains(field.name, text, field.value, field.path)
      : equals(field.name, text, field.value, field.path)
  }

  private mutating func fullText(_ node: Node, _ path: String, _ options: Set<String>)
    -> (field: (name: String, value: Node, path: String), text: String, options: [String: Node])?
  {
    guard let field = field(node, path) else { return nil }
    guard field.value.mapping != nil else {
      return reader.text(field.value, field.path).map { (field, $0, [:]) }
    }
    let entries = entries(field.value, field.path, used: options.union(["query"]))
    return reader.text(entries["query"], "\(field.path).query").map { (field, $0, entries) }
  }

  /// Fields that Elasticsearch takes apart into words; the others are compared whole.
  private static func isText(_ field: String) -> Bool {
    field == "message" || field == "error.message" || field.hasSuffix(".text")
  }

  private mutating func contains(_ field: String, _ text: String, _ node: Node, _ path: String)
    -> QueryExpression?
  {
    reader.remark("\(path): its words are looked for anywhere in the text")
    return leaf(field, .wildcard(.init(pieces: ["", text, ""])), node, path)
  }

  // MARK: Patterns

  mutating func wildcard(_ node: Node, _ path: String) -> QueryExpression? {
    guard let (field, text) = pattern(node, path) else { return nil }
    return wildcard(field.name, text, field.value, field.path)
  }

  mutating func prefix(_ node: Node, _ path: String) -> QueryExpression? {
    guard let (field, text) = pattern(node, path) else { return nil }
    return leaf(field.name, .wildcard(.init(pieces: [text, ""])), field.value, field.path)
  }

  private mutating func pattern(_ node: Node, _ path: String)
    -> (field: (name: String, value: Node, path: String), text: String)?
  {
    guard let field = field(node, path) else { return nil }
    guard field.value.mapping != nil else { return reader.text(field.value, field.path).map { (field, $0) } }
    let entries = entries(
      field.value, field.path, used: ["value", "wildcard", "case_insensitive", "rewrite"])
    return reader.text(entries["value"] ?? entries["wildcard"] ?? field.value, field.path).map { (field, $0) }
  }

  /// A pattern with stars; `\*` is a star.
  mutating func wildcard(_ field: String, _ text: String, _ node: Node, _ path: String) -> QueryExpression? {
    var pieces = [""]
    var isEscaped = false
    for character in text {
      switch character {
      case _ where isEscaped:
        pieces[pieces.count - 1].append(character)
        isEscaped = false
      case "\\": isEscaped = true
      case "*": pieces.append("")
      case "?":
        reader.report(
          node, path, "found “\(NodeReader.shown(text))”, allowed: stars (KQL has no sign for one character)")
        return nil
      default: pieces[pieces.count - 1].append(character)
      }
    }
    if pieces.count == 1 { return equals(field, pieces[0], node, path) }
    return leaf(field, pieces.allSatisfy(\.isEmpty) ? .exists : .wildcard(.init(pieces: pieces)), node, path)
  }

  // MARK: Query languages

  mutating func queryString(_ node: Node, _ path: String) -> QueryExpression? {
    let entries = entries(
      node, path,
      used: ["query", "default_field", "fields", "default_operator", "analyze_wildcard", "time_zone"])
    guard let value = entries["query"], let text = reader.text(value, "\(path).query") else { return nil }
    let fields = reader.list(entries["fields"] ?? entries["default_field"], path)
      .compactMap { $0.node.scalar?.string }.filter { $0 != "*" }
    var lucene = LuceneQuery(
      text, fields: fields, defaultIsAnd: entries["default_operator"]?.scalar?.string.lowercased() == "and")
    do throws(LuceneQuery.Failure) {
      return resolve(try lucene.query(), value, "\(path).query")
    } catch {
      reader.report(value, "\(path).query", "at character \(error.place): \(error.message)")
      return nil
    }
  }

  /// The tests of a query language, with the fields of the server's own taken out.
  private mutating func resolve(_ part: LuceneQuery.Part, _ node: Node, _ path: String) -> QueryExpression? {
    switch part {
    case .everything: return .everything
    case .all(let parts): return .all(parts.compactMap { resolve($0, node, path) })
    case .any(let parts):
      let read = parts.compactMap { resolve($0, node, path) }
      return read.isEmpty ? nil : .any(read)
    case .not(let part): return resolve(part, node, path).map { .not($0) }
    case .exists(let field): return leaf(field, .exists, node, path)
    case .value(let field, let text):
      return Self.isText(field) ? contains(field, text, node, path) : equals(field, text, node, path)
    case .pattern(let field, let text): return wildcard(field, text, node, path)
    case .range(let field, let comparison, let bound):
      return bounded(field, comparison, bound, node, path)
    }
  }

  mutating func kql(_ node: Node, _ path: String) -> QueryExpression? {
    let entries = entries(node, path, used: ["query", "case_insensitive", "time_zone", "default_field"])
    guard let value = entries["query"], let text = reader.text(value, "\(path).query") else { return nil }
    do throws(KQLError) { return try KQL.parse(text) } catch {
      reader.report(value, "\(path).query", "at \(error.line):\(error.column): \(error.message)")
      return nil
    }
  }

  // MARK: Leaves

  private mutating func entry(_ key: String, of field: (name: String, value: Node, path: String)) -> Node? {
    let value = entries(field.value, field.path, used: [key, "case_insensitive"])[key]
    if value == nil { reader.report(field.value, field.path, "missing: \(key)") }
    return value
  }

  private mutating func equals(_ field: String, _ text: String, _ node: Node, _ path: String)
    -> QueryExpression?
  {
    if field == "_tier" { return onTier(text) }
    return leaf(field, ValueTest.Network(text).map { .cidr($0) } ?? .equals(.init(text)), node, path)
  }

  /// Events of a hunt are at hand: none lies on a tier for old data.
  private mutating func onTier(_ tier: String) -> QueryExpression {
    reader.remark("_tier says where a cluster keeps a document: events here count as hot")
    return tier == "data_frozen" || tier == "data_cold" ? .nothing : .everything
  }

  private mutating func leaf(_ field: String, _ test: ValueTest, _ node: Node, _ path: String)
    -> QueryExpression?
  {
    guard !field.hasPrefix("_") else {
      reader.report(node, path, "“\(NodeReader.shown(field))” is no part of an event")
      return nil
    }
    guard !field.contains("*") else {
      reader.report(node, path, "found “\(NodeReader.shown(field))”, allowed: one field's full name")
      return nil
    }
    // A multi-field is the same value, indexed in another way.
    let isVariant = [".text", ".keyword", ".caseless"].first { field.hasSuffix($0) }
    let name = isVariant.map { String(field.dropLast($0.count)) } ?? field
    return .leaf(Leaf(field: name, test: test))
  }
}
