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

  @Test func `no records are no stories`() { #expect(Story.told(by: []).isEmpty) }
}
