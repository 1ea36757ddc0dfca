import HarrierEvents
import HarrierScoring
import HarrierStatistics
import HarrierTesting
import Testing

struct StandingsTests {
  private static let week = 7 * ReturnPeriod.day

  /// A record about a host; its bucket begins so many minutes after the first of January, and takes fifteen.
  private func record(
    _ job: String, host: String = "lap-1", minute: Int64, period: Double, type: AnomalyType = .newValue
  ) -> Record {
    let explanation = Explanation(
      anomalyType: type, looksPerDay: 96, modelReturnPeriod: period, empiricalReturnPeriod: period,
      historyLimit: 3000 * ReturnPeriod.day, decidedBy: "model", singleBucketSurprisal: 13)
    var record = Record(
      jobID: job, detectorIndex: 0, detectorLabel: "rare",
      timestamp: EventTime(seconds: 1_767_225_600 + 60 * minute),
      bucketSpan: 900, function: "rare", functionDescription: "", probability: 1e-6, surprisal: 13,
      score: ReturnPeriod.score(seconds: period), explanation: explanation, returnPeriodSeconds: period,
      description: "")
    record.partition = KeyPart(fieldName: "host.name", value: host)
    return record
  }

  private func end(_ record: Record) -> Int64 { RecordTraces.time(of: record).upperBound }

  private func judged(_ records: [Record]) -> [Record] {
    var records = records
    var standings = Standings()
    standings.judge(&records, known: records.map(end))
    return records
  }

  @Test func `what stands alone keeps the score of its detector`() {
    let records = judged([
      record("a", minute: 0, period: Self.week), record("b", host: "lap-2", minute: 0, period: Self.week),
      record("c", minute: 300, period: Self.week),
    ])
    #expect(records.allSatisfy { $0.standing == nil && $0.recordScore == $0.initialRecordScore })
  }

  @Test func `the rarest of a story is worth what all of them are, the others are told again`() throws {
    let records = judged([
      record("a", minute: 0, period: Self.week), record("b", minute: 0, period: 2 * Self.week),
      record("c", minute: 0, period: 4 * Self.week),
    ])
    let leader = try #require(records[2].standing)
    let joint = JointEvidence(of: records)
    #expect(leader.place == 1)
    #expect(leader.furtherCauses == 2)
    #expect(leader.returnPeriodSeconds == joint.returnPeriodSeconds)
    #expect(records[2].recordScore == ReturnPeriod.score(seconds: joint.returnPeriodSeconds))
    #expect(records[2].recordScore > records[2].initialRecordScore)
    #expect(records[2].scoreAlone == records[2].initialRecordScore)
    #expect(records[1].standing?.place == 2)
    #expect(records[1].scoredPeriodSeconds == 2 * Self.week / 2.0.squareRoot())
    #expect(records[0].standing?.place == 3)
    #expect(records[0].scoredPeriodSeconds == Self.week / 3.0.squareRoot())
  }

  @Test func `what comes later changes nothing of what was told`() {
    let first = record("a", minute: 0, period: Self.week)
    let later = judged([
      first, record("b", minute: 30, period: 9 * Self.week), record("c", minute: 45, period: Self.week),
    ])
    #expect(later[0] == first)
    #expect(later[1].standing?.place == 1)
    #expect(later[1].standing?.furtherCauses == 1)
    #expect(later[2].standing?.place == 3)
  }

  @Test func `finished logs know everything of everything`() {
    var records = [record("a", minute: 0, period: Self.week), record("b", minute: 30, period: 9 * Self.week)]
    var standings = Standings()
    standings.judge(&records, known: nil)
    #expect(records[0].standing?.place == 2)
    #expect(records[1].standing?.furtherCauses == 1)
  }

  @Test func `what comes twice a day is neither told again nor counted`() {
    let records = judged([
      record("a", minute: 0, period: Self.week), record("b", minute: 0, period: 0.9 * Standings.least),
    ])
    #expect(records.allSatisfy { $0.standing == nil })
  }

  @Test func `the order of records and any cut between buckets are all the same, over saved state too`()
    throws
  {
    var random = TestRandom(seed: 7)
    let all = (0..<400).map { number in
      record(
        "job-\(number % 23)", host: "lap-\(number % 5)", minute: 15 * Int64(random.next() % 400),
        period: Standings.least * (1 + Double(random.next() % 1000) / 10))
    }
    let whole = judged(all)
    #expect(Set(judged(all.reversed())) == Set(whole))
    for cut in [50, 180, 395] as [Int64] {
      let border = EventTime(seconds: 1_767_225_600 + 900 * cut).nanoseconds
      var early = all.filter { end($0) <= border }
      var late = all.filter { end($0) > border }
      var standings = Standings()
      standings.judge(&early, known: early.map(end))
      var writer = StateWriter()
      standings.encode(to: &writer)
      var reader = StateReader(writer.bytes)
      standings = try Standings(from: &reader)
      standings.judge(&late, known: late.map(end))
      #expect(Set(early + late) == Set(whole), "cut at bucket \(cut)")
    }
  }
}
