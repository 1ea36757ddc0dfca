import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// A member of a population that is strange in several values is one record, with the others as its causes.
struct PopulationCauseTests {
  private static let job = TestHunt.job(
    "job", .init(function: "high_count", by: "event.action", over: "user.name"), bucket: 3600)

  /// Ten days of eight users and three actions; in the last night one of them does two of these forty times.
  private static let lines: [String] = {
    var random = TestRandom(seed: 23)
    var lines: [String] = []
    func add(_ hour: Int, _ user: Int, _ action: String) {
      let time = Double(TestLog.start) + (Double(hour) + random.uniform()) * 3600
      lines.append(TestLog.line(time, [("user.name", "u\(user)"), ("event.action", action)]))
    }
    for hour in 0..<240 {
      for user in 0..<8 {
        for action in ["read", "write", "list"] {
          for _ in 0..<(1 + random.poisson(2)) { add(hour, user, action) }
        }
      }
    }
    for action in ["read", "write"] { for _ in 0..<(action == "read" ? 60 : 40) { add(236, 3, action) } }
    return lines.sorted()
  }()

  @Test func `one record a member, its by-values behind it`() throws {
    let folder = TestFolder()
    let records = try TestHunt.run(
      [folder.write(lines: Self.lines, as: "a.ndjson")], jobs: [Self.job], mode: .live
    ).records
    let record = try #require(records.max { $0.recordScore < $1.recordScore })
    #expect(record.over?.value == "u3" && record.by?.value == "read")
    let cause = try #require(record.causes.first)
    #expect(record.causes.count == 1)
    #expect(cause.byFieldName == "event.action" && cause.byFieldValue == "write")
    #expect(cause.actual > 40 && cause.actual < 50 && cause.typical > 1 && cause.typical < 6)
    #expect(cause.probability < 1e-4)
    #expect(record.description.hasSuffix(" and 1 more"))
    let same = records.filter { $0.timestamp == record.timestamp && $0.over == record.over }
    #expect(same.count == 1)
  }
}
