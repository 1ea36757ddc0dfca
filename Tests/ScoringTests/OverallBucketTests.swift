import HarrierEvents
import HarrierScoring
import Testing

struct OverallBucketTests {
  private func bucket(_ job: String, _ seconds: Int64, span: Int64, _ score: Double) -> BucketResult {
    BucketResult(
      jobID: job, timestamp: EventTime(nanoseconds: seconds * 1_000_000_000), bucketSpan: span,
      anomalyScore: score, eventCount: 1, recordCount: 1, influencers: [])
  }

  @Test func `buckets of all jobs meet in the longest span, the strangest job first`() {
    let made = OverallBucket.summary(
      of: [
        bucket("a", 0, span: 900, 10), bucket("a", 900, span: 900, 40), bucket("b", 0, span: 3600, 70),
        bucket("a", 3600, span: 900, 5), bucket("a", -900, span: 900, 2),
      ], span: 3600)
    #expect(made.map(\.timestamp.seconds) == [-3600, 0, 3600])
    #expect(made.map(\.overallScore) == [2, 70, 5])
    #expect(made[1].bucketSpan == 3600)
    #expect(
      made[1].jobs == [
        .init(jobID: "b", maxAnomalyScore: 70), .init(jobID: "a", maxAnomalyScore: 40),
      ])
  }

  @Test func `a longer job that found nothing makes them no shorter`() {
    let made = OverallBucket.summary(of: [bucket("a", 90_000, span: 900, 10)], span: 86_400)
    #expect(made.map(\.timestamp.seconds) == [86_400] && made[0].bucketSpan == 86_400)
  }

  @Test func `nothing found sums up to nothing`() {
    #expect(OverallBucket.summary(of: [], span: 3600).isEmpty)
  }
}
