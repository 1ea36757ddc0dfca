import Foundation
import HarrierEngine
import HarrierJobs
import HarrierTesting
import Testing

/// Whatever the input, a hunt ends, keeps the good records and counts the bad ones with their place.
struct HostileInputTests {
  private let folder = TestFolder()
  private let job = TestHunt.job("count", .init(function: "count", by: "user.name"))

  private func good(_ number: Int) -> String {
    TestLog.line(Double(TestLog.start + Int64(number)), [("user.name", "ann")])
  }

  private func hunt(_ paths: String...) throws -> HuntOutcome {
    try TestHunt.run(paths, jobs: [job], threads: 2)
  }

  private func rejected(_ outcome: HuntOutcome) -> Int { outcome.rejected.reduce(0) { $0 + $1.count } }

  private static let badLines: [[UInt8]] = [
    Array("{\"@timestamp\":1767571200,\"user.name\":\"ann".utf8), Array("{\"@timestamp\":1767571200".utf8),
    Array("not json at all".utf8), Array("[1,2]".utf8), Array("{\"user.name\":\"no time\"}".utf8),
    Array("{\"@timestamp\":\"yesterday\",\"user.name\":\"x\"}".utf8), Array("{}{}".utf8),
    Array("{\"@timestamp\":1767571200,\"user.name\":\"".utf8) + [0xFF, 0xC0] + Array("\"}".utf8),
    Array("{\"@timestamp\":1767571200,\"user.name\":\"a".utf8) + [0] + Array("b\"}".utf8),
    Array("{\"@timestamp\":1767571200,\"user.name\":\"\\q\"}".utf8),
    Array(String(repeating: "{\"a\":", count: 3000).utf8),
  ]

  @Test(arguments: badLines.indices)
  func `a broken line is counted with its place and costs no neighbour`(number: Int) throws {
    let lines = [Array(good(0).utf8), Array(good(1).utf8), Self.badLines[number], Array(good(2).utf8)]
    let path = try folder.write(Array(lines.joined(separator: [0x0A])) + [0x0A], as: "bad.ndjson")
    let outcome = try hunt(path)
    #expect(outcome.events == 3)
    #expect(rejected(outcome) == 1)
    let sample = try #require(outcome.rejected.first?.samples.first)
    let offset = lines[0].count + lines[1].count + 2
    #expect(sample.hasPrefix("\(path):3:\(offset): "))
  }

  @Test(arguments: [
    "-9223372036", "9223372036", "\"/Date(9223372036854)/\"", "\"2261-12-31T23:59:59Z\"",
  ])
  func `times at the ends of what a number holds are none`(time: String) throws {
    let odd = "{\"@timestamp\":\(time),\"user.name\":\"ann\"}"
    let outcome = try hunt(try folder.write(lines: [odd, good(0), odd, good(90_000), odd], as: "a.ndjson"))
    #expect(outcome.events == 2 && rejected(outcome) == 3)
    #expect(outcome.rejected.map(\.reason) == ["a time outside of 1680 to 2259"])
  }

  @Test func `events of long ago are in time wherever their bucket is`() throws {
    let old = (0..<40).map {
      "{\"@timestamp\":\"1931-05-0\(1 + $0 / 24)T\($0 % 24 < 10 ? "0" : "")\($0 % 24):10:00Z\",\"user.name\":\"ann\"}"
    }
    var options = HuntOptions(jobs: [job], threads: 1, keepsOpen: true)
    let first = try Hunt(options).run([try folder.write(lines: Array(old[..<20]), as: "a.ndjson")])
    options.state = first.state
    let second = try Hunt(options).run([try folder.write(lines: Array(old[20...]), as: "b.ndjson")])
    #expect(first.late == 0 && second.late == 0)
  }

  @Test func `a big file whose beginning has no time is read all the same`() throws {
    let line = "{\"@timestamp\":\"soon\",\"user.name\":\"\(String(repeating: "x", count: 500))\"}"
    let noise = Array(repeating: line, count: 3000)
    let path = try folder.write(lines: noise + (0..<50).map(good), as: "a.ndjson")
    let outcome = try hunt(path)
    #expect(outcome.events == 50 && rejected(outcome) == 3000)
  }

  /// Portals export the newest first, as one array.
  @Test(arguments: [true, false])
  func `nothing of a file that runs backwards comes too late`(isArray: Bool) throws {
    func line(_ number: Int, _ user: String) -> String {
      TestLog.line(Double(TestLog.start + Int64(number) * 60), [("user.name", user)], padding: 800)
    }
    let count = 8000
    let backwards = (0..<count).reversed().map { line($0, "ann") }
    let text =
      isArray ? "[" + backwards.joined(separator: ",\n") + "]" : backwards.joined(separator: "\n") + "\n"
    let other = try folder.write(lines: (0..<count).map { line($0, "ben") }, as: "other.ndjson")
    let outcome = try hunt(try folder.write(text, as: "backwards.json"), other)
    #expect(outcome.events == 2 * count && outcome.late == 0)
  }

  /// What a log calls a number may be anything; the next numbers are judged all the same.
  @Test(arguments: ["sum", "mean", "max", "varp", "median"])
  func `a number that no sum can hold blinds nobody`(function: String) throws {
    var lines = (0..<480).map {
      TestLog.line(
        Double(TestLog.start) + Double($0) * 3600,
        [("user.name", "ann"), ("source.bytes", "\(1000 + $0 % 7)")])
    }
    lines[470] = TestLog.line(
      Double(TestLog.start) + 470 * 3600, [("user.name", "ann"), ("source.bytes", "9000000")])
    let odd = (0..<2).map { _ in
      TestLog.line(Double(TestLog.start) + 100 * 3600, [("user.name", "ann"), ("source.bytes", "1e308")])
    }
    let job = TestHunt.job(
      "j", .init(function: function, field: "source.bytes", partition: "user.name"), bucket: 3600)
    let path = try folder.write(lines: lines[...100] + odd + lines[101...], as: "a.ndjson")
    let outcome = try TestHunt.run([path], jobs: [job], threads: 1)
    #expect(outcome.records.allSatisfy { $0.actual.allSatisfy(\.isFinite) })
    let spike = Double(TestLog.start + 470 * 3600)
    #expect(
      function == "varp"
        || outcome.records.contains { Double($0.timestamp.seconds) == spike && $0.recordScore >= 50 })
  }

  @Test(arguments: ["\\ud800", "\\udc00\\ud800", "\\u00e9\\u0041\\n\\\"", "\\ud83d\\ude00"])
  func `escapes and lone surrogates never stop a file`(text: String) throws {
    let odd = "{\"@timestamp\":1767571200,\"user.name\":\"\(text)\"}"
    let outcome = try hunt(try folder.write(lines: [good(0), odd, good(1)], as: "a.ndjson"))
    #expect(outcome.events + rejected(outcome) == 3)
    #expect(outcome.events >= 2)
  }

  @Test func `a deeply nested record keeps its neighbours`() throws {
    let deep =
      "{\"@timestamp\":1767571200,\"user.name\":\"ann\",\"x\":"
      + String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000) + "}"
    let outcome = try hunt(try folder.write(lines: [good(0), deep, good(1)], as: "a.ndjson"))
    #expect(outcome.events + rejected(outcome) == 3)
    #expect(outcome.events >= 2)
  }

  @Test func `a line of a hundred megabytes is passed over and counted at its place`() throws {
    let path = try folder.write(lines: [good(0), ""], as: "long.ndjson")
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"@timestamp\":1767571200,\"x\":\"".utf8))
    let block = Data(repeating: 0x78, count: 10 << 20)
    for _ in 0..<10 { try handle.write(contentsOf: block) }
    try handle.write(contentsOf: Data(("\"}\n" + good(1) + "\n").utf8))
    try handle.close()
    let outcome = try hunt(path)
    #expect(outcome.events == 2)
    #expect(outcome.files.first?.rejected == 1 && outcome.files.first?.problem == nil)
    #expect(rejected(outcome) == 1)
    let place = "\(path):3:\(good(0).utf8.count + 2)"
    let told = outcome.rejected.first { $0.reason == "record longer than 16 MiB" }?.samples.first
    #expect(told?.hasPrefix("\(place): record longer than 16 MiB: found “{\"@timestamp\":1767571200") == true)
  }

  @Test func `an overlong line that ends with its file is counted once, however the hunt is cut`() throws {
    let handle = try #require(
      FileHandle(forWritingAtPath: try folder.write(lines: [good(0)], as: "tail.ndjson")))
    try handle.seekToEnd()
    let block = Data(repeating: 0x78, count: 6 << 20)
    for _ in 0..<4 { try handle.write(contentsOf: block) }
    try handle.close()
    let outcome = try hunt(folder.path + "/tail.ndjson")
    #expect(outcome.events == 1 && rejected(outcome) == 1)
  }

  @Test func `CR LF, blank lines, a byte order mark and a missing last line end are no trouble`() throws {
    let text = "\u{FEFF}" + good(0) + "\r\n\r\n  \n" + good(1) + "\r\n" + good(2)
    let outcome = try hunt(try folder.write(text, as: "a.ndjson"))
    #expect(outcome.events == 3)
    #expect(rejected(outcome) == 0)
  }

  @Test func `zeroes where a machine lost power are no record, and cost none`() throws {
    let zeroes = [UInt8](repeating: 0, count: 5000)
    let bytes =
      Array((good(0) + "\n").utf8) + zeroes + [0x0A] + zeroes + Array((good(1) + "\n").utf8) + zeroes
    let outcome = try hunt(try folder.write(bytes, as: "a.ndjson"))
    #expect(outcome.events == 2)
    #expect(rejected(outcome) == 0)
    // And so for the first byte of a file.
    #expect(try hunt(try folder.write(zeroes + bytes, as: "b.ndjson")).events == 2)
    let nothing = try hunt(try folder.write(zeroes, as: "c.ndjson"))
    #expect(nothing.files.first?.problem == "nothing but NULs and blanks")
  }

  @Test func `lines that end in NUL are lines, and a NUL within one breaks it`() throws {
    let bytes = (0..<5).map { good($0) + " \0\r\n" }.joined() + good(5).replacing(":", with: ":\0")
    let outcome = try hunt(try folder.write(bytes, as: "a.ndjson"))
    #expect(outcome.events == 5)
    #expect(rejected(outcome) == 1)
  }

  @Test func `UTF-16 with a byte order mark is read`() throws {
    let units = [0xFEFF] + Array((good(0) + "\r\n" + good(1) + "\r\n").utf16)
    let bytes = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    let outcome = try hunt(try folder.write(bytes, as: "a.ndjson"))
    #expect(outcome.events == 2)
    #expect(rejected(outcome) == 0)
  }

  @Test func `a packed file cut short keeps what came before and says so`() throws {
    let text = TestLog.mixed(events: 3000, days: 1, seed: 3).joined(separator: "\n") + "\n"
    let packed = try folder.gzip(text)
    let outcome = try hunt(try folder.write(packed.prefix(packed.count * 2 / 3), as: "cut.ndjson.gz"))
    #expect(outcome.events > 100 && outcome.events < 3000)
    #expect(outcome.files.first?.problem?.contains("gzip data cut short") == true)
  }

  @Test func `a damaged packed file never stops the others`() throws {
    var packed = try folder.gzip(TestLog.mixed(events: 3000, days: 1, seed: 3).joined(separator: "\n") + "\n")
    for at in packed.count / 2..<(packed.count / 2 + 40) { packed[at] ^= 0x5A }
    let damaged = try folder.write(packed, as: "damaged.ndjson.gz")
    let whole = try folder.write(lines: [good(0), good(1)], as: "whole.ndjson")
    let outcome = try hunt(damaged, whole)
    #expect(outcome.files.first { $0.path == whole }?.events == 2)
    #expect(outcome.files.first { $0.path == damaged }?.problem != nil)
  }

  @Test func `every member of a packed file is read`() throws {
    let members = try (0..<5).map { try folder.gzip(good($0) + "\n") }
    let outcome = try hunt(try folder.write(Array(members.joined()), as: "members.gz"))
    #expect(outcome.events == 5)
    #expect(outcome.files.first?.problem == nil)
  }

  @Test func `what is no log is named and refused`() throws {
    let picture = try folder.write(
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D], as: "logo.png")
    let empty = try folder.write("", as: "empty.log")
    let binary = try folder.write((0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }, as: "x.bin")
    let prose = try folder.write("Dear all\nnothing here\n", as: "letter.txt")
    let log = try folder.write(lines: [good(0)], as: "good.ndjson")
    let outcome = try hunt(picture, empty, binary, prose, log)
    #expect(outcome.events == 1)
    let reasons = Dictionary(uniqueKeysWithValues: outcome.files.map { ($0.path, $0.problem) })
    #expect(reasons[picture] == "a PNG picture, not a log")
    #expect(reasons[empty] == "empty file")
    #expect(reasons[binary] != nil && reasons[prose] != nil)
    #expect(reasons[log] == .some(nil))
  }

  @Test func `quoted line ends in CSV and wrong numbers of columns`() throws {
    let text =
      "@timestamp,user.name,message\n2026-01-05T00:00:00Z,ann,\"two\nlines, \"\"quoted\"\"\"\n"
      + "2026-01-05T00:00:01Z,bob\n2026-01-05T00:00:02Z,cyd,plain\r\n"
    let outcome = try hunt(try folder.write(text, as: "a.csv"))
    #expect(outcome.events == 2)
    #expect(outcome.rejected.contains { $0.reason == "fewer columns than the header" && $0.count == 1 })
  }

  @Test(arguments: ["@timestamp,user.name", "\"@timestamp\",\"user.name\""])
  func `a header after a byte order mark is no record`(header: String) throws {
    let text = "\u{FEFF}\(header)\r\n2026-01-05T00:00:00Z,ann\r\n"
    let outcome = try hunt(try folder.write(text, as: "a.csv"))
    #expect(outcome.events == 1 && rejected(outcome) == 0)
  }

  @Test func `records of an array inside an object, one of them broken`() throws {
    let text =
      "{\"Records\":[" + good(0) + ",\n{\"@timestamp\":1767571200,\"user.name\":\"\\q\"},\n" + good(1) + "]}"
    let outcome = try hunt(try folder.write(text, as: "a.json"))
    #expect(outcome.events == 2)
    #expect(rejected(outcome) == 1)
  }

  @Test func `objects one after the other on a line are records`() throws {
    let objects = (0..<6).map(good)
    let stream = try hunt(try folder.write(objects.joined(), as: "a.json"))
    #expect(stream.events == 6 && rejected(stream) == 0)
    let lines = [objects[0...2].joined(separator: " "), objects[3...5].joined()]
    let batches = try hunt(try folder.write(lines: lines, as: "b.json"))
    #expect(batches.events == 6 && rejected(batches) == 0)
    // One such line among others costs itself.
    let slip = [objects[0] + objects[1]] + objects[2...]
    let outcome = try hunt(try folder.write(lines: slip, as: "c.ndjson"))
    #expect(outcome.events == 4)
    #expect(outcome.rejected.map(\.reason) == ["text after the JSON object"])
  }

  @Test func `an array cut short keeps its whole records`() throws {
    let text = "[" + good(0) + "," + good(1) + ",{\"@timestamp\":\"2026"
    let outcome = try hunt(try folder.write(text, as: "a.json"))
    #expect(outcome.events == 2)
  }

  @Test func `a Zeek log with its comment lines`() throws {
    let text = """
      #separator \\x09
      #set_separator\t,
      #empty_field\t(empty)
      #unset_field\t-
      #path\tconn
      #fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tconn_state
      #types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring
      1767571200.5\tC1\t192.0.2.1\t40000\t198.51.100.2\t443\ttcp\tSF
      1767571201.5\tC2\t192.0.2.1\t-\t198.51.100.2\t443\ttcp\tREJ
      #close\t2026-01-05-01-00-00

      """
    let outcome = try hunt(try folder.write(text, as: "conn.log"))
    #expect(outcome.events == 2)
    #expect(rejected(outcome) == 0)
    #expect(outcome.files.first?.format == "zeek.conn (Zeek TSV)")
  }
}
