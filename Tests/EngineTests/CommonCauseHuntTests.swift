import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Numbers of many keys that rise together.
struct CommonCauseHuntTests {
  private static let hosts = (1...12).map { "srv-\($0)" }
  private static let patched = 20 * 24 + 9

  /// Six events an hour of twelve hosts for three weeks; then some of them have ninety.
  private func records(rising: Set<String>, threads: Int = 1) throws -> [Record] {
    var random = TestRandom(seed: 6 << 40)
    var lines: [String] = []
    for hour in 0..<(21 * 24) {
      let time = Double(TestLog.start) + Double(hour) * 3600
      for host in Self.hosts {
        let mean = hour == Self.patched && rising.contains(host) ? 90.0 : 6
        for event in 0..<random.poisson(mean) {
          lines.append(TestLog.line(time + Double(event), [("host.name", host)]))
        }
      }
    }
    let folder = TestFolder()
    let job = TestHunt.job("job", .init(function: "high_count", partition: "host.name"), bucket: 3600)
    let path = try folder.write(lines: lines, as: "a.ndjson")
    return try TestHunt.run([path], jobs: [job], threads: threads).records.filter {
      ($0.timestamp.seconds - TestLog.start) / 3600 == Int64(Self.patched)
    }
  }

  @Test func `a rise of everybody is told by the first, and the others are the less rare`() throws {
    let alone = try #require(try records(rising: ["srv-4"]).first)
    let together = try records(rising: Set(Self.hosts)).sorted { $0.recordScore > $1.recordScore }
    #expect(alone.explanation.company == nil)
    let first = try #require(together.first)
    #expect(first.explanation.company == nil)
    #expect(first.recordScore > 80)
    let last = try #require(together.last)
    #expect(together.count == Self.hosts.count)
    #expect(try #require(last.explanation.company) >= Double(Self.hosts.count - 1))
    #expect(last.returnPeriodSeconds < alone.returnPeriodSeconds / 20)
    #expect(together.count { $0.recordScore >= 75 } <= Self.hosts.count / 2)
  }

  @Test func `one other does not hide the intruder`() throws {
    let two = try records(rising: ["srv-4", "srv-9"])
    #expect(two.count == 2)
    #expect(two.allSatisfy { $0.recordScore > 75 })
  }

  @Test func `the same on one thread and on three`() throws {
    let (one, three) = (
      try records(rising: Set(Self.hosts)), try records(rising: Set(Self.hosts), threads: 3)
    )
    #expect(one.map(\.explanation) == three.map(\.explanation))
    #expect(one.map(\.partition) == three.map(\.partition))
  }
}
