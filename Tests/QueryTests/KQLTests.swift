import HarrierQuery
import Testing

/// A leaf in a few letters.
private func equals(_ field: String, _ text: String) -> QueryExpression {
  .leaf(Leaf(field: field, test: .equals(ValueTest.Literal(text))))
}

private func wild(_ field: String, _ pieces: String...) -> QueryExpression {
  .leaf(Leaf(field: field, test: .wildcard(ValueTest.Wildcard(pieces: pieces))))
}

private func range(_ field: String, _ comparison: ValueTest.Comparison, _ bound: String) -> QueryExpression {
  .leaf(Leaf(field: field, test: .range(comparison, ValueTest.Literal(bound))))
}

private func exists(_ field: String) -> QueryExpression { .leaf(Leaf(field: field, test: .exists)) }

private func cidr(_ field: String, _ text: String) -> QueryExpression {
  .leaf(Leaf(field: field, test: .cidr(ValueTest.Network(text)!)))
}

struct KQLTests {
  static let forms: [(String, QueryExpression)] = [
    ("", .everything),
    (" \n\t", .everything),
    ("*: *", .everything),
    ("*:* and a: 1", equals("a", "1")),
    ("not *:*", .nothing),
    ("a: b", equals("a", "b")),
    ("a:b", equals("a", "b")),
    ("  a : b  ", equals("a", "b")),
    ("a: \"b c\"", equals("a", "b c")),
    ("a: b c", equals("a", "b c")),
    ("a: (b c or d)", .any([equals("a", "b c"), equals("a", "d")])),
    ("\"a b\": c", equals("a b", "c")),
    ("a: \"\"", equals("a", "")),
    ("a: \"x \\\"y\\\" \\\\ z\"", equals("a", "x \"y\" \\ z")),
    ("a: \"C:\\Windows\"", equals("a", "C:\\Windows")),
    ("a: \"x\\ty\\u00e9\"", equals("a", "x\ty\u{e9}")),
    ("a: D\\:\\\\", equals("a", "D:\\")),
    ("a: \\and", equals("a", "and")),
    ("a: x \\not y", equals("a", "x not y")),
    ("a: \\nothing", equals("a", "\nothing")),
    ("a: android", equals("a", "android")),
    ("a: x*", wild("a", "x", "")),
    ("a: *x*y*", wild("a", "", "x", "y", "")),
    ("a: x**y", wild("a", "x", "y")),
    ("a: x\\*y", equals("a", "x*y")),
    ("a: \"x*\"", equals("a", "x*")),
    ("a: *", exists("a")),
    ("a: **", exists("a")),
    ("a >= 5", range("a", .atLeast, "5")),
    ("a>5", range("a", .greater, "5")),
    ("a <= \"2026-01-05T00:00:00Z\"", range("a", .atMost, "2026-01-05T00:00:00Z")),
    ("a < 2026-01-05T00:00", range("a", .less, "2026-01-05T00:00")),
    ("a: 10.0.0.0/8", cidr("a", "10.0.0.0/8")),
    ("a: \"10.0.0.0/8\"", cidr("a", "10.0.0.0/8")),
    ("a: 2001:db8::/32", cidr("a", "2001:db8::/32")),
    ("a: (::1 or fe80::1)", .any([equals("a", "::1"), equals("a", "fe80::1")])),
    ("a: /etc/passwd", equals("a", "/etc/passwd")),
    ("a: b or c: d and e: f", .any([equals("a", "b"), .all([equals("c", "d"), equals("e", "f")])])),
    ("not a: b and c: d", .all([.not(equals("a", "b")), equals("c", "d")])),
    ("not (a: b and c: d)", .not(.all([equals("a", "b"), equals("c", "d")]))),
    (
      "NOT a: b AND c: d Or e: f",
      .any([.all([.not(equals("a", "b")), equals("c", "d")]), equals("e", "f")])
    ),
    ("(a: b)and(c: d)", .all([equals("a", "b"), equals("c", "d")])),
    ("a: (b or c and not d)", .any([equals("a", "b"), .all([equals("a", "c"), .not(equals("a", "d"))])])),
    ("a: (not (b or c))", .not(.any([equals("a", "b"), equals("a", "c")]))),
    (
      "u: { n: x and i: (y or z) }",
      .all([equals("u.n", "x"), .any([equals("u.i", "y"), equals("u.i", "z")])])
    ),
    ("u: { v: { n: x } or w > 1 }", .any([equals("u.v.n", "x"), range("u.w", .greater, "1")])),
    ("not not a: b", equals("a", "b")),
    ("a: b and (c: d and (e: f and a: b))", .all([equals("a", "b"), equals("c", "d"), equals("e", "f")])),
    ("a: (b or b)", equals("a", "b")),
    ("a:\u{a0}b\u{a0}and c: d", .all([equals("a", "b"), equals("c", "d")])),
    (
      "@timestamp > 2026 and log-file_1.x: ü",
      .all([range("@timestamp", .greater, "2026"), equals("log-file_1.x", "ü")])
    ),
  ]

  @Test(arguments: forms)
  func `a query means its expression`(text: String, expected: QueryExpression) throws {
    #expect(try KQL.parse(text) == expected)
  }

  @Test(arguments: forms)
  func `an expression prints as the query it came from`(text: String, expected: QueryExpression) throws {
    #expect(try KQL.parse(expected.description) == expected)
  }

  @Test(arguments: [
    ("svchost.exe", 1, "“svchost.exe” alone", "a field, as in “message: svchost.exe”"),
    ("a: b and foo", 10, "“foo” alone", "a field, as in “message: foo”"),
    ("\"two words\"", 1, "“two words” alone", "a field, as in “message: two words”"),
    ("a b: c", 3, "“b”", "“:” or a comparison behind the field “a”"),
    ("a = b", 3, "“=”", "“:” or a comparison behind the field “a”"),
    ("a:", 3, "the end of the query", "a value"),
    ("a: and b: c", 4, "“and”", "a value"),
    ("a: not b", 4, "“not”", "a value"),
    ("a: b or", 8, "the end of the query", "a field"),
    ("or a: b", 1, "“or”", "a field"),
    ("a: b c: d", 7, "“:”", "“and”, “or” or the end of the query"),
    ("a: b not c", 6, "“not”", "“and”, “or” or the end of the query"),
    ("(a: b", 6, "the end of the query", "“and”, “or” or “)”"),
    ("a: b)", 5, "“)”", "“and”, “or” or the end of the query"),
    ("a: (b or c", 11, "the end of the query", "“and”, “or” or “)”"),
    ("a: ()", 5, "“)”", "a value"),
    ("()", 2, "“)”", "a field"),
    ("a: { b: c", 10, "the end of the query", "“and”, “or” or “}”"),
    ("a: \"b", 4, "a quote that is never closed", "another “\"”"),
    ("a: C\\x", 5, "a lone “\\”", "“\\\\” for a backslash, or the value in quotes"),
    ("a: \\", 4, "a lone “\\”", "“\\\\” for a backslash, or the value in quotes"),
    ("a: \\ud800", 4, "a lone “\\”", "“\\\\” for a backslash, or the value in quotes"),
    ("proc*: x", 1, "“proc*” for a field", "one field's full name (wildcards work in values alone)"),
    ("*: x", 1, "“*” for a field", "one field's full name (only “*: *” has no field)"),
    ("\"\": x", 1, "“” for a field", "one field's full name (wildcards work in values alone)"),
    ("a > 5*", 5, "“5*”", "a value without wildcards to compare with"),
    ("a >", 4, "the end of the query", "a value"),
    ("a >= now-1d", 6, "“now-1d”", "a time such as 2026-01-05 (logs may be of any day)"),
    ("ü: ü and \u{1}", 10, "“\u{fffd}” alone", "a field, as in “message: \u{fffd}”"),
  ])
  func `an error says where, what was found and what is right`(
    text: String, column: Int, found: String, expected: String
  ) {
    let error = #expect(throws: KQLError.self) { try KQL.parse(text) }
    #expect(error?.column == column)
    #expect(error?.found == found)
    #expect(error?.expected == expected)
  }

  @Test func `a network with too long a prefix is a slip, and in quotes a text`() throws {
    for (text, column, bits) in [
      ("source.ip: 10.9.9.0/33", 12, 32), ("a: b and ip: (10.0.0.0/8 or 10.9.9.0/64)", 29, 32),
      ("a: 2001:db8::/129", 4, 128), ("a: 10.9.9.0/3300", 4, 32),
    ] {
      let error = #expect(throws: KQLError.self) { try KQL.parse(text) }
      #expect(error?.line == 1 && error?.column == column, "\(text)")
      #expect(error?.expected == "a network whose prefix has at most \(bits) bits, or the text in quotes")
    }
    let quoted = try KQL.parse(#"a: "10.9.9.0/33""#)
    #expect(quoted.evaluate { _ in ["10.9.9.0/33"] })
    #expect(try KQL.parse(quoted.description) == quoted)
    #expect(throws: Never.self) { try KQL.parse("a: (1.2/33 or 10.0.0.0/x or /33 or 10.0.0.1/)") }
  }

  @Test(arguments: [
    ("n: [1 TO 3]", 4, "[1 TO 3]", "n >= 1 and n <= 3"),
    ("a: x and n: {1 TO *}", 13, "{1 TO *}", "n > 1"), ("n: [* TO 3}", 4, "[* TO 3}", "n < 3"),
    (
      "n: (5 or [2026-01-01 TO 2026-01-02])", 10, "[2026-01-01 TO 2026-01-02]",
      "n >= 2026-01-01 and n <= 2026-01-02"
    ),
    ("a: {n: [* TO *]}", 8, "[* TO *]", "a.n: *"),
  ])
  func `a range as Lucene writes it is told as KQL`(text: String, column: Int, range: String, kql: String) {
    let error = #expect(throws: KQLError.self) { try KQL.parse(text) }
    #expect(error?.column == column)
    #expect(error?.found == "Lucene's range “\(range)”")
    #expect(error?.expected == "“\(kql)”")
    #expect((try? KQL.parse(kql)) != nil)
  }

  @Test func `brackets that are no range are text`() throws {
    #expect(try KQL.parse("a: [1 to 3]").evaluate { _ in ["[1 to 3]"] })
    #expect(try KQL.parse(#"a: "[1 TO 3]""#).evaluate { _ in ["[1 TO 3]"] })
    #expect(try KQL.parse("a: {b: x and c: TO}").fields == ["a.b", "a.c"])
  }

  @Test func `an error prints its line with a caret below the column`() {
    let error = #expect(throws: KQLError.self) { try KQL.parse("a: b and\nc:\u{1b}[31m )") }
    #expect(
      error?.description == """
        2:9: found “)”, expected “and”, “or” or the end of the query
          c:\u{fffd}[31m )
                  ^
        """)
  }

  @Test func `a long line is cut to the column's surroundings`() {
    let text = String(repeating: "x", count: 5000) + " y"
    let error = #expect(throws: KQLError.self) { try KQL.parse("a: (" + text) }
    #expect(error?.column == 5007)
    #expect((error?.description.utf8.count ?? 0) < 400)
  }

  @Test func `fields are those that decide`() throws {
    let query = try KQL.parse("a.b: 1 and not (c: * or d >= 2) or u: {n: x} and *: *")
    #expect(query.fields == ["a.b", "c", "d", "u.n"])
  }

  @Test func `fields are required of which no branch can do without`() throws {
    let query = try KQL.parse("a: 1 and (b: 2 and c: 3 or c: *) and not d: 4")
    #expect(query.requiredFields == ["a", "c"])
    #expect(QueryExpression.everything.requiredFields.isEmpty)
    #expect(QueryExpression.nothing.requiredFields.isEmpty)
  }

  @Test func `simplifying keeps constants out`() {
    let a = equals("a", "b")
    #expect(QueryExpression.all([]).simplified == .everything)
    #expect(QueryExpression.any([]).simplified == .nothing)
    #expect(QueryExpression.all([a, .everything, .all([a])]).simplified == a)
    #expect(QueryExpression.any([a, .nothing]).simplified == a)
    #expect(QueryExpression.any([a, .everything]).simplified == .everything)
    #expect(QueryExpression.all([a, .any([])]).simplified == .nothing)
    #expect(QueryExpression.not(.not(.nothing)).simplified == .nothing)
  }
}

struct KQLHostileTests {
  @Test(arguments: [
    String(repeating: "(", count: 60_000), String(repeating: "not ", count: 15_000),
    String(repeating: "a:{", count: 20_000), "a:" + String(repeating: "(", count: 60_000),
    String(repeating: "a: b and ", count: 8_000), String(repeating: "*", count: 70_000),
    "\0", "a\0b", "\u{feff}", "\\", "\\u", "\\u12", "\"", "a:\"\\", "a:\\u00", ":::", "{}", "a:{}", "<",
    "a<<b", "a>=<b",
    "é\u{301}:", "a: x:y", "\r\n(", "a: 1:2:3:4:5:6:7:8:9",
  ])
  func `nonsense is refused and never crashes`(text: String) {
    let error = #expect(throws: KQLError.self) { try KQL.parse(text) }
    #expect(error?.description.isEmpty == false)
  }

  @Test func `nesting up to the limit is fine`() throws {
    let depth = KQL.depthLimit
    let query = try KQL.parse(
      String(repeating: "not (c: d or ", count: depth / 2) + "a: b" + String(repeating: ")", count: depth / 2)
    )
    #expect(query.fields == ["a", "c"])
    #expect(try KQL.parse(query.description) == query)
    #expect(
      try KQL.parse(String(repeating: "(", count: depth) + "a: b" + String(repeating: ")", count: depth))
        .fields
        == ["a"])
  }

  @Test func `many parts are fine`() throws {
    let values = (0..<5000).map { "v\($0)" }
    let query = try KQL.parse("a: (\(values.joined(separator: " or ")))")
    #expect(query.evaluate { _ in ["v4999"] })
    #expect(!query.evaluate { _ in ["v5000"] })
  }

  @Test func `a NUL in a value is a byte like others`() throws {
    #expect(try KQL.parse("a: \"x\0y\"").evaluate { _ in ["X\0Y"] })
  }

  @Test(arguments: 0..<200)
  func `random expressions survive printing`(seed: Int) throws {
    var generator = Splitmix(state: UInt64(seed))
    let expression = Self.expression(depth: 4, &generator).simplified
    #expect(try KQL.parse(expression.description) == expression)
  }

  @Test(arguments: 0..<200)
  func `random text never crashes`(seed: Int) {
    var generator = Splitmix(state: UInt64(seed) &+ 1 << 32)
    let alphabet = [
      "a", " ", ":", "(", ")", "{", "}", "*", "\\", "\"", "and ", " or ", "not ", "<", ">=", "é", "\n",
      "10.0.0.0/8", "\0",
    ]
    let text = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
      alphabet.randomElement(using: &generator)!
    }.joined()
    if let query = try? KQL.parse(text) {
      #expect((try? KQL.parse(query.description)) == query)
    }
  }

  private static func expression(depth: Int, _ generator: inout Splitmix) -> QueryExpression {
    func parts(_ generator: inout Splitmix) -> [QueryExpression] {
      (0..<Int.random(in: 0...3, using: &generator)).map { _ in expression(depth: depth - 1, &generator) }
    }
    return switch depth == 0 ? 3 : Int.random(in: 0...4, using: &generator) {
    case 0: .all(parts(&generator))
    case 1: .any(parts(&generator))
    case 2: .not(expression(depth: depth - 1, &generator))
    default: .leaf(Leaf(field: text(&generator) + "x", test: test(&generator)))
    }
  }

  private static func test(_ generator: inout Splitmix) -> ValueTest {
    switch Int.random(in: 0...4, using: &generator) {
    case 0: .exists
    case 1: .equals(ValueTest.Literal(text(&generator)))
    case 2:
      .wildcard(ValueTest.Wildcard(pieces: [text(&generator), text(&generator), text(&generator) + "z"]))
    case 3:
      .range(
        ValueTest.Comparison.allCases.randomElement(using: &generator)!, ValueTest.Literal(text(&generator)))
    default: .cidr(ValueTest.Network("10.\(Int.random(in: 0...255, using: &generator)).0.0/16")!)
    }
  }

  private static func text(_ generator: inout Splitmix) -> String {
    let alphabet = [
      "a", "B", " ", ":", "(", "*", "\\", "\"", " and ", "not", "é", "\n", "\t", "\u{a0}", "\0", "7", "ß",
      "日", "u0041", "n",
    ]
    return (0..<Int.random(in: 0...4, using: &generator)).map { _ in
      alphabet.randomElement(using: &generator)!
    }.joined()
  }
}

/// Vigna's splitmix64: a seed for each case.
private struct Splitmix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
