/// A recursive descent over the query's words.
struct KQLParser {
  private var scanner: KQLScanner
  private var depth = 0

  init(_ text: String) { scanner = KQLScanner(text) }

  /// What the tests inside parentheses are about.
  private enum Scope {
    /// Clauses that name their field, each behind the prefix.
    case clauses(prefix: String)
    /// Values of one field.
    case values(field: String)
  }

  mutating func query() throws(KQLError) -> QueryExpression {
    scanner.skipBlanks()
    if scanner.atEnd { return .everything }
    let expression = try disjunction(.clauses(prefix: ""))
    guard scanner.atEnd else { throw scanner.error(expected: "“and”, “or” or the end of the query") }
    return expression
  }

  private mutating func disjunction(_ scope: Scope) throws(KQLError) -> QueryExpression {
    var parts = [try conjunction(scope)]
    while scanner.take(keyword: "or") { parts.append(try conjunction(scope)) }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  private mutating func conjunction(_ scope: Scope) throws(KQLError) -> QueryExpression {
    var parts = [try negation(scope)]
    while scanner.take(keyword: "and") { parts.append(try negation(scope)) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func negation(_ scope: Scope) throws(KQLError) -> QueryExpression {
    guard scanner.take(keyword: "not") else { return try primary(scope) }
    try descend()
    defer { depth -= 1 }
    return .not(try negation(scope))
  }

  private mutating func primary(_ scope: Scope) throws(KQLError) -> QueryExpression {
    if scanner.take("(") { return try closed(by: ")", scope) }
    switch scope {
    case .clauses(let prefix): return try clause(prefix: prefix)
    case .values(let field): return .leaf(Leaf(field: field, test: try value(of: field)))
    }
  }

  /// What stands between brackets, the opening one taken.
  private mutating func closed(by bracket: Unicode.Scalar, _ scope: Scope) throws(KQLError)
    -> QueryExpression
  {
    try descend()
    defer { depth -= 1 }
    let inner = try disjunction(scope)
    guard scanner.take(bracket) else { throw scanner.error(expected: "“and”, “or” or “\(bracket)”") }
    return inner
  }

  private mutating func descend() throws(KQLError) {
    guard depth < KQL.depthLimit else {
      throw scanner.error(
        found: "nesting deeper than \(KQL.depthLimit)", expected: "a flatter query")
    }
    depth += 1
  }

  // MARK: One field

  private mutating func clause(prefix: String) throws(KQLError) -> QueryExpression {
    let start = scanner.index
    guard scanner.keyword(at: start) == nil, let name = try scanner.word(oneWord: true) else {
      throw scanner.error(expected: "a field")
    }
    let comparison = scanner.takeComparison()
    guard comparison != nil || scanner.take(":") else {
      throw missingColon(behind: name, at: start)
    }
    if name.pieces == ["", ""], comparison == nil, prefix.isEmpty { return try everything(at: start) }
    guard name.pieces.count == 1, !name.text.isEmpty else {
      throw scanner.error(
        at: start, found: "“\(name.text)” for a field",
        expected: "one field's full name (wildcards work in values alone)")
    }
    return try test(of: prefix + name.text, comparison)
  }

  private func missingColon(behind name: KQLScanner.Word, at start: Int) -> KQLError {
    let shown = KQLError.printable(name.text.unicodeScalars.prefix(60))
    guard scanner.atEnd || scanner.peek(")") || scanner.keyword(at: scanner.index) != nil else {
      return scanner.error(expected: "“:” or a comparison behind the field “\(shown)”")
    }
    return scanner.error(
      at: start, found: "“\(shown)” alone", expected: "a field, as in “message: \(shown)”")
  }

  /// `*: *`, the one wildcard that Kibana, too, takes for a field.
  private mutating func everything(at start: Int) throws(KQLError) -> QueryExpression {
    guard let word = try scanner.word(oneWord: false), word.pieces == ["", ""] else {
      throw scanner.error(
        at: start, found: "“*” for a field", expected: "one field's full name (only “*: *” has no field)")
    }
    return .everything
  }

  private mutating func test(of field: String, _ comparison: ValueTest.Comparison?) throws(KQLError)
    -> QueryExpression
  {
    if let comparison { return .leaf(Leaf(field: field, test: .range(comparison, try bound()))) }
    try refuseLuceneRange(of: field)
    if scanner.take("(") { return try closed(by: ")", .values(field: field)) }
    if scanner.take("{") { return try closed(by: "}", .clauses(prefix: field + ".")) }
    return .leaf(Leaf(field: field, test: try value(of: field)))
  }

  /// It would be the text that it is, which no number equals.
  private func refuseLuceneRange(of field: String) throws(KQLError) {
    guard let range = scanner.luceneRange() else { return }
    throw scanner.error(
      found: "Lucene's range “\(KQLError.printable(range.text.unicodeScalars))”",
      expected: "“\(KQLError.printable(range.query(of: field).unicodeScalars))”")
  }

  private mutating func bound() throws(KQLError) -> ValueTest.Literal {
    let start = scanner.index
    guard let word = try scanner.word(oneWord: false) else { throw scanner.error(expected: "a value") }
    guard word.pieces.count == 1 else {
      throw scanner.error(
        at: start, found: "“\(word.text)”", expected: "a value without wildcards to compare with")
    }
    guard word.text != "now", !["now-", "now+", "now/"].contains(where: word.text.hasPrefix) else {
      throw scanner.error(
        at: start, found: "“\(word.text)”", expected: "a time such as 2026-01-05 (logs may be of any day)")
    }
    return ValueTest.Literal(word.text)
  }

  private mutating func value(of field: String) throws(KQLError) -> ValueTest {
    try refuseLuceneRange(of: field)
    let start = scanner.index
    guard let word = try scanner.word(oneWord: false) else { throw scanner.error(expected: "a value") }
    guard word.pieces.count == 1 else {
      return word.pieces.allSatisfy(\.isEmpty) ? .exists : .wildcard(ValueTest.Wildcard(pieces: word.pieces))
    }
    if let network = ValueTest.Network(word.text) { return .cidr(network) }
    if !word.isQuoted, let bits = ValueTest.Network.bitsExceeded(in: word.text) {
      throw scanner.error(
        at: start, found: "“\(word.text)”",
        expected: "a network whose prefix has at most \(bits) bits, or the text in quotes")
    }
    return .equals(ValueTest.Literal(word.text))
  }
}
