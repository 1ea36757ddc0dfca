import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// What comes every week at its hour.
struct WeeklyHabitTests {
  private static let weeks = 5
  /// Wednesday, one in the morning.
  private static let scanHour = 2 * 24 + 1

  /// Ann's six events an hour, and what is added to some hours; two others' six.
  private func records(
    _ detector: DetectorSpec, mode: HuntMode, extra: (Int) -> Int
  ) throws -> [Record] {
    var random = TestRandom(seed: 9 << 40)
    var lines: [String] = []
    for hour in 0..<(Self.weeks * 168) {
      let time = Double(TestLog.start) + Double(hour) * 3600
      for user in ["ann", "bob", "cyd"] {
        let count = random.poisson(6) + (user == "ann" ? extra(hour) : 0)
        for event in 0..<count { lines.append(TestLog.line(time + Double(event), [("user.name", user)])) }
      }
    }
    let folder = TestFolder()
    let job = TestHunt.job("job", detector, bucket: 3600, influencers: ["user.name"])
    return try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job], mode: mode)
      .records
  }

  private func hours(_ records: [Record]) -> [Int] {
    records.filter { $0.recordScore >= 50 && $0.partition?.value == "ann" }
      .map { Int(($0.timestamp.seconds - TestLog.start) / 3600) }.sorted()
  }

  private let detector = DetectorSpec(function: "high_count", partition: "user.name")

  @Test func `live, it is told twice; at another hour it is told as ever`() throws {
    let odd = 4 * 168 + 4 * 24 + 10
    let told = hours(
      try records(detector, mode: .live) { $0 % 168 == Self.scanHour || $0 == odd ? 55 : 0 })
    #expect(told == [Self.scanHour, 168 + Self.scanHour, odd])
  }

  @Test func `in hindsight it is not told, and what is much higher is`() throws {
    let high = 3 * 168 + Self.scanHour
    let told = hours(
      try records(detector, mode: .hindsight) { hour in
        guard hour % 168 == Self.scanHour else { return 0 }
        return hour == high ? 300 : 55
      })
    #expect(told.filter { $0 % 168 == Self.scanHour } == [high])
  }

  @Test func `a scan of four hours is one habit`() throws {
    let told = hours(
      try records(detector, mode: .live) { hour in
        (Self.scanHour..<Self.scanHour + 4).contains(hour % 168) ? 55 : 0
      })
    #expect(told.allSatisfy { $0 < 2 * 168 } && !told.isEmpty)
  }
}
