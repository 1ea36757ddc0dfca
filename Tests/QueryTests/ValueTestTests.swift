import HarrierQuery
import Testing

struct ValueTestTests {
  /// A value test as KQL writes it behind a field, values that pass and values that do not.
  static let cases: [(test: String, pass: [String], fail: [String])] = [
    (": rundll32.exe", ["rundll32.exe", "RUNDLL32.EXE"], ["rundll32.exe ", "rundll32", ""]),
    (": \"\"", [""], [" "]),
    (": *", ["", "x"], []),
    (": É", ["É"], ["é"]),
    (": 443", ["443", "443.0", "4.43e2", "0443"], ["4430", "443a", "-443", ""]),
    (": \"443.0\"", ["443", "443.00"], ["443.1"]),
    (": 0.1", ["0.10", "1e-1", ".1"], ["0.11"]),
    (": -5", ["-5", "-5.0"], ["5"]),
    (": 9007199254740993", ["9007199254740993"], ["9007199254740992"]),
    (": true", ["true", "TRUE"], ["1"]),
    (": 10.0.0.1", ["10.0.0.1", "::ffff:10.0.0.1"], ["10.0.0.10", "010.0.0.1", "10.0.0.1.2"]),
    (": ::1", ["::1", "0:0:0:0:0:0:0:1", "0000::0001"], ["::2", "1::", "::1:"]),
    (": 2001:DB8::A", ["2001:db8:0:0::a", "2001:db8::a"], ["2001:db8::b"]),
    (": fe80::1", ["fe80::1%eth0"], ["fe80::2%eth0"]),
    (
      ": 10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3", "10.0.0.0/8"],
      ["11.0.0.0", "x", "", "10.0.0.0/9"]
    ),
    (": 169.254.169.254/32", ["169.254.169.254"], ["169.254.169.253"]),
    (": 0.0.0.0/0", ["1.2.3.4"], ["::1", "2001:db8::1"]),
    (": ::/0", ["1.2.3.4", "::1"], ["x"]),
    (": 2001:db8::/33", ["2001:db8:7fff::1"], ["2001:db8:8000::1"]),
    (": 2001:db8::1/128", ["2001:db8::1"], ["2001:db8::2"]),
    (": *.exe", ["a.exe", ".EXE"], ["a.exe.txt", "exe"]),
    (": a*a", ["aa", "aba", "AbbA"], ["a", "ab"]),
    (": *ab*ab*", ["abab", "xabyabz"], ["aab", "abb"]),
    (": a*b*c", ["abc", "axbxc", "abcbc"], ["acb", "ac"]),
    (": a\\*b", ["a*b"], ["axb"]),
    (" > 5", ["6", "5.1", "40", "1e9"], ["5", "4", "-6"]),
    (" >= 5", ["5", "5.0"], ["4.999"]),
    (" < 5", ["4", "-100"], ["5", "10"]),
    (" <= 5", ["5"], ["5.0001"]),
    (" > b", ["c", "ba", "C"], ["b", "B", "a", "1"]),
    (" >= 10.0.0.9", ["10.0.0.10", "10.0.0.9"], ["10.0.0.8", "9.255.255.255"]),
    (" >= 10.0.19045", ["10.0.19045", "10.0.22631"], ["10.0.17763"]),
    (" > 2026-01-05", ["2026-01-06T00:00:00Z"], ["2026-01-05T23:59:59.999Z"]),
    (" <= 2026-01-05", ["2026-01-05T23:59:59.999Z"], ["2026-01-06T00:00:00Z"]),
    (" < 2026-01-05", ["2026-01-04T23:59:59Z"], ["2026-01-05T00:00:00Z"]),
    (" >= \"2026-01-05T10:00:00+02:00\"", ["2026-01-05T08:00:00.000Z"], ["2026-01-05T07:59:59.999Z"]),
    (
      ": 2026-01-05", ["2026-01-05", "2026-01-05T12:00:00Z", "2026-01-05 12:00"],
      ["2026-01-06", "2026-13-05"]
    ),
    (": 2026-01-05T12:30", ["2026-01-05T12:30:59.9Z"], ["2026-01-05T12:31:00Z"]),
    (": 2026-02-29", ["2026-02-29"], ["2026-03-01"]),
  ]

  @Test(arguments: cases)
  func `values pass or fail`(test: String, pass: [String], fail: [String]) throws {
    let query = try KQL.parse("a" + test)
    for value in pass { #expect(query.evaluate { _ in [value] }, "\(value) passes \(test)") }
    for value in fail { #expect(!query.evaluate { _ in [value] }, "\(value) fails \(test)") }
  }

  @Test(arguments: ["1e", "1e+", "+1", "--1", "1.2.3", ".", "-", "0x10", "inf", "nan", "1 ", "1_0"])
  func `text that only looks like a number is text`(value: String) throws {
    #expect(try KQL.parse("a >= 0").evaluate { _ in [value] } == (value >= "0"))
    #expect(try !KQL.parse("a: (1 or 0 or 10 or 16)").evaluate { _ in [value] })
  }

  @Test(arguments: [
    "1.2.3", "1.2.3.4.5", "256.1.1.1", "1..2.3", "1:2:3:4:5:6:7", "1::2::3", ":1", "1:", "::12345", "::g",
    ":::",
  ])
  func `text that only looks like an address is text`(value: String) throws {
    #expect(try !KQL.parse("a: (0.0.0.0/0 or ::/0)").evaluate { _ in [value] })
  }

  @Test(arguments: [
    "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/-1", "/8", "10.0.0.0/8/8", "10.0.0.0/1000",
  ])
  func `text that only looks like a network is text`(text: String) {
    #expect(ValueTest.Network(text) == nil)
  }

  @Test(arguments: [
    "9999-01-01", "0000-00-00", "2026-01-05T", "2026-01-05T25:00", "2026-01-05T10:00:00.",
    "2026-01-05T10:00+",
    "2026-01-05T10:00:00.1234567890", "2026-01-05T10:00:00Zx", "2026-01-32",
  ])
  func `text that only looks like a date is text`(value: String) throws {
    #expect(try KQL.parse("a: \"\(value)\"").evaluate { _ in [value] })
    #expect(try !KQL.parse("a: (2026-01-05 or 2026-02-01)").evaluate { _ in [value] })
  }

  @Test func `numbers of any size do no harm`() throws {
    let digits = String(repeating: "9", count: 5000)
    let big = "1e\(digits)"
    #expect(try KQL.parse("a > 5").evaluate { _ in [big] })
    #expect(try KQL.parse("a < 5").evaluate { _ in ["1e-\(digits)"] })
    #expect(try KQL.parse("a > 5").evaluate { _ in [digits] })
    #expect(try KQL.parse("a < 5").evaluate { _ in ["0." + digits] })
    #expect(try KQL.parse("a < 0").evaluate { _ in ["-9223372036854775808"] })
  }

  @Test func `a pattern of many stars stays fast`() throws {
    let pattern = String(repeating: "a*", count: 2000) + "b"
    #expect(try !KQL.parse("x: \(pattern)").evaluate { _ in [String(repeating: "a", count: 20_000)] })
  }

  @Test func `any value of a field may pass, and not over a missing field is true`() throws {
    let query = try KQL.parse("a: (x and y)")
    #expect(query.evaluate { _ in ["x", "y", "z"] })
    #expect(!query.evaluate { _ in ["x"] })
    #expect(try KQL.parse("not a: x").evaluate { _ in [] })
    #expect(try !KQL.parse("a: *").evaluate { _ in [] })
    #expect(try !KQL.parse("not a: x").evaluate { _ in ["x", "y"] })
    #expect(QueryExpression.everything.evaluate { _ in [] })
    #expect(!QueryExpression.nothing.evaluate { _ in [] })
  }
}
