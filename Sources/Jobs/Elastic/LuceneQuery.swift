import HarrierQuery

/// The simple part of Lucene's query language, as `query_string` and the search bar write it.
///
/// Taken: `field:value`, `field:"a phrase"`, `field:(a OR b)`, stars, `_exists_:field`, `field:>5`, `[a TO b]`,
/// `{a TO b}`, `AND`, `OR`, `NOT` (`&&`, `||`, `!`, `-`, `+`), parentheses, `*:*`.
///
/// Refused, because it has no counterpart: regular expressions, fuzzy words, boosts that select, and `AND` beside
/// `OR` without parentheses, which Lucene does not read by precedence.
struct LuceneQuery {
  struct Failure: Error {
    /// Counted from 1, in characters.
    var place: Int
    var message: String
  }

  indirect enum Part {
    case everything
    case all([Part])
    case any([Part])
    case not(Part)
    case exists(String)
    /// A value as a whole, without escapes.
    case value(String, String)
    /// With stars, and with its escapes.
    case pattern(String, String)
    case range(String, ValueTest.Comparison, String)
  }

  private let text: [Character]
  private let fields: [String]
  private let defaultIsAnd: Bool
  private var at = 0
  private var depth = 0
  private static let depthLimit = 100

  init(_ text: String, fields: [String], defaultIsAnd: Bool) {
    self.text = Array(text)
    self.fields = fields
    self.defaultIsAnd = defaultIsAnd
  }

  mutating func query() throws(Failure) -> Part {
    let part = try clauses(of: nil)
    guard at == text.count else { throw failure("found “\(text[at])”, expected the end") }
    return part
  }

  // MARK: Clauses

  private enum Joint { case and, or }

  private mutating func clauses(of field: String?) throws(Failure) -> Part {
    var parts = [try clause(of: field)]
    var joints: Set<Joint> = []
    while let joint = try nextJoint() {
      joints.insert(joint)
      parts.append(try clause(of: field))
    }
    guard joints.count < 2 else { throw failure("found AND beside OR, allowed: parentheses between them") }
    if parts.count == 1 { return parts[0] }
    return joints == [.and] ? .all(parts) : .any(parts)
  }

  /// What joins the next clause to the last; nil at the end of the group.
  private mutating func nextJoint() throws(Failure) -> Joint? {
    skipBlanks()
    guard at < text.count, text[at] != ")" else { return nil }
    if take(word: "AND") || take("&&") { return .and }
    if take(word: "OR") || take("||") { return .or }
    return defaultIsAnd ? .and : .or
  }

  private mutating func clause(of field: String?) throws(Failure) -> Part {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.depthLimit else { throw failure("found nesting deeper than \(Self.depthLimit)") }
    skipBlanks()
    if take(word: "NOT") || take("!") || take("-") { return .not(try clause(of: field)) }
    _ = take("+")
    if take("(") { return try group(of: field) }
    if let field { return try value(of: field) }
    let start = at
    let name = try word()
    guard take(":") else { return try unnamed(name, from: start) }
    skipBlanks()
    if name == "*", take("*") { return .everything }
    if name == "_exists_" { return .exists(Self.unescaped(try word())) }
    if take("(") { return try group(of: Self.unescaped(name)) }
    return try value(of: Self.unescaped(name))
  }

  private mutating func group(of field: String?) throws(Failure) -> Part {
    let part = try clauses(of: field)
    skipBlanks()
    guard take(")") else { throw failure("found the end of the group, expected “)”") }
    return part
  }

  /// A value without a field belongs to the default fields.
  private mutating func unnamed(_ word: String, from start: Int) throws(Failure) -> Part {
    if word == "*" { return .everything }
    guard !fields.isEmpty else {
      throw Failure(place: start + 1, message: "found “\(NodeReader.shown(word))” without a field")
    }
    var parts: [Part] = []
    for field in fields {
      at = start
      parts.append(try value(of: field))
    }
    return parts.count == 1 ? parts[0] : .any(parts)
  }

  // MARK: Values

  private mutating func value(of field: String) throws(Failure) -> Part {
    skipBlanks()
    if at < text.count, text[at] == "\"" { return .value(field, try phrase()) }
    if at < text.count, text[at] == "[" || text[at] == "{" { return try range(of: field) }
    for (sign, comparison) in [
      (">=", ValueTest.Comparison.atLeast), ("<=", .atMost), (">", .greater), ("<", .less),
    ] where take(sign) {
      skipBlanks()
      return .range(field, comparison, Self.unescaped(try word()))
    }
    let start = at
    let word = try word()
    guard word.first != "/" else { throw failure("found a regular expression, which KQL does not have") }
    if at < text.count, text[at] == "~" || text[at] == "^" {
      throw failure("found “\(text[at])” behind “\(NodeReader.shown(word))”, which KQL does not have")
    }
    if word == "*" { return .exists(field) }
    guard !word.isEmpty else { throw Failure(place: start + 1, message: "expected a value") }
    return Self.hasStar(word) ? .pattern(field, word) : .value(field, Self.unescaped(word))
  }

  private mutating func range(of field: String) throws(Failure) -> Part {
    let isLowerIn = text[at] == "["
    at += 1
    let lower = try bound()
    guard take(word: "TO") else { throw failure("expected TO, as in [1 TO 5]") }
    let upper = try bound()
    skipBlanks()
    let isUpperIn = at < text.count && text[at] == "]"
    guard take("]") || take("}") else { throw failure("expected “]” or “}” behind the range") }
    var parts: [Part] = []
    if lower != "*" { parts.append(.range(field, isLowerIn ? .atLeast : .greater, lower)) }
    if upper != "*" { parts.append(.range(field, isUpperIn ? .atMost : .less, upper)) }
    return parts.isEmpty ? .exists(field) : .all(parts)
  }

  private mutating func bound() throws(Failure) -> String {
    skipBlanks()
    if at < text.count, text[at] == "\"" { return try phrase() }
    let bound = Self.unescaped(try word(isBound: true))
    guard !bound.isEmpty else { throw failure("expected a bound") }
    skipBlanks()
    return bound
  }

  private mutating func phrase() throws(Failure) -> String {
    at += 1
    var result = ""
    while at < text.count, text[at] != "\"" {
      if text[at] == "\\", at + 1 < text.count { at += 1 }
      result.append(text[at])
      at += 1
    }
    guard take("\"") else { throw failure("found the end, expected a closing quote") }
    return result
  }

  // MARK: Characters

  /// Up to a blank or a sign, escapes kept.
  private mutating func word(isBound: Bool = false) throws(Failure) -> String {
    var result = ""
    let stops: [Character] = isBound ? ["]", "}"] : ["(", ")", ":", "\"", "~", "^", "[", "]", "{", "}"]
    while at < text.count, !text[at].isWhitespace, !stops.contains(text[at]) {
      result.append(text[at])
      if text[at] == "\\", at + 1 < text.count {
        at += 1
        result.append(text[at])
      }
      at += 1
    }
    return result
  }

  private static func hasStar(_ word: String) -> Bool {
    var isEscaped = false
    for character in word {
      if !isEscaped, character == "*" || character == "?" { return true }
      isEscaped = character == "\\" && !isEscaped
    }
    return false
  }

  private static func unescaped(_ word: String) -> String {
    var result = ""
    var isEscaped = false
    for character in word {
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        result.append(character)
        isEscaped = false
      }
    }
    return result
  }

  private mutating func skipBlanks() { while at < text.count, text[at].isWhitespace { at += 1 } }

  private mutating func take(_ sign: String) -> Bool {
    guard text[at...].starts(with: sign) else { return false }
    at += sign.count
    return true
  }

  private mutating func take(word: String) -> Bool {
    skipBlanks()
    let end = at + word.count
    guard text[at...].starts(with: word), end == text.count || text[end].isWhitespace || text[end] == "("
    else { return false }
    at = end
    return true
  }

  private func failure(_ message: String) -> Failure { Failure(place: at + 1, message: message) }
}
