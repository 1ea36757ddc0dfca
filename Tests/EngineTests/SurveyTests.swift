import HarrierDetectors
import HarrierEvents
import HarrierJobs
import HarrierTesting
import Testing

@testable import HarrierEngine

struct SurveyTests {
  private let folder = TestFolder()

  private func job(_ detector: DetectorSpec, query: String = "") -> Job {
    TestHunt.job("j", detector, query: query, needs: detector.fields)
  }

  /// One event every `gap` seconds, its key the day's turn.
  private func steady(gap: Double, days: Double, key: (Int) -> String = { _ in "a" }) -> [String] {
    (0..<Int(days * 86_400 / gap)).map {
      TestLog.line(
        Double(TestLog.start) + Double($0) * gap, [("user.name", key($0)), ("event.action", "x\($0)")])
    }
  }

  @Test func `it counts what the query takes, fields and values`() throws {
    let lines = TestLog.mixed(events: 4000, days: 3, seed: 5)
    let path = try folder.write(lines: lines, as: "a.ndjson")
    let spec = DetectorSpec(function: "rare", by: "event.action", partition: "user.name")
    var job = job(spec, query: "event.category: process")
    job.needs.append("source.ip")
    let survey = try Surveyor.survey([path], SurveyOptions(jobs: [job]))
    let taken = lines.filter { $0.contains("\"event.category\":\"process\"") }
    let found = try #require(survey.jobs.first)
    #expect(survey.events == 4000)
    #expect(survey.isWhole)
    #expect(found.events == taken.count)
    #expect(found.fields.map(\.name) == ["event.action", "user.name", "source.ip"])
    #expect(found.fields.map(\.present) == [taken.count, taken.count, 0])
    let users = Set(taken.map { $0.split(separator: "\"user.name\":\"")[1].prefix { $0 != "\"" } })
    #expect(found.fields[1].distinct == users.count)
    #expect(found.detectors[0].partition == users.count)
    #expect(found.detectors[0].keys > users.count)
    #expect(found.detectors[0].memory > 0)
  }

  @Test func `it stops at its bound and says so`() throws {
    let path = try folder.write(
      lines: TestLog.mixed(events: 20_000, days: 3, seed: 6, padding: 400), as: "a.ndjson")
    var options = SurveyOptions(jobs: [job(.init(function: "count"))], mostBytes: 1)
    let bounded = try Surveyor.survey([path], options)
    #expect(!bounded.isWhole)
    #expect(bounded.bytes < 9 << 20)
    options.mostBytes = 1 << 30
    options.mostSeconds = 86_400
    let day = try Surveyor.survey([path], options)
    #expect(day.events > 0 && day.events < 20_000)
    #expect(day.days <= 1)
  }

  @Test func `files in any order, whole or cut, look the same`() throws {
    let lines = TestLog.mixed(events: 5000, days: 4, seed: 7)
    let whole = try folder.write(lines: lines, as: "whole.ndjson")
    let first = try folder.write(lines: Array(lines[..<1700]), as: "1.ndjson")
    let rest = try folder.write(lines: Array(lines[1700...]), as: "2.ndjson")
    let options = SurveyOptions(jobs: TestHunt.everyFold)
    func look(_ paths: [String]) throws -> [String] {
      try Surveyor.survey(paths, options).jobs.map { job in
        "\(job.events) \(job.fields) \(job.detectors.map { "\($0.keys) \($0.memory) \(String(describing: $0.bucket))" })"
      }
    }
    let expected = try look([whole])
    #expect(try look([first, rest]) == expected)
    #expect(try look([rest, first]) == expected)
  }

  @Test func `broken and missing files are told, and cost nothing else`() throws {
    let good = try folder.write(lines: steady(gap: 60, days: 1), as: "a.ndjson")
    let survey = try Surveyor.survey(
      [good, folder.path + "/gone", "-"], SurveyOptions(jobs: [job(.init(function: "count"))]))
    #expect(survey.problems.count == 1)
    #expect(survey.events == 1440)
  }

  // MARK: Buckets

  private func choice(_ lines: [String], _ detector: DetectorSpec) throws -> BucketChoice? {
    let path = try folder.write(lines: lines, as: "a.ndjson")
    return try Surveyor.survey([path], SurveyOptions(jobs: [job(detector)])).jobs[0].recommendation
  }

  @Test func `many events want short buckets, few want long ones`() throws {
    var random = TestRandom(seed: 3)
    func events(perHour: Double, days: Double) -> [String] {
      (0..<Int(perHour * 24 * days)).map { _ in random.uniform() * days * 86_400 }.sorted().map {
        TestLog.line(Double(TestLog.start) + $0, [("user.name", "a")])
      }
    }
    let count = DetectorSpec(function: "count", partition: "user.name")
    // A Poisson count varies by half its mean at four events a bucket.
    #expect(try choice(events(perHour: 400, days: 2), count)?.seconds == 300)
    let sparse = try #require(try choice(events(perHour: 2.5, days: 14), count))
    #expect(sparse.seconds == 7200)
    #expect(sparse.reason.contains("events a bucket"))
  }

  @Test func `day and night are no noise`() throws {
    var random = TestRandom(seed: 4)
    let times = (0..<40_000).map { _ in random.uniform() * 10 * 86_400 }.sorted()
      .filter { $0.truncatingRemainder(dividingBy: 86_400) < 43_200 }
    let lines = times.map { TestLog.line(Double(TestLog.start) + $0, [("user.name", "a")]) }
    #expect(try choice(lines, DetectorSpec(function: "count", partition: "user.name"))?.seconds == 300)
  }

  @Test func `presence asks for a key that is there, and call-backs for a day`() throws {
    let rare = DetectorSpec(function: "rare", by: "event.action", partition: "user.name")
    #expect(try choice(steady(gap: 30, days: 3), rare)?.seconds == 900)
    #expect(try choice(steady(gap: 3000, days: 14), rare)?.seconds == 1800)
    let beacon = DetectorSpec(function: "beacon", by: "event.action", partition: "user.name")
    #expect(try choice(steady(gap: 30, days: 3), beacon)?.seconds == 86_400)
  }

  @Test func `a hunt with a bucket of its own choice is the hunt with that bucket`() throws {
    let path = try folder.write(lines: TestLog.mixed(events: 9000, days: 5, seed: 9), as: "a.ndjson")
    let fixed = TestHunt.everyFold
    let auto = fixed.map { job in
      var job = job
      job.bucketIsAuto = true
      return job
    }
    let (settled, notes) = try AutoBuckets.settle([path], HuntOptions(jobs: auto))
    #expect(notes.count == auto.count)
    let plain = settled.map { job in
      var job = job
      job.bucketIsAuto = false
      return job
    }
    #expect(Set(settled.map(\.bucketSeconds)).count > 1)
    #expect(try TestHunt.run([path], jobs: settled).records == TestHunt.run([path], jobs: plain).records)
  }

  @Test func `a later hunt keeps the bucket of its saved state`() throws {
    let dense = try folder.write(lines: steady(gap: 10, days: 2), as: "a.ndjson")
    var job = job(.init(function: "count", partition: "user.name"))
    job.bucketIsAuto = true
    let (first, _) = try AutoBuckets.settle([dense], HuntOptions(jobs: [job]))
    let state = try TestHunt.run([dense], jobs: first, keepsOpen: true).state
    let sparse = try folder.write(lines: steady(gap: 4000, days: 9), as: "b.ndjson")
    let (alone, _) = try AutoBuckets.settle([sparse], HuntOptions(jobs: [job]))
    let (later, notes) = try AutoBuckets.settle([sparse], HuntOptions(jobs: [job], state: state))
    #expect(alone[0].bucketSeconds != first[0].bucketSeconds)
    #expect(later[0].bucketSeconds == first[0].bucketSeconds)
    #expect(notes[0].contains("saved state"))
  }

  // MARK: Advice

  private func advice(_ lines: [String], _ detector: DetectorSpec, query: String = "") throws
    -> [SurveyAdvice]
  {
    let path = try folder.write(lines: lines, as: "a.ndjson")
    let survey = try Surveyor.survey([path], SurveyOptions(jobs: [job(detector, query: query)]))
    return SurveyAdvice.of(survey.jobs[0], in: survey)
  }

  @Test func `good data has no advice`() throws {
    let lines = TestLog.mixed(events: 4000, days: 3, seed: 5)
    #expect(
      try advice(lines, .init(function: "rare", by: "event.action", partition: "user.name")).isEmpty)
  }

  @Test func `what makes a job find nothing is fatal`() throws {
    let lines = steady(gap: 60, days: 2)
    let rare = DetectorSpec(function: "rare", by: "event.action", partition: "user.name")
    #expect(
      try advice(lines, rare, query: "user.name: nobody")
        == [SurveyAdvice(isFatal: true, text: "no event matches its query")])
    let missing = try advice(lines, .init(function: "count", partition: "host.name"))
    #expect(missing.map(\.isFatal) == [true])
    #expect(missing[0].text.contains("host.name"))
  }

  @Test(arguments: [
    (DetectorSpec(function: "rare", by: "event.action"), "by event.action has"),
    (DetectorSpec(function: "count", partition: "event.action"), "partition event.action has"),
    (DetectorSpec(function: "count", over: "user.name"), "over user.name has 1 members"),
  ])
  func `keys that cannot work are named`(detector: DetectorSpec, start: String) throws {
    let texts = try advice(steady(gap: 60, days: 2), detector).map(\.text)
    #expect(texts.contains { $0.hasPrefix(start) }, "\(texts)")
  }

  @Test func `a short time and a field that is mostly missing are named`() throws {
    var lines = steady(gap: 60, days: 0.1)
    #expect(try advice(lines, .init(function: "count")).contains { $0.text.contains("buckets of 15m") })
    lines = (0..<300).map {
      TestLog.line(
        Double(TestLog.start) + Double($0) * 600,
        [("event.action", "x")] + ($0 % 10 == 0 ? [("user.name", "a")] : []))
    }
    #expect(
      try advice(lines, .init(function: "count", partition: "user.name"))
        .contains { $0.text.hasPrefix("user.name is missing in 90 %") })
  }
}
