import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Buckets that bring new values by the hundred, each with traits of its own.
struct ManyNewValuesTests {
  private static let days = 12

  /// Addresses of a wireless network: most are new on the day, and contact whomever they like.
  private static let lines: [String] = {
    var random = TestRandom(seed: 11)
    var lines: [String] = []
    for day in 0..<days {
      for number in 0..<150 {
        let seconds =
          Double(TestLog.start + Int64(day) * 86_400) + Double.random(in: 0..<86_000, using: &random)
        lines.append(
          TestLog.line(
            seconds,
            [
              ("source.ip", "10.\(day).\(number / 50).\(number)"),
              (
                "destination.port",
                "\(Int.random(in: 0..<20, using: &random) * Int.random(in: 1..<20, using: &random))"
              ),
            ]))
      }
    }
    return lines.sorted()
  }()

  @Test func `one of hundreds is not rare because its traits are`() throws {
    let folder = TestFolder()
    let job = TestHunt.job(
      "addresses", .init(function: "rare", by: "source.ip"), bucket: 86_400, influencers: ["destination.port"]
    )
    let file = try folder.write(lines: Self.lines, as: "a.ndjson")
    let records = try TestHunt.run([file], jobs: [job], mode: .live).records
    // 25 turns up by chance once a day.
    #expect(records.count { $0.recordScore >= 25 } <= Self.days)
  }
}
