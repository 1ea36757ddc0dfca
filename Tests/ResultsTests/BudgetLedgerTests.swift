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
      (0..<8).map { record($0, days: 3) } + [record(9, days: 365), record(30, days: 3)]
    // Three at the plain price of two days; then 4, 8, ... days. A day later the three have gone.
    #expect(hours(ledger.spend(on: records)) == [0, 1, 2, 9, 30])
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
    var recent: [Int64] = []
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
