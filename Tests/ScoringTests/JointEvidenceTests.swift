import Foundation
import HarrierEvents
import HarrierScoring
import HarrierStatistics
import Testing

struct JointEvidenceTests {
  private let day = ReturnPeriod.day

  private func record(_ job: String, _ type: AnomalyType, days: Double, limit: Double = 600) -> Record {
    let explanation = Explanation(
      anomalyType: type, looksPerDay: 96, modelReturnPeriod: days * day, empiricalReturnPeriod: days * day,
      historyLimit: limit * day, decidedBy: "model", singleBucketSurprisal: 10)
    return Record(
      jobID: job, detectorIndex: 0, detectorLabel: job, timestamp: EventTime(seconds: 0), bucketSpan: 900,
      function: "rare", functionDescription: "", probability: 1e-5, surprisal: 11.5,
      score: ReturnPeriod.score(seconds: days * day), explanation: explanation,
      returnPeriodSeconds: days * day, description: "")
  }

  private func days(_ records: Record...) -> Double {
    JointEvidence(of: records).returnPeriodSeconds / day
  }

  /// What a further cause of so many days multiplies a period by.
  private func added(_ days: Double) -> Double { pow(2 * days, 0.7) }

  @Test func `one record alone is worth what it is`() {
    for period in [0.1, 1, 30, 590, 605] {
      #expect(days(record("a", .spike, days: period)) == period)
    }
  }

  @Test func `values that are rare to several jobs add seven tenths of their logarithms`() {
    let joint = days(
      record("a", .newValue, days: 16), record("b", .rareValue, days: 4),
      record("c", .newValue, days: 9))
    #expect(abs(joint - 16 * added(9) * added(4)) < 1e-9)
  }

  @Test func `everything that is high is one cause, and so is everything that says who is new`() {
    #expect(days(record("a", .spike, days: 16), record("b", .spike, days: 9)) == 16)
    #expect(days(record("a", .newPartition, days: 9), record("b", .newPartition, days: 16)) == 16)
    let both = days(
      record("a", .spike, days: 16), record("b", .dip, days: 9), record("c", .spike, days: 2))
    #expect(abs(both - 16 * added(9)) < 1e-9)
  }

  @Test func `a new user of several tools is one cause, a user with new tools several`() {
    let (whoami, netstat) = (record("whoami", .newValue, days: 16), record("netstat", .newValue, days: 4))
    func named(_ record: Record, _ field: String) -> Record {
      var made = record
      made.by = KeyPart(fieldName: field, value: "x")
      return made
    }
    #expect(days(named(whoami, "user.name"), named(netstat, "user.name")) == 16)
    #expect(abs(days(named(whoami, "process.name"), named(netstat, "process.name")) - 16 * added(4)) < 1e-9)
  }

  @Test func `what comes twice a day adds nothing`() {
    #expect(days(record("a", .newValue, days: 16), record("b", .newValue, days: 0.45)) == 16)
  }

  @Test func `no row promises more than its history supports, and more evidence stands above less`() {
    let rows = [2, 3, 4].map { count in
      JointEvidence(of: (0..<count).map { record("\($0)", .newValue, days: 400) })
    }
    for row in rows { #expect(row.returnPeriodSeconds < 1.2 * 600 * day) }
    for (less, more) in zip(rows, rows.dropFirst()) {
      #expect(less.returnPeriodSeconds < more.returnPeriodSeconds)
      #expect(less.seconds < more.seconds)
    }
  }

  @Test func `the order of the records is all the same`() {
    let records = [3.7, 12.9, 5.1, 88.8, 1.3].enumerated().map {
      record("\($0.offset)", .newValue, days: $0.element)
    }
    #expect(JointEvidence(of: records) == JointEvidence(of: records.reversed()))
  }
}
