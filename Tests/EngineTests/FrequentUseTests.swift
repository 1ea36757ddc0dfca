import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// What `freq_rare` says where it is the use, and not the value, that is strange.
struct FrequentUseTests {
  @Test func `a common value that one member uses all the time is told by its use`() throws {
    var random = TestRandom(seed: 19)
    var lines: [String] = []
    func add(_ hour: Int, _ host: Int) {
      let time = Double(TestLog.start) + (Double(hour) + random.uniform()) * 3600
      lines.append(TestLog.line(time, [("host.name", "h\(host)"), ("process.name", "tool.exe")]))
    }
    for hour in 0..<(14 * 24) { for host in 0..<4 where random.uniform() < 0.7 { add(hour, host) } }
    for _ in 0..<25 { add(330, 2) }
    let folder = TestFolder()
    let job = TestHunt.job(
      "job", .init(function: "freq_rare", by: "process.name", over: "host.name"), bucket: 3600,
      influencers: ["host.name"])
    for mode in [HuntMode.live, .hindsight] {
      let records = try TestHunt.run(
        [try folder.write(lines: lines.sorted(), as: "\(mode).ndjson")], jobs: [job], mode: mode
      ).records
      let record = try #require(records.max { $0.recordScore < $1.recordScore })
      #expect(record.recordScore >= 50)
      #expect(
        record.description.contains(" times tool.exe by h2, where 1 are usual ("), "\(record.description)")
      #expect(record.actual[0] >= 25 && record.typical[0] < 1.2, "both are uses")
    }
  }
}
