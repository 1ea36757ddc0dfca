import Foundation
import HarrierEvents
import HarrierScoring
import Testing

@testable import HarrierResults

struct StoryTests {
  private func record(_ offsets: Int64..., source: String = "a") -> Record {
    var record = Samples.plain()
    record.events = offsets.map {
      EvidencePointer(source: source, offset: $0, length: 9, timestamp: record.timestamp)
    }
    return record
  }

  /// Indices of each story's records.
  private func told(_ records: [Record]) -> [[Int]] {
    Story.told(by: records).map { [$0.leader] + $0.others }
  }

  @Test func `records of the same events follow the strangest, and every record has its story`() {
    let stories = told([record(1, 2), record(5), record(2, 9), record(5, 6), record(), record()])
    #expect(stories == [[0, 2], [1, 3], [4], [5]])
  }

  @Test func `a chain of shared events does not tie what the leader has not seen`() {
    #expect(told([record(1, 2), record(2, 3), record(3, 4)]) == [[0, 1], [2]])
  }

  @Test func `the same place in another file is another event`() {
    #expect(Story.told(by: [record(1), record(1, source: "b")]).count == 2)
  }

  @Test func `what is about one host within an hour is one story, and what is about another is not`() {
    func told(_ host: String, minute: Int64, span: Int64 = 900) -> Record {
      var record = Samples.plain(at: 1_767_604_500 + minute * 60)
      record.partition = KeyPart(fieldName: "host.name", value: host)
      record.bucketSpan = span
      return record
    }
    let stories = self.told([
      told("lap-1", minute: 0), told("LAP-1.corp.example", minute: 74), told("lap-1", minute: 76),
      told("lap-2", minute: 0),
      told("lap-1", minute: -120, span: 3600), told("lap-1", minute: -119, span: 3600),
    ])
    #expect(stories == [[0, 1, 5], [2], [3], [4]])
  }

  @Test func `what somebody new does for the first time within a day is one story`() {
    func first(_ job: String, _ user: String, hour: Int64, _ type: AnomalyType = .newValue) -> Record {
      var record = Samples.plain(at: 1_767_604_500 + hour * 3600)
      record.jobID = job
      record.bucketSpan = 900
      record.by = KeyPart(fieldName: "user.name", value: user)
      record.partition = nil
      record.explanation.anomalyType = type
      return record
    }
    let stories = told([
      first("a", "joiner", hour: 0), first("b", "joiner", hour: 20), first("c", "joiner", hour: 26),
      first("a", "other", hour: 1), first("b", "joiner", hour: 6, .rareValue),
    ])
    #expect(stories == [[0, 1], [2], [3], [4]])
  }

  @Test func `a row of several causes stands above a stranger one of one`() {
    func day(_ job: String, _ offset: Int64, times: Double) -> Record {
      var made = record(offset)
      made.jobID = job
      made.returnPeriodSeconds = times * 86_400
      made.explanation.anomalyType = .newValue
      made.explanation.historyLimit = 600 * 86_400
      return made
    }
    let ranked = [
      day("a", 1, times: 30), day("b", 2, times: 20), day("c", 2, times: 9), day("b", 2, times: 8),
    ]
    let stories = Story.told(by: ranked)
    #expect(stories.map(\.leader) == [1, 0])
    #expect(stories[0].others == [2, 3])
    #expect(
      abs(stories[0].evidence.returnPeriodSeconds / 86_400 - 20 * pow(2 * 9, JointEvidence.share)) < 1e-9)
  }

  @Test func `no records are no stories`() { #expect(Story.told(by: []).isEmpty) }
}
