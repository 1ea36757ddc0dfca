import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Nothing where there was something.
struct DipTests {
  private static let job = TestHunt.job(
    "silent", .init(function: "low_count", by: "event.dataset", partition: "host.name"), bucket: 3600)

  /// Ten hosts with thirty events an hour for four days; `more` on top, by hour.
  private func records(silentAt silence: Range<Int> = 0..<0, more: [Int: Int] = [:]) throws -> [Record] {
    var random = TestRandom(seed: 12 << 40)
    var lines: [String] = []
    func add(_ count: Int, _ hour: Int, _ host: String, _ dataset: String) {
      for event in 0..<count {
        lines.append(
          TestLog.line(
            Double(TestLog.start) + Double(hour) * 3600 + Double(event) * 3,
            [("host.name", host), ("event.dataset", dataset)]))
      }
    }
    for hour in 0..<(4 * 24) {
      for host in 0..<10 where host > 0 || !silence.contains(hour) {
        add(random.poisson(30), hour, "host\(host)", "process")
      }
      add(more[hour] ?? 0, hour, "host1", "file")
    }
    let folder = TestFolder()
    return try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [Self.job], mode: .live)
      .records
  }

  @Test func `a log that came in one burst and went is not silent`() throws {
    let strange = try records(more: [60: 280]).filter { $0.by?.value == "file" && $0.recordScore >= 25 }
    #expect(strange.isEmpty)
  }

  @Test func `a log that was always there and goes is`() throws {
    let strange = try records(silentAt: 70..<73).filter { $0.recordScore >= 75 }
    #expect(strange.first?.partition?.value == "host0")
    #expect(strange.first?.timestamp.seconds == TestLog.start + 70 * 3600)
  }
}
