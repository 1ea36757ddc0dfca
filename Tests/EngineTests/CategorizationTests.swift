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
