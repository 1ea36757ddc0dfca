import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Buckets that are still open are told of, marked, and not learnt.
struct InterimTests {
  private let folder = TestFolder()
  private let job = TestHunt.job(
    "count", .init(function: "count", by: "user.name"), bucket: 3600, influencers: ["user.name"])

  /// Ten days of about twenty events an hour, then `last` in the hour that is not over.
  private func lines(last: Int) -> [String] {
    var lines = (0..<240).flatMap { hour in
      (0..<(18 + hour % 5)).map { TestLog.line(time(hour, $0 * 100), [("user.name", "ann")]) }
    }
    lines += (0..<last).map { TestLog.line(time(240, $0 * 2), [("user.name", "ann")]) }
    return lines
  }

  private func time(_ hour: Int, _ seconds: Int) -> Double {
    Double(TestLog.start + Int64(hour) * 3600 + Int64(seconds))
  }

  private func hunt(last: Int, tells: Bool = true) throws -> HuntOutcome {
    let path = try folder.write(lines: lines(last: last), as: "a.ndjson")
    var options = HuntOptions(jobs: [job], threads: 1, keepsOpen: true)
    options.tellsInterim = tells
    return try Hunt(options).run([path])
  }

  @Test func `a spike in an open bucket is told, and marked`() throws {
    let outcome = try hunt(last: 300)
    #expect(outcome.records.isEmpty)
    let record = try #require(outcome.interim.first)
    #expect(record.isInterim)
    #expect(record.actual == [300])
    #expect(record.recordScore > 50)
    #expect(record.description.hasPrefix("so far: "))
  }

  @Test func `buckets and influencers so far are told, and marked`() throws {
    let silent = try hunt(last: 300, tells: false)
    let outcome = try hunt(last: 300)
    let bucket = try #require(outcome.buckets.last)
    let record = try #require(outcome.interim.first)
    #expect(bucket.isInterim && bucket.timestamp == record.timestamp)
    #expect(bucket.anomalyScore == record.recordScore && bucket.eventCount == 300)
    #expect(outcome.buckets.count == silent.buckets.count + 1)
    #expect(outcome.buckets.filter(\.isInterim).count == 1)
    let open = outcome.influencers.filter(\.isInterim)
    #expect(open.map(\.value) == ["ann"] && bucket.influencers == open)
    #expect(OverallBucket.summary(of: outcome.buckets, span: 3600).last?.isInterim == true)
    let over = OverallBucket.summary(of: silent.buckets, span: 3600).filter(\.isInterim)
    #expect(over.isEmpty)
  }

  @Test func `a bucket that is not over is not told to be low`() throws {
    #expect(try hunt(last: 1).interim.isEmpty)
  }

  @Test func `what is told so far changes nothing that is saved`() throws {
    let told = try #require(try hunt(last: 300).state)
    let silent = try #require(try hunt(last: 300, tells: false).state)
    try told.save(to: folder.path + "/told")
    try silent.save(to: folder.path + "/silent")
    let path = "/" + SavedState.fileName
    let bytes = try ["/told", "/silent"].map { try folder.read(String($0.dropFirst()) + path) }
    #expect(bytes[0] == bytes[1])
  }
}
