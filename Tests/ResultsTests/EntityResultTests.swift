import HarrierEvents
import HarrierScoring
import Testing

@testable import HarrierResults

struct EntityResultTests {
  private func part(_ job: String, _ value: String, at time: Int64, score: Double) -> InfluencerResult {
    InfluencerResult(
      jobID: job, timestamp: EventTime(seconds: time), bucketSpan: 60, fieldName: "host.name", value: value,
      influencerScore: score, probability: 0.1)
  }

  @Test func `the highest score leads, then the sum, then the name`() {
    let parts = [
      part("b", "web", at: 30, score: 20), part("a", "web", at: 10, score: 80),
      part("a", "db", at: 20, score: 80), part("a", "mail", at: 20, score: 90),
      part("a", "dc", at: 20, score: 80),
    ]
    let entities = EntityResult.summary(of: parts)
    #expect(entities.map(\.value) == ["mail", "web", "db", "dc"])
    #expect(EntityResult.summary(of: parts.reversed()) == entities)
    #expect(entities[1].maximumScore == 80 && entities[1].totalScore == 100)
    #expect(entities[1].jobs == ["a", "b"])
    #expect(entities[1].firstBucket.seconds == 10 && entities[1].lastBucket.seconds == 30)
  }

  @Test func `several hunts are one summary`() {
    var first = RunSummary()
    first.eventsRead = 10
    first.firstEvent = "2026-01-02T00:00:00.000Z"
    first.jobsRun = [
      .init(id: "a", title: "", pack: "", attack: [], events: 4, buckets: 1, keys: 2, records: 1)
    ]
    first.jobsSkipped = [.init(id: "b", title: "", missingFields: ["x"], reason: "")]
    first.rejected = [.init(reason: "no time", count: 2, samples: ["a"])]
    var second = first
    second.firstEvent = "2026-01-01T00:00:00.000Z"
    second.jobsSkipped = [.init(id: "c", title: "", missingFields: ["x"], reason: "")]
    second.jobsRun.append(
      .init(id: "b", title: "", pack: "", attack: [], events: 1, buckets: 1, keys: 1, records: 0))
    let both = RunSummary(of: [first, second], records: 7)
    #expect(both.eventsRead == 20 && both.recordCount == 7)
    #expect(both.firstEvent == "2026-01-01T00:00:00.000Z")
    #expect(both.jobsRun.map(\.events) == [8, 1] && both.jobsRun.map(\.keys) == [2, 1])
    #expect(both.jobsSkipped.map(\.id) == ["c"])
    #expect(both.rejected == [.init(reason: "no time", count: 4, samples: ["a", "a"])])
    #expect(both.jobsRun.allSatisfy { $0.lateEvents == nil })
  }
}
