import HarrierScoring
import Testing

@testable import HarrierResults

struct ResultOrderTests {
  /// Eight records that differ in one thing each, some in nothing but what a key's bytes are.
  static let records = [
    Samples.plain(at: 1_767_604_400, score: 10),
    Samples.plain(score: 90),
    Samples.plain(job: "a", score: 50),
    Samples.plain(job: "b", score: 50, by: "x", partition: "a"),
    Samples.plain(job: "b", score: 50, by: "x", partition: "e\u{301}"),
    Samples.plain(job: "b", score: 50, by: "x", partition: "\u{E9}"),
    Samples.plain(job: "b", score: 50, by: "y", partition: "\u{E9}"),
    Samples.full,
  ]

  @Test func `files are ordered by time, score, job and keys`() {
    let expected = [0, 1, 7, 2, 3, 4, 5, 6].map { Self.records[$0] }.map(RecordEncoder.line)
    #expect(ResultOrder.sorted(Self.records.reversed()).map(RecordEncoder.line) == expected)
  }

  @Test func `the order is total: any shuffle sorts to the same bytes`() {
    let sorted = ResultOrder.sorted(Self.records).map(RecordEncoder.line)
    let ranked = Ranking.findings(Self.records).map(RecordEncoder.line)
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      let shuffled = Self.records.shuffled(using: &generator)
      #expect(ResultOrder.sorted(shuffled).map(RecordEncoder.line) == sorted)
      #expect(Ranking.findings(shuffled).map(RecordEncoder.line) == ranked)
    }
    for a in Self.records {
      for b in Self.records where RecordEncoder.line(a) != RecordEncoder.line(b) {
        #expect(a.precedes(b) != b.precedes(a))
      }
      #expect(!a.precedes(a))
    }
  }

  @Test func `people read by score, then return period, then surprisal`() {
    let ranked = Ranking.findings([
      Samples.plain(job: "d", score: 99, period: 1e8, surprisal: 20),
      Samples.plain(job: "c", score: 99, period: 1e8, surprisal: 30),
      Samples.plain(job: "b", score: 99, period: 1e9, surprisal: 10),
      Samples.plain(job: "a", score: 12),
    ])
    #expect(ranked.map(\.jobID) == ["b", "c", "d", "a"])
  }
}
