import Foundation
import HarrierEvents
import HarrierScoring
import HarrierStatistics
import Testing

@testable import HarrierResults

struct BudgetLedgerTests {
  private static let day = 86_400.0
  private static let start: Int64 = 1_767_571_200

  /// A record of a quarter of an hour's bucket.
  private func record(_ hour: Int64, days: Double, job: String = "job") -> Record {
    Samples.plain(job: job, at: Self.start + hour * 3600, period: days * Self.day)
  }

  private func hours(_ alerts: [BudgetLedger.Paid]) -> [Int64] {
    alerts.map(\.record).map { ($0.timestamp.nanoseconds / 1_000_000_000 - Self.start) / 3600 }
  }

  @Test func `a day of many strange things keeps to the budget, and what is far stranger comes through`() {
    var ledger = BudgetLedger(Budget(alertsPerDay: 2, detectors: 4))
    let records =
      (0..<8).map { record($0, days: 3) } + [record(9, days: 365), record(33, days: 3)]
    // Two at the plain price of two days; the third asks four, the fourth eight. A day later they have gone.
    #expect(hours(ledger.spend(on: records).alerts) == [0, 1, 9, 33])
  }

  @Test func `a dear day's price can be paid by what the history is too short for`() {
    func held(_ hour: Int64, days: Double) -> Record {
      var record = record(hour, days: 1)
      record.explanation.historyLimit = 400 * Self.day
      record.returnPeriodSeconds = ReturnPeriod.supported(days * Self.day, by: 400 * Self.day)
      record.recordScore = ReturnPeriod.score(seconds: record.returnPeriodSeconds)
      return record
    }
    let dear = (0..<14).map { record($0, days: 3_000) }
    func hours(last days: Double) -> [Int64] {
      var ledger = BudgetLedger(Budget(alertsPerDay: 2, detectors: 4))
      return self.hours(ledger.spend(on: dear + [held(20, days: days)]).alerts)
    }
    #expect(!hours(last: 390).contains(20))
    #expect(hours(last: 1e6).contains(20), "\(hours(last: 1e6))")
  }

  @Test func `what is told of the same events is one alert, and again where it became far rarer`() {
    func told(_ job: String, _ hour: Int64, offset: Int64, days: Double = 3.5) -> Record {
      var record = record(hour, days: days, job: job)
      record.events = [
        EvidencePointer(source: "a", offset: offset, length: 9, timestamp: EventTime(seconds: Self.start))
      ]
      return record
    }
    var ledger = BudgetLedger(Budget(alertsPerDay: 1, detectors: 3))
    let records = [
      told("city", 1, offset: 7), told("user", 2, offset: 7, days: 13), told("other", 3, offset: 8),
      told("country", 4, offset: 7, days: 15), told("late", 30, offset: 7),
    ]
    let spending = ledger.spend(on: records)
    #expect(spending.alerts.map(\.record.jobID) == ["city", "country", "late"])
    #expect(spending.standingBy.map(\.jobID) == ["user"])
  }

  /// A record of an event of its own kind: a value that is rare to a job.
  private func rare(_ job: String, _ hour: Int64, days: Double) -> Record {
    var made = record(hour, days: days, job: job)
    made.recordScore = ReturnPeriod.score(seconds: days * Self.day)
    made.explanation.anomalyType = .newValue
    made.partition = KeyPart(fieldName: "host.name", value: "lap-1")
    return made
  }

  @Test func `what several jobs tell of one host pays together, and its strangest record is the alert`() {
    var ledger = BudgetLedger(Budget(alertsPerDay: 1, detectors: 100))
    let spending = ledger.spend(on: [rare("a", 1, days: 16), rare("b", 1, days: 3), rare("c", 2, days: 4)])
    #expect(spending.alerts.map(\.record.jobID) == ["a"])
    #expect(spending.standingBy.map(\.jobID) == ["b", "c"])
    let worth = (spending.alerts.first?.evidence.seconds ?? 0) / Self.day
    #expect(abs(worth - 16 * pow(2 * 3 * 2 * 4, JointEvidence.share)) < 1e-9)
    #expect(ledger.history.stories.map(\.strangest) == [nil])
  }

  @Test func `more of the same story is no alert, unless it is far stranger alone than all was before`() {
    var ledger = BudgetLedger(Budget(alertsPerDay: 1, detectors: 10))
    let spending = ledger.spend(on: [
      rare("a", 1, days: 16), rare("b", 1, days: 15), rare("c", 2, days: 60), rare("d", 2, days: 400),
    ])
    // a paid alone, with 16 days; c is not four times that, d is.
    #expect(spending.alerts.map(\.record.jobID) == ["a", "d"])
    #expect(spending.standingBy.map(\.jobID) == ["b", "c"])
  }

  @Test func `what is about one host within an hour is one alert`() {
    func told(_ host: String, minute: Int64) -> Record {
      var record = record(0, days: 4)
      record.timestamp = EventTime(seconds: Self.start + minute * 60)
      record.partition = KeyPart(fieldName: "host.name", value: host)
      return record
    }
    var ledger = BudgetLedger(Budget(alertsPerDay: 5, detectors: 5))
    let spending = ledger.spend(on: [
      told("a", minute: 0), told("b", minute: 15), told("a", minute: 60), told("a", minute: 90),
    ])
    #expect(spending.alerts.map(\.record.partition!.value) == ["a", "b", "a"])
    #expect(spending.standingBy.count == 1)
  }

  @Test func `detectors that tell fewer stories than they may make the threshold lower, after a week`() {
    // Forty detectors, four stories a day.
    let records = (0..<4 * 20).map { record(Int64($0) * 6, days: 3) }
    let budget = Budget(alertsPerDay: 2, detectors: 40)
    var ledger = BudgetLedger(budget)
    let alerts = hours(ledger.spend(on: records).alerts)
    #expect(alerts.first == 192, "seven full days after the first")
    #expect(ledger.returnPeriodSeconds == 2 * Self.day)
    var finished = BudgetLedger(budget)
    #expect(hours(finished.spend(on: records, knowsAll: true).alerts).first == 0)
  }

  @Test func `more stories than promised do not make the threshold higher`() {
    let records = (0..<24 * 20).map { record(Int64($0), days: 3) }
    var ledger = BudgetLedger(Budget(alertsPerDay: 2, detectors: 4))
    _ = ledger.spend(on: records)
    #expect(ledger.returnPeriodSeconds == 2 * Self.day)
  }

  @Test func `of one moment the rarest is paid first, and the order given stays`() {
    var ledger = BudgetLedger(Budget(alertsPerDay: 1, detectors: 1))
    let records = [
      record(1, days: 2, job: "a"), record(1, days: 9, job: "b"), record(0, days: 0.5, job: "c"),
    ]
    #expect(ledger.spend(on: records).alerts.map(\.record.jobID) == ["a", "b"])
    var poorer = BudgetLedger(Budget(alertsPerDay: 1, detectors: 2))
    #expect(poorer.spend(on: records).alerts.map(\.record.jobID) == ["b"])
  }

  @Test func `hunts that go on from each other spend what one hunt would have spent`() throws {
    let budget = Budget(alertsPerDay: 2, detectors: 4)
    let records = (0..<400).map { number in
      var record = rare("job \(number % 5)", Int64(number / 2), days: Double(1 + number * 7 % 11))
      record.partition = KeyPart(fieldName: "user.name", value: "person \(number % 3)")
      return record
    }
    var whole = BudgetLedger(budget)
    let expected = hours(whole.spend(on: records).alerts)
    var history = BudgetHistory()
    var found: [Int64] = []
    for part in [records[..<13], records[13..<14], records[14..<300], records[300...]] {
      var writer = StateWriter()
      history.encode(to: &writer)
      var reader = StateReader(writer.bytes)
      var ledger = BudgetLedger(budget, history: try BudgetHistory(from: &reader))
      found += hours(ledger.spend(on: Array(part)).alerts)
      history = ledger.history
    }
    #expect(found == expected)
    #expect(expected.count < records.count)
  }
}
