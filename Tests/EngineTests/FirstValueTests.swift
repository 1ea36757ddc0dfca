import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Keys that come: judged by the first values of those before, and by how seldom any come.
struct FirstValueTests {
  private static let days = 15
  private static let job = TestHunt.job(
    "failures", .init(function: "high_distinct_count", field: "user.name", partition: "source.ip"),
    bucket: 3600)

  /// One address fails for somebody every hour. So many others come in two weeks, with one user each; on the last day one
  /// more comes, with sixty.
  private func score(comers: Int, users: Int = 60) throws -> Double {
    var random = TestRandom(seed: UInt64(comers) << 20)
    var lines: [String] = []
    func add(_ hour: Int, _ part: Double, _ source: String, _ user: Int) {
      let time = Double(TestLog.start) + (Double(hour) + part) * 3600
      lines.append(TestLog.line(time, [("source.ip", source), ("user.name", "user\(user)")]))
    }
    for hour in 0..<(Self.days * 24) {
      for _ in 0..<3 {
        add(hour, .random(in: 0..<1, using: &random), "127.0.0.1", .random(in: 0..<5, using: &random))
      }
    }
    for number in 0..<comers {
      add((number + 1) * 14 * 24 / (comers + 1), 0.5, "10.0.0.\(number)", number)
    }
    for user in 0..<users { add(14 * 24 + 10, Double(user) / 70, "10.9.9.9", user) }
    let folder = TestFolder()
    let path = try folder.write(lines: lines.sorted(), as: "a.ndjson")
    let records = try TestHunt.run([path], jobs: [Self.job]).records
    return records.filter { $0.partition?.value == "10.9.9.9" }.map(\.recordScore).max() ?? 0
  }

  @Test(arguments: [2, 4, 5, 20])
  func `sixty users from an address that nobody knew, however few came before`(comers: Int) throws {
    #expect(try score(comers: comers) >= 75)
  }

  @Test func `one more with one user is nothing`() throws {
    #expect(try score(comers: 4, users: 1) < 25)
  }
}
