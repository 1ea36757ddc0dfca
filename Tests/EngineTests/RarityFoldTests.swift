import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Whose news it is, and how much of it comes at once.
struct RarityFoldTests {
  private let folder = TestFolder()
  private let job = TestHunt.job(
    "new", .init(function: "rare", by: "process.name"), bucket: 3600,
    influencers: ["host.name", "process.parent.name"])

  private func event(_ hour: Int, _ name: String, _ host: String, parent: String = "shell") -> String {
    TestLog.line(
      Double(TestLog.start + Int64(hour) * 3600 + 60),
      [("process.name", name), ("host.name", host), ("process.parent.name", parent)])
  }

  /// Twenty days in which every host runs the usual, and a developer's brings a tool of its own every eighth hour.
  private func background(hours: Int = 480) -> [String] {
    (0..<hours).flatMap { hour -> [String] in
      var lines = (0..<8).map { event(hour, "usual\($0 % 5)", "host\($0)") }
      lines.append(event(hour, "editor", "dev1"))
      if hour % 8 == 0 { lines.append(event(hour, "build\(Self.word(hour))", "dev1", parent: "make")) }
      return lines
    }
  }

  /// Letters only: digits are taken for accidental.
  private static func word(_ number: Int) -> String {
    String(String(number, radix: 17).map { Character(UnicodeScalar(0x67 + UInt8($0.hexDigitValue ?? 16))) })
  }

  private func hunt(_ lines: [String]) throws -> [Record] {
    try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job]).records
  }

  private func score(_ records: [Record], _ name: String) -> Double {
    records.filter { $0.by?.value == name }.map(\.recordScore).max() ?? 0
  }

  @Test func `news from one that never brings any outranks news from one that does daily`() throws {
    let records = try hunt(
      background() + [event(481, "usualz", "dev1", parent: "make"), event(489, "oddity", "host3")])
    #expect(score(records, "oddity") > score(records, "usualz") + 10)
  }

  @Test func `a new parent is stranger than one that usually brings tools`() throws {
    let usual = try hunt(background() + [event(489, "oddity", "dev1", parent: "make")])
    let odd = try hunt(background() + [event(489, "oddity", "dev1", parent: "winword.exe")])
    #expect(score(odd, "oddity") > score(usual, "oddity"))
  }

  @Test func `several firsts of one host in a bucket are one record with causes`() throws {
    let names = ["alpha", "beta", "gamma", "delta"]
    let records = try hunt(background() + names.map { event(489, $0, "host3") })
    let found = records.filter { names.contains($0.by?.value ?? "") }
    #expect(found.count == 1)
    let told = Set(found[0].causes.map(\.byFieldValue)).union([found[0].by?.value ?? ""])
    #expect(told == Set(names))
  }

  @Test func `firsts of different hosts stay apart`() throws {
    let records = try hunt(background() + [event(489, "alpha", "host3"), event(489, "beta", "host5")])
    let names = Set(records.compactMap { $0.by?.value })
    #expect(names.isSuperset(of: ["alpha", "beta"]))
  }
}
