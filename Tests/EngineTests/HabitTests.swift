import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// What comes every day or week at its hour.
struct HabitTests {
  private static let weeks = 5
  /// Wednesday, one in the morning.
  private static let scanHour = 2 * 24 + 1

  /// Ann's events of an hour, six unless told, and what is added to some hours; two others' six.
  private func records(
    _ detector: DetectorSpec, mode: HuntMode, usual: Double = 6, extra: (Int) -> Int
  ) throws -> [Record] {
    var random = TestRandom(seed: 9 << 40)
    var lines: [String] = []
    for hour in 0..<(Self.weeks * 168) {
      let time = Double(TestLog.start) + Double(hour) * 3600
      for user in ["ann", "bob", "cyd"] {
        let count = user == "ann" ? random.poisson(usual) + extra(hour) : random.poisson(6)
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

  @Test func `what goes on after its usual hour is of its cause`() throws {
    // The fourth time it takes three hours.
    let told = hours(
      try records(detector, mode: .live) { hour in
        let isLong = hour / 168 == 3 && (0..<3).contains(hour % 168 - Self.scanHour)
        return hour % 168 == Self.scanHour || isLong ? 55 : 0
      })
    #expect(told == [Self.scanHour, 168 + Self.scanHour])
  }

  @Test func `deployments at no fixed hour are told until they are a habit`() throws {
    let days = [1, 4, 6, 9, 13, 17, 20, 24, 27, 31]
    let deployments = Set(days.map { $0 * 24 + 8 + $0 * 5 % 11 })
    let told = hours(try records(detector, mode: .live, usual: 0.05) { deployments.contains($0) ? 55 : 0 })
    // The first falls into the first days of all; the fourth has three like it in more than a week.
    #expect(told == [113, 160])
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

  @Test func `a backup every night is told at first, and leaves the ear for another host's one upload`()
    throws
  {
    var random = TestRandom(seed: 4 << 40)
    let odd = 12 * 24 + 14
    var lines: [String] = []
    for hour in 0..<(14 * 24) {
      for host in ["backup", "ws1", "ws2", "ws3"] {
        let isBackup = host == "backup" && hour % 24 == 3
        let isUpload = host == "ws2" && hour == odd
        let bytes = isBackup ? 3e9 : isUpload ? 9e8 : 5000
        let jitter = Double.random(in: 0.7...1.3, using: &random)
        lines.append(
          TestLog.line(
            Double(TestLog.start + Int64(hour) * 3600),
            [("host.name", host), ("destination.bytes", "\(Int(bytes * jitter))")]))
      }
    }
    let folder = TestFolder()
    let job = TestHunt.job(
      "job", .init(function: "high_sum", field: "destination.bytes", partition: "host.name"), bucket: 3600)
    let records = try TestHunt.run([folder.write(lines: lines, as: "a.ndjson")], jobs: [job]).records
    func hours(_ host: String, from score: Double) -> [Int] {
      records.filter { $0.partition?.value == host && $0.recordScore >= score }
        .map { Int(($0.timestamp.seconds - TestLog.start) / 3600) }
    }
    #expect(hours("backup", from: 25).allSatisfy { $0 < 5 * 24 })
    #expect(hours("ws2", from: 75) == [odd])
  }

  @Test func `a scan of four hours is one habit`() throws {
    let told = hours(
      try records(detector, mode: .live) { hour in
        (Self.scanHour..<Self.scanHour + 4).contains(hour % 168) ? 55 : 0
      })
    #expect(told.allSatisfy { $0 < 2 * 168 } && !told.isEmpty)
  }
}
