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

  @Test func `records of the same events follow the strangest, and every record has its story`() {
    let stories = Story.told(by: [record(1, 2), record(5), record(2, 9), record(5, 6), record(), record()])
    #expect(
      stories == [
        Story(leader: 0, others: [2]), Story(leader: 1, others: [3]), Story(leader: 4), Story(leader: 5),
      ])
  }

  @Test func `a chain of shared events does not tie what the leader has not seen`() {
    let stories = Story.told(by: [record(1, 2), record(2, 3), record(3, 4)])
    #expect(stories == [Story(leader: 0, others: [1]), Story(leader: 2)])
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
    let stories = Story.told(by: [
      told("lap-1", minute: 0), told("LAP-1.corp.example", minute: 74), told("lap-1", minute: 76),
      told("lap-2", minute: 0),
      told("lap-1", minute: -120, span: 3600), told("lap-1", minute: -119, span: 3600),
    ])
    #expect(
      stories == [
        Story(leader: 0, others: [1, 5]), Story(leader: 2), Story(leader: 3), Story(leader: 4),
      ])
  }

  @Test func `no records are no stories`() { #expect(Story.told(by: []).isEmpty) }
}
