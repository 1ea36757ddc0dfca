import Foundation
import HarrierEvents
import HarrierInputs
import Testing

@testable import HarrierFormats

/// Mappings as a user would write them, over lines as nobody would.
struct TextReaderTests {
  /// What a mapping makes of a text: fields by name a row, and how often lines were passed over for which reason.
  struct Outcome {
    var rows: [[String: String]] = []
    var rejected: [String: Int] = [:]
    var samples: [Rejects.Sample] = []
  }

  static func read(_ yaml: String, _ text: [UInt8], years: YearWindow? = nil) throws -> Outcome {
    let mapping = try LogMapping(yaml: yaml, file: "test.yml")
    let fields = EventFields(mapping.outputs)
    let plan = MappingPlan(mapping, fields: fields)
    let reader = FormatRegistry.makeReader(mapping.detect.isEmpty ? .lines : .jsonLines, plan: plan)
    reader.years = years
    let padded = text + [UInt8](repeating: 0, count: ChunkBytes.padding)
    var outcome = Outcome()
    padded.withUnsafeBufferPointer { bytes in
      reader.begin(ChunkBytes(bytes: bytes.baseAddress!, count: text.count))
      let batch = RowBatch(slotCount: plan.slotCount, capacity: 5)
      repeat {
        reader.read(into: batch)
        for row in 0..<batch.count {
          var found = ["@time": EventTime(nanoseconds: batch.times[row]).iso8601]
          for (slot, name) in fields.names.enumerated() where batch.row(row)[slot].isPresent {
            found[name] = batch.row(row)[slot].text
          }
          outcome.rows.append(found)
        }
      } while batch.count > 0
    }
    outcome.rejected = reader.rejects.counts
    outcome.samples = reader.rejects.samples
    return outcome
  }

  static func read(_ yaml: String, _ text: String, years: YearWindow? = nil) throws -> Outcome {
    try read(yaml, Array(text.utf8), years: years)
  }

  private static let simple = """
    name: t
    time: [when]
    fields: {user.name: user, source.ip: ip}
    patterns:
      - pattern: '(?<when>\\S+) login (?<user>.*) from (?<ip>\\S+)$'
        constants: {event.outcome: success}
      - pattern: '(?<when>\\S+) (?:denied|refused) (?<user>.*)$'
        constants: {event.outcome: failure}
    """

  @Test func `line ends, blank lines, NULs and foreign lines`() throws {
    let text =
      "2026-01-05T09:15:00Z login a from 192.0.2.1\r\n\r\n \t\n\0\0\0\n# foreign\n2026-01-05T09:15:01Z denied b"
    let found = try Self.read(Self.simple, text)
    #expect(found.rows.map { $0["user.name"] } == ["a", "b"])
    #expect(found.rows.map { $0["event.outcome"] } == ["success", "failure"])
    #expect(found.rows[0]["source.ip"] == "192.0.2.1")
    #expect(found.rejected == ["no pattern fits": 1])
    #expect(found.samples.map(\.line) == [4])
    #expect(found.samples.map(\.found) == ["# foreign"])
  }

  @Test func `invalid UTF-8 stays in its value and harms no neighbour`() throws {
    let bytes =
      Array("2026-01-05T09:15:00Z denied x".utf8) + [0xFF, 0xC3]
      + Array("y\n2026-01-05T09:15:00Z denied z\n".utf8)
    let found = try Self.read(Self.simple, bytes)
    #expect(found.rows.map { $0["user.name"] } == ["x\u{FFFD}\u{FFFD}y", "z"])
  }

  @Test func `a time that is none is told from a line that is foreign`() throws {
    let found = try Self.read(Self.simple, "yesterday denied b\n")
    #expect(found.rejected == ["time not understood": 1])
  }

  @Test func `a rule takes back what it found where its next fails`() throws {
    let yaml = """
      name: t
      time: [when]
      fields: {user.name: user, group.name: rest}
      patterns:
        - pattern: '(?<when>\\S+) (?<user>\\w+) (?<rest>.*)'
          next: [{of: rest, pattern: 'nothing of the kind'}]
        - pattern: '(?<when>\\S+) \\w+ (?<user>\\w+)'
      """
    let found = try Self.read(yaml, "2026-01-05T09:15:00Z one two\n")
    #expect(found.rows.map { $0["user.name"] } == ["two"])
    #expect(found.rows[0]["group.name"] == nil)
  }

  @Test func `JSON inside a syslog line, and key=value inside that`() throws {
    let yaml = """
      name: t
      time: [syslog.time]
      fields: {host.name: syslog.host, user.name: who.name, process.name: inner.app, event.id: syslog.data.meta.seq}
      patterns:
        - decode: syslog
          next:
            - decode: [json, {as: key_values, of: note, prefix: inner.}]
            - {}
      """
    let text = """
      <34>1 2026-01-05T09:15:00Z h app 1 - [meta seq="7"] {"who":{"name":"a\\u0062c"},"note":"x=1 app=\\"my app\\""}
      <34>1 2026-01-05T09:15:01Z h app 1 - - {"who": broken
      """
    let found = try Self.read(yaml, text)
    #expect(found.rows.map { $0["user.name"] } == ["abc", nil])
    #expect(found.rows[0]["process.name"] == "my app")
    #expect(found.rows[0]["event.id"] == "7")
    #expect(found.rows[1]["host.name"] == "h")
  }

  @Test func `patterns over a JSON record's value, which stays where none fits`() throws {
    let yaml = """
      name: t
      detect: [[ts, msg]]
      time: [ts]
      fields: {user.name: user, message: msg}
      patterns: [{of: msg, pattern: 'user (?<user>\\S+)'}]
      """
    let found = try Self.read(
      yaml,
      #"{"ts":"2026-01-05T09:15:00Z","msg":"user eve"}"# + "\n" + #"{"ts":"2026-01-05T09:15:00Z","msg":"?"}"#)
    #expect(found.rows.map { $0["user.name"] } == ["eve", nil])
    #expect(found.rows.map { $0["message"] } == ["user eve", "?"])
  }

  @Test(arguments: [
    ("patterns: [{pattern: '(?<a>x'}]", "missing closing parenthesis"),
    ("patterns: [{decode: csv}]", "“csv” is unknown, there are syslog, key_values"),
    ("patterns: [{decode: {as: columns}}]", "columns needs “names”"),
    ("patterns: [{decode: {as: key_values, separator: ab}}]", "expected one ASCII character"),
    ("patterns: [{decode: {as: cef, mode: x}}]", "unknown option “mode” of cef"),
    ("patterns: [{wen: {a: b}}]", "unknown key “wen”"),
    ("patterns: {use: nothing}", "no shared rules “nothing”, there are access_line, linux_messages"),
    ("detect: [?[a, b]]", "a key is a list or a mapping"),
    (
      "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\nf: [*e, *e, *e, *e, *e, *e, *e, *e, *e]",
      "beyond all measure"
    ),
    ("patterns: [{next: 7}]", "patterns[0].next is not a list of rules"),
  ])
  func `a mapping that cannot work says where and what`(yaml: String, message: String) {
    #expect {
      _ = try LogMapping(yaml: "name: t\ntime: [x]\n" + yaml, file: "mine.yml")
    } throws: { error in
      "\(error)".hasPrefix("mine.yml: ") && "\(error)".contains(message)
    }
  }

  /// A line of sixteen times the length takes some sixteen times as long; quadratic would be two hundred and fifty-six.
  @Test(arguments: [
    "(a=", "x ", "\"", "key=\"", "\\", "%ASA-6-302013: Built outbound TCP connection 1 for ", "CEF:0|",
    "a=b ",
    "Failed password for invalid user ", "from ", "[", "1,", "COMMAND=", "\0",
  ])
  func `a hostile line costs what its length costs`(unit: String) throws {
    func seconds(_ bytes: Int) throws -> Double {
      let body = Array(repeating: Array(unit.utf8), count: bytes / unit.utf8.count).joined()
      let heads = ["<34>Jan  5 09:15:00 h sshd[1]: ", "CEF:0|a|b|c|d|e|5|", ""]
      let start = ContinuousClock.now
      for mapping in FormatRegistry.builtIn.mappings where !mapping.patterns.isEmpty && mapping.syntax == nil
      {
        let plan = MappingPlan(mapping, fields: EventFields(mapping.outputs))
        let reader = TextReader(plan: plan)
        reader.years = YearWindow(year: 2026)
        let text =
          heads.flatMap { Array($0.utf8) + body + [0x0A] } + [UInt8](repeating: 0, count: ChunkBytes.padding)
        text.withUnsafeBufferPointer { bytes in
          reader.begin(ChunkBytes(bytes: bytes.baseAddress!, count: bytes.count - ChunkBytes.padding))
          let batch = RowBatch(slotCount: plan.slotCount, capacity: 8)
          repeat { reader.read(into: batch) } while batch.count > 0
        }
      }
      return (ContinuousClock.now - start) / .seconds(1)
    }
    let short = try seconds(1 << 11)
    let long = try seconds(1 << 15)
    #expect(long < 80 * max(short, 0.02))
  }

  @Test func `a line of a megabyte is read, as far as patterns see`() throws {
    let text =
      "2026-01-05T09:15:00Z denied " + String(repeating: "x", count: 1 << 20)
      + "\n2026-01-05T09:15:00Z denied b\n"
    let found = try Self.read(Self.simple, text)
    #expect(found.rows.count == 2)
    #expect(found.rows[0]["user.name"]?.utf8.count == (1 << 16) - "2026-01-05T09:15:00Z denied ".utf8.count)
    #expect(found.rows[1]["user.name"] == "b")
  }
}
