import Foundation
import HarrierDetectors
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// A score that is taken anew at the end says what is known then, and keeps what was said at first.
struct RenormalizationTests {
  private func hunt(_ lines: [String], _ jobs: [Job], renormalizes: Bool) throws -> HuntOutcome {
    let folder = TestFolder()
    let file = try folder.write(lines: lines, as: "a.ndjson")
    var options = HuntOptions(jobs: jobs, threads: 1)
    options.renormalizes = renormalizes
    var outcome = try Hunt(options).run([file])
    outcome.records = outcome.records.map(\.withoutPlaces)
    return outcome
  }

  /// The score of a record by the formula of docs/Scores.md, from its own numbers.
  private func recomputed(_ record: Record) -> Double {
    let why = record.explanation
    let model = 86_400 * exp(min(600, record.surprisal)) / why.looksPerDay
    let isSharpened = ![
      "rare", "freq_rare", "time_of_day", "time_of_week", "lat_long", "beacon",
    ].contains(record.function)
    let sharpening = isSharpened ? min(30, max(1, why.historyLimit / 30 / 86_400)) : 1
    var period = min(sharpening * model, why.empiricalReturnPeriod)
    if period > why.historyLimit {
      period = why.historyLimit * (1 + 0.01 * log(period / why.historyLimit))
    }
    let ratio = max(1, ((why.company ?? 0) + 1) / (0.25 / log(2) + 1))
    period /= ratio * ratio
    let knots: [(Double, Double)] = [
      (3600, 0), (86_400, 25), (7 * 86_400, 50), (30 * 86_400, 75), (365 * 86_400, 90),
      (3650 * 86_400, 99), (36_500 * 86_400, 100),
    ]
    if period <= 3600 { return 0 }
    for (from, to) in zip(knots, knots.dropFirst()) where period < to.0 {
      let share = log(period / from.0) / log(to.0 / from.0)
      return from.1 + (to.1 - from.1) * share
    }
    return 100
  }

  @Test func `a score can be recomputed from its record, at first and anew, of every function`() throws {
    let lines = TestLog.travelled(events: 500, days: 5, seed: 61)
    let jobs = try DetectorRegistry.names.map { try TestHunt.everyUse(of: $0) }
    let plain = try hunt(lines, jobs, renormalizes: false)
    let anew = try hunt(lines, jobs, renormalizes: true)
    #expect(plain.records.count == anew.records.count)
    #expect(Set(anew.records.map(\.function)).count > DetectorRegistry.names.count / 2)
    var wrong: [String] = []
    for (first, later) in zip(plain.records, anew.records) {
      let areRecomputed =
        abs(recomputed(first) - first.scoreAlone) < 1e-6 && abs(recomputed(later) - later.scoreAlone) < 1e-6
      if !areRecomputed || !isSameButAnew(first, later) {
        wrong.append("\(later.function) \(later.timestamp)")
      }
    }
    #expect(wrong.isEmpty)
    let byBucket = Dictionary(grouping: anew.records) { "\($0.jobID) \($0.timestamp.seconds)" }
    #expect(
      anew.buckets.allSatisfy { bucket in
        let own = byBucket["\(bucket.jobID) \(bucket.timestamp.seconds)"] ?? []
        return bucket.anomalyScore == own.map(\.recordScore).max()
          && bucket.initialAnomalyScore == own.map(\.initialRecordScore).max()
      })
    func names(_ outcome: HuntOutcome) -> [String: Double] {
      Dictionary(
        outcome.influencers.map {
          ("\($0.jobID) \($0.timestamp.seconds) \($0.fieldName) \($0.value)", $0.initialInfluencerScore)
        }, uniquingKeysWith: max)
    }
    #expect(names(anew) == names(plain))
  }

  /// Whether a record that was scored anew keeps what was seen, and says what it was at first.
  private func isSameButAnew(_ first: Record, _ later: Record) -> Bool {
    var same = later
    same.renormalization = nil
    same.returnPeriodSeconds = first.returnPeriodSeconds
    same.recordScore = first.recordScore
    same.standing = first.standing
    same.explanation.looksPerDay = first.explanation.looksPerDay
    same.explanation.modelReturnPeriod = first.explanation.modelReturnPeriod
    same.explanation.empiricalReturnPeriod = first.explanation.empiricalReturnPeriod
    same.explanation.historyLimit = first.explanation.historyLimit
    same.explanation.decidedBy = first.explanation.decidedBy
    same.explanation.learning = first.explanation.learning
    guard same == first, first.renormalization == nil,
      abs(first.scoreAlone - first.initialRecordScore) < 1e-9,
      let change = later.renormalization
    else { return false }
    return change.initialReturnPeriodSeconds == first.returnPeriodSeconds
      && change.initialDecidedBy == first.explanation.decidedBy && change.timestamp > later.timestamp
  }

  /// No hour of its own: what comes at the same hour would be a habit.
  private func hour(ofSpikeOn day: Int) -> Int { day * 7 % 24 }

  /// So many days of about twenty events an hour, spikes on some of them.
  private func days(_ count: Int, spikes: Set<Int>) -> [String] {
    var random = TestRandom(seed: 71 << 40)
    var lines: [String] = []
    for hour in 0..<(count * 24) {
      let day = hour / 24
      let isSpike = spikes.contains(day) && hour % 24 == self.hour(ofSpikeOn: day)
      for event in 0..<(isSpike ? 400 : random.poisson(20)) {
        lines.append(
          TestLog.line(
            Double(TestLog.start) + Double(hour) * 3600 + Double(event) / 10, [("host.name", "web")]))
      }
    }
    return lines
  }

  private func spike(on day: Int, _ outcome: HuntOutcome) throws -> Record {
    let start = TestLog.start + Int64(day * 24 + hour(ofSpikeOn: day)) * 3600
    return try #require(outcome.records.first { $0.timestamp.seconds == start })
  }

  private static let job = TestHunt.job(
    "many", .init(function: "high_count", by: "host.name"), bucket: 3600)

  @Test func `an early spike that stays alone scores more than its history could support`() throws {
    let outcome = try hunt(days(60, spikes: [2]), [Self.job], renormalizes: true)
    let record = try spike(on: 2, outcome)
    #expect(record.renormalization?.initialDecidedBy == "history")
    #expect(record.recordScore > record.initialRecordScore)
    #expect(record.renormalization?.timestamp.seconds == TestLog.start + 60 * 86_400)
  }

  @Test func `a spike that comes again and again scores less than the first time`() throws {
    let outcome = try hunt(
      days(60, spikes: Set(stride(from: 20, to: 60, by: 2))), [Self.job], renormalizes: true)
    let record = try spike(on: 20, outcome)
    #expect(record.recordScore < record.initialRecordScore - 10)
  }
}
