import HarrierDetectors
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

@testable import HarrierEngine

struct CategorizationTests {
  private let folder = TestFolder()

  private func job(
    _ detectors: [DetectorSpec] = [.init(function: "rare", by: "mlcategory")], perPartition: Bool = false
  ) -> Job {
    var job = Job(
      id: "kinds", title: "kinds", bucketSeconds: 3600, detectors: detectors,
      influencers: ["host.name", "user.name"])
    job.categorization = Categorization(field: "message", isPerPartition: perPartition)
    return job
  }

  private static let kinds = [
    "session opened for NAME from ADDRESS", "session closed for NAME", "job JOB of NAME ran NUMBER s",
    "user account was created", "user account was deleted", "disk \"NUMBER\" is key=NAME full",
  ]

  /// Sixteen days of messages; one of a kind that nobody saw before.
  private func lines(hosts: Int = 3) -> [String] {
    var random = TestRandom(seed: 11)
    let times = (0..<6000).map { _ in random.uniform() * 16 * 86_400 }.sorted()
    return times.enumerated().map { index, time in
      var text = Self.kinds[random.zipf(Self.kinds.count)]
      text = text.replacing("NAME", with: "nn\(Character(UnicodeScalar(97 + UInt32(random.next() % 20))!))")
      text = text.replacing("ADDRESS", with: "10.0.\(random.next() % 9).7")
      text = text.replacing("JOB", with: "/opt/\(random.next() % 9)").replacing("NUMBER", with: "\(index)")
      if index == 5900 { text = "the audit log was cleared by nna" }
      return TestLog.line(
        Double(TestLog.start) + time,
        [("message", text), ("host.name", "h\(random.zipf(hosts))"), ("user.name", "u\(index % 5)")])
    }
  }

  @Test func `a message of a new kind is found by its category`() throws {
    let path = try folder.write(lines: lines(), as: "a.ndjson")
    let outcome = try TestHunt.run([path], jobs: [job()])
    let top = try #require(outcome.records.max { $0.recordScore < $1.recordScore })
    #expect(top.by?.fieldName == "mlcategory")
    let category = try #require(outcome.categories.first { String($0.id) == top.by?.value })
    #expect(category.examples == ["the audit log was cleared by nna"])
    #expect(category.matches == 1)
    #expect(top.description.contains("the audit log was cleared by nna"))
    #expect(top.explanation.template == category.template)
  }

  @Test func `categories count every message once and fit their examples`() throws {
    let path = try folder.write(lines: lines(), as: "a.ndjson")
    let categories = try TestHunt.run([path], jobs: [job()]).categories
    #expect(categories.reduce(0) { $0 + $1.matches } == 6000)
    // Names have fallen together, verbs have not.
    #expect(categories.count == Self.kinds.count + 1)
    #expect(categories.map(\.terms).contains("session opened for from"))
    #expect(Set(categories.map(\.id)).count == categories.count)
    for category in categories {
      let regex = try Regex(category.regex)
      for example in category.examples {
        #expect(example.wholeMatch(of: regex) != nil, "\(category.regex) and \(example)")
        #expect(example.utf8.count <= category.maxMatchingLength)
      }
    }
  }

  @Test(arguments: [false, true])
  func `any threads, files and cuts give the same records and categories`(perPartition: Bool) throws {
    let lines = lines()
    let detectors = [
      DetectorSpec(function: "rare", by: "mlcategory", partition: "host.name"),
      DetectorSpec(function: "high_count", by: "mlcategory", partition: "host.name"),
      DetectorSpec(function: "freq_rare", by: "mlcategory", over: "user.name", partition: "host.name"),
    ]
    let jobs = [job(detectors, perPartition: perPartition)]
    let whole = try folder.write(lines: lines, as: "a.ndjson")
    let expected = try TestHunt.run([whole], jobs: jobs)
    #expect(!expected.records.isEmpty)
    #expect(expected.categories.contains { $0.partition != nil } == perPartition)
    func check(_ outcome: HuntOutcome, records: [Record]? = nil) {
      #expect((records ?? outcome.records).map(\.withoutPlaces) == expected.records.map(\.withoutPlaces))
      #expect(outcome.categories == expected.categories)
    }
    check(try TestHunt.run([whole], jobs: jobs, threads: 3))
    let odd = try folder.write(
      lines: lines.enumerated().filter { $0.offset % 2 == 1 }.map(\.element), as: "odd.ndjson")
    let even = try folder.write(
      lines: lines.enumerated().filter { $0.offset % 2 == 0 }.map(\.element), as: "even.ndjson")
    check(try TestHunt.run([odd, even], jobs: jobs, threads: 2))
  }

  @Test func `a hunt that stops and goes on has the same categories`() throws {
    let lines = lines()
    let jobs = [job([.init(function: "rare", by: "mlcategory", partition: "host.name")])]
    let whole = try folder.write(lines: lines, as: "a.ndjson")
    let expected = try TestHunt.run([whole], jobs: jobs, keepsOpen: true)
    let first = try folder.write(lines: Array(lines[..<2345]), as: "1.ndjson")
    let rest = try folder.write(lines: Array(lines[2345...]), as: "2.ndjson")
    let one = try TestHunt.run([first], jobs: jobs, keepsOpen: true)
    let state = try #require(one.state)
    let states = folder.path + "/state"
    try state.save(to: states)
    let two = try TestHunt.run([rest], jobs: jobs, state: try SavedState.load(from: states), keepsOpen: true)
    #expect(two.categories == expected.categories)
    func key(_ record: Record) -> String {
      "\(record.timestamp) \(record.detectorIndex) \(record.by?.value ?? "") \(record.recordScore)"
    }
    #expect((one.records + two.records).map(key).sorted() == expected.records.map(key).sorted())
  }

  @Test func `hindsight knows a category by what it has become`() throws {
    let path = try folder.write(lines: lines(), as: "a.ndjson")
    func hunt(_ threads: Int) throws -> HuntOutcome {
      try Hunt(HuntOptions(jobs: [job()], threads: threads, mode: .hindsight)).run([path])
    }
    let outcome = try hunt(1)
    let top = try #require(outcome.records.max { $0.recordScore < $1.recordScore })
    #expect(top.explanation.template == "the audit log was cleared by nna")
    #expect(top.description.hasPrefix("the audit log was cleared by nna seen nowhere else"))
    // Not one of the names by which the first sessions were told apart.
    let templates = Set(outcome.categories.map(\.template))
    #expect(outcome.records.allSatisfy { templates.contains($0.explanation.template ?? "") })
    #expect(outcome.records.allSatisfy { !$0.description.contains(" for nn") })
    #expect(try hunt(3).records == outcome.records)
  }

  @Test(arguments: [
    DetectorSpec(function: "info_content", field: "user.name", by: "mlcategory"),
    DetectorSpec(function: "distinct_count", field: "user.name", by: "mlcategory"),
    DetectorSpec(function: "median", field: "size", by: "mlcategory", partition: "host.name"),
    DetectorSpec(function: "time_of_day", by: "mlcategory"),
    DetectorSpec(function: "high_mean", field: "size", by: "mlcategory", over: "host.name"),
  ])
  func `any function takes a category, live and in hindsight`(detector: DetectorSpec) throws {
    let lines = lines().map { $0.dropLast() + ",\"size\":\($0.utf8.count)}" }
    let path = try folder.write(lines: lines.map(String.init), as: "a.ndjson")
    for mode in HuntMode.allCases {
      let outcome = try Hunt(HuntOptions(jobs: [job([detector])], threads: 2, mode: mode)).run([path])
      #expect(outcome.jobs[0].keys > 0)
      #expect(outcome.records.allSatisfy { Int($0.by?.value ?? "") != nil }, "\(mode)")
    }
  }

  @Test func `detectors of a job have categories of their own, numbered each for itself`() throws {
    let path = try folder.write(lines: lines(), as: "a.ndjson")
    let detectors = [
      DetectorSpec(function: "rare", by: "mlcategory", partition: "host.name"),
      DetectorSpec(function: "count", by: "mlcategory"),
    ]
    let outcome = try TestHunt.run([path], jobs: [job(detectors)], mode: .hindsight)
    #expect(Set(outcome.categories.map(\.detectorIndex)) == [0, 1])
    let names = outcome.categories.map { "\($0.detectorIndex) \($0.id)" }
    #expect(Set(names).count == names.count)
    for record in outcome.records {
      let name = "\(record.detectorIndex) \(record.by?.value ?? "")"
      let category = try #require(
        outcome.categories.first { "\($0.detectorIndex) \($0.id)" == name })
      #expect(record.explanation.template == category.template)
    }
  }

  @Test func `terms are all the words that its messages share`() throws {
    let path = try folder.write(
      lines: (0..<40).map {
        let text = $0 % 2 == 0 ? "second line here" : "trailing\\ backslash \\"
        return TestLog.line(Double(TestLog.start) + Double($0) * 600, [("message", text)])
      }, as: "a.ndjson")
    let categories = try TestHunt.run([path], jobs: [job()]).categories
    #expect(categories.map(\.terms).sorted() == ["backslash", "second line here"])
  }

  @Test func `an event without a message is left out`() throws {
    let path = try folder.write(
      lines: (0..<50).map {
        TestLog.line(
          Double(TestLog.start) + Double($0) * 600, $0 % 2 == 0 ? [("message", "x y")] : [("a", "b")])
      }, as: "a.ndjson")
    let categories = try TestHunt.run([path], jobs: [job()]).categories
    #expect(categories.map(\.matches) == [25])
  }
}
