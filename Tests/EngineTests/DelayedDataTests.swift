import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierStatistics
import HarrierTesting
import Testing

@testable import HarrierEngine

/// What comes too late is told where it is missing, with what to wait for it.
struct DelayedDataTests {
  private static let day = 86_400

  private static func line(_ second: Int, _ host: String) -> String {
    TestLog.line(Double(TestLog.start) + Double(second), [("host.name", host)])
  }

  private static let job = TestHunt.job(
    "many", .init(function: "high_count", partition: "host.name"), bucket: 3600)

  /// A file of ten days, then one with events of the sixth and the last of them.
  private func hunt(latency: Int64, job: Job = job) throws -> HuntOutcome {
    let folder = TestFolder()
    let first = try folder.write(
      lines: (0..<240).map { Self.line($0 * 3600, "steady") }, as: "a.ndjson")
    let late =
      (0..<30).map { Self.line(5 * Self.day + $0, "late") }
      + (0..<10).map { Self.line(5 * Self.day + 3600 + $0, "late") }
      + (0..<4000).map { Self.line(237 * 3600 + $0 / 2, "late") }
    let second = try folder.write(lines: late, as: "b.ndjson")
    func hunt(_ path: String, _ state: SavedState?) throws -> HuntOutcome {
      try Hunt(
        HuntOptions(jobs: [job], threads: 1, latencySeconds: latency, state: state, keepsOpen: true)
      ).run([path])
    }
    return try hunt(second, hunt(first, nil).state)
  }

  @Test func `buckets that events came too late for are told`() throws {
    let outcome = try hunt(latency: 900)
    #expect(outcome.late == 4040)
    #expect(outcome.jobs.map(\.late) == [4040])
    let told = outcome.annotations
    #expect(told.map(\.event) == ["delayed_data", "delayed_data"])
    #expect(told.map(\.buckets) == [2, 1])
    #expect(
      told.map(\.timestamp.seconds) == [TestLog.start + 5 * 86_400, TestLog.start + 237 * 3600])
    #expect(told[0].end == EventTime(seconds: TestLog.start + 5 * 86_400 + 7200))
    // The last event is of hour 239, less the latency of hour 238: that is the first that is open.
    #expect(told[1].content == .delay(events: 4000, missedSeconds: 3600))
    #expect(
      told[1].description
        == "4000 events of 1 hour came too late to be counted, at most 1 hour after the bucket had closed")
    #expect(outcome.delayAdvice == ["--latency 4500 would have counted 95 % of them, 425700 all"])
  }

  @Test(arguments: [(4500, 40), (425_700, 0)])
  func `the latency that is advised counts as many as it says`(latency: Int64, late: Int) throws {
    #expect(try hunt(latency: latency).late == late)
  }

  @Test func `a job with a latency of its own is named`() throws {
    var patient = Self.job
    patient.latencySeconds = 7200
    let outcome = try hunt(latency: 900, job: patient)
    #expect(outcome.late == 40)
    #expect(outcome.delayAdvice == ["events were later than the latency of their own job: many"])
  }

  @Test func `nothing late is nothing told`() throws {
    let folder = TestFolder()
    let file = try folder.write(lines: (0..<240).map { Self.line($0 * 3600, "a") }, as: "a.ndjson")
    let outcome = try TestHunt.run([file], jobs: [Self.job])
    #expect(outcome.annotations.isEmpty && outcome.delayAdvice.isEmpty)
  }

  // MARK: The tally

  @Test(arguments: 0..<10) func `tallies merge in any order to the same and stay small`(seed: Int) throws {
    var random = TestRandom(seed: UInt64(seed) << 32)
    let notes = (0..<3000).map { _ in
      (
        bucket: Int64(Int.random(in: 0..<(1 << (4 + seed * 2)), using: &random)) - 500,
        missed: Int64(1 + Int.random(in: 0..<1000, using: &random))
      )
    }
    var whole = DelayTally()
    var parts = [DelayTally](repeating: DelayTally(), count: 5)
    for note in notes { whole.note(bucket: note.bucket, missed: note.missed) }
    for note in notes.reversed() {
      parts[Int.random(in: 0..<parts.count, using: &random)].note(bucket: note.bucket, missed: note.missed)
    }
    let merged = parts.reduce(into: DelayTally()) { $0.merge($1) }
    #expect(merged == whole)
    #expect(whole.stretches.count <= DelayTally.mostStretches)
    #expect(whole.runs.reduce(0) { $0 + $1.late.events } == notes.count)
    #expect(whole.runs.map(\.late.missed).max() == notes.map(\.missed).max())
    for (bucket, _) in notes { #expect(whole.runs.contains { $0.buckets.contains(bucket) }) }
    var writer = StateWriter()
    writer.write(whole)
    var reader = StateReader(writer.bytes)
    #expect(try DelayTally(from: &reader) == whole)
  }
}
