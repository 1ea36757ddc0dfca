import HarrierEvents
import HarrierScoring
import Testing

@testable import HarrierResults

struct BudgetLedgerTests {
  private static let day = 86_400.0
  private static let start: Int64 = 1_767_571_200

  /// A record of a quarter of an hour's bucket.
  private func record(_ hour: Int64, days: Double, job: String = "job") -> Record {
    Samples.plain(job: job, at: Self.start + hour * 3600, period: days * Self.day)
  }

  private func hours(_ records: [Record]) -> [Int64] {
    records.map { ($0.timestamp.nanoseconds / 1_000_000_000 - Self.start) / 3600 }
  }

  @Test func `a day of many strange things keeps to the budget, and what is far stranger comes through`() {
    var ledger = BudgetLedger(Budget(alertsPerDay: 2, detectors: 4))
    let records =
      (0..<8).map { record($0, days: 3) } + [record(9, days: 365), record(33, days: 3)]
    // Two at the plain price of two days, then 2.4 and 2.8, and the fifth asks 3.4. A day later they have gone.
    #expect(hours(ledger.spend(on: records)) == [0, 1, 2, 3, 9, 33])
  }

  @Test func `what is told of the same events costs nothing`() {
    func told(_ job: String, _ hour: Int64, offset: Int64) -> Record {
      var record = record(hour, days: 3, job: job)
      record.events = [
        EvidencePointer(source: "a", offset: offset, length: 9, timestamp: EventTime(seconds: Self.start))
      ]
      return record
    }
    var ledger = BudgetLedger(Budget(alertsPerDay: 1, detectors: 3))
    let records = [told("city", 1, offset: 7), told("user", 2, offset: 7), told("other", 3, offset: 8)]
    #expect(ledger.spend(on: records).map(\.jobID) == ["city", "user"])
    #expect(ledger.recent.count == 1)
  }

  @Test func `of one moment the rarest is paid first, and the order given stays`() {
    var ledger = BudgetLedger(Budget(alertsPerDay: 1, detectors: 1))
    let records = [
      record(1, days: 2, job: "a"), record(1, days: 9, job: "b"), record(0, days: 0.5, job: "c"),
    ]
    #expect(ledger.spend(on: records).map(\.jobID) == ["a", "b"])
    var poorer = BudgetLedger(Budget(alertsPerDay: 1, detectors: 2))
    #expect(poorer.spend(on: records).map(\.jobID) == ["b"])
  }

  @Test func `hunts that go on from each other spend what one hunt would have spent`() {
    let budget = Budget(alertsPerDay: 2, detectors: 4)
    let records = (0..<60).map { record($0, days: Double(2 + $0 * 7 % 11)) }
    var whole = BudgetLedger(budget)
    let expected = hours(whole.spend(on: records))
    var recent: [SpentAlert] = []
    var found: [Int64] = []
    for part in [records[..<13], records[13..<14], records[14...]] {
      var ledger = BudgetLedger(budget, recent: recent)
      found += hours(ledger.spend(on: Array(part)))
      recent = ledger.recent
    }
    #expect(found == expected)
    #expect(expected.count < records.count)
  }
}
