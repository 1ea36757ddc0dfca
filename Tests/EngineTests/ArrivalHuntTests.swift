import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// What newcomers do, judged by who else is new.
struct ArrivalHuntTests {
  private static let joining = 18

  /// Sixty people open files all day, six of them ask who they are now and then. On day 18 thirty more join, five of whom
  /// ask too; and so does one who has been there all the time.
  private static let lines: [String] = {
    var random = TestRandom(seed: 77)
    var lines: [String] = []
    func add(_ hour: Int, _ user: String, _ program: String) {
      let time = Double(TestLog.start) + (Double(hour) + .random(in: 0..<1, using: &random)) * 3600
      lines.append(TestLog.line(time, [("user.name", user), ("process.name", program)]))
    }
    for hour in 0..<(21 * 24) {
      let people = hour < joining * 24 ? 60 : 90
      for _ in 0..<40 { add(hour, "person\(Int.random(in: 0..<people, using: &random))", "editor") }
      if hour % 5 == 0 { add(hour, "person\(Int.random(in: 0..<6, using: &random))", "whoami") }
      let newcomer = hour - joining * 24 - 4
      if (0..<10).contains(newcomer), newcomer % 2 == 0 { add(hour, "person\(60 + newcomer)", "whoami") }
      if newcomer == 10 { add(hour, "person33", "whoami") }
    }
    return lines.sorted()
  }()

  private static let asking = TestHunt.job(
    "asking", .init(function: "rare", by: "user.name"), query: "process.name: whoami", bucket: 3600)
  private static let programs = TestHunt.job(
    "programs", .init(function: "rare", by: "process.name", partition: "user.name"), bucket: 3600)

  private func asked(_ records: [Record]) -> [String: Record] {
    let own = records.filter { $0.jobID == "asking" && $0.explanation.anomalyType == .newValue }
    return Dictionary(own.map { ($0.by!.value, $0) }, uniquingKeysWith: { first, _ in first })
  }

  @Test func `what some of thirty newcomers do is no news, what one of the old ones does is`() throws {
    let folder = TestFolder()
    let path = try folder.write(lines: Self.lines, as: "a.ndjson")
    let outcome = try TestHunt.run([path], jobs: [Self.asking, Self.programs])
    let records = asked(outcome.records)
    let newcomers = (60..<90).compactMap { records["person\($0)"] }
    #expect(newcomers.allSatisfy { $0.recordScore < 50 })
    #expect(newcomers.allSatisfy { $0.description.contains(" others new within a day") })
    let old = try #require(records["person33"])
    #expect(old.recordScore > 60)
    #expect(!old.description.contains("new within a day"))
    // A job that hears of nobody else cannot know.
    let alone = asked(try TestHunt.run([path], jobs: [Self.asking]).records)
    let loudest = (60..<90).compactMap { alone["person\($0)"]?.recordScore }.max() ?? 0
    #expect(loudest > (newcomers.map(\.recordScore).max() ?? 0) + 20)
  }

  @Test func `the same for any cut, with state between, and in hindsight`() throws {
    let folder = TestFolder()
    let whole = try folder.write(lines: Self.lines, as: "a.ndjson")
    let jobs = [Self.asking, Self.programs]
    let one = try TestHunt.run([whole], jobs: jobs).records.map(\.withoutPlaces)
    #expect(try TestHunt.run([whole], jobs: jobs, threads: 3).records.map(\.withoutPlaces) == one)
    let middle = Self.lines.count * 6 / 7 + 100
    let (before, after) = try TestHunt.inTwo(Self.lines, at: middle, jobs: jobs, in: folder)
    let split = (before.records + after.records).map(\.withoutPlaces)
    #expect(split.count == one.count && Set(split) == Set(one))
    let interleaved = try (0..<3).map { part in
      try folder.write(
        lines: Self.lines.indices.filter { $0 % 3 == part }.map { Self.lines[$0] }, as: "p\(part).ndjson")
    }
    #expect(try TestHunt.run(interleaved, jobs: jobs).records.map(\.withoutPlaces) == one)
    let back = try TestHunt.run([whole], jobs: jobs, mode: .hindsight).records.map(\.withoutPlaces)
    #expect(
      try TestHunt.run(interleaved, jobs: jobs, threads: 2, mode: .hindsight).records.map(\.withoutPlaces)
        == back)
  }

  @Test(arguments: [1, 30])
  func `open buckets know whom they name`(count: Int) throws {
    // People whom nobody has seen, in the last hour, which is not over; one in ten asks.
    let hour = Double(TestLog.start) + Double(Self.joining) * 86_400 + 600
    func event(_ number: Int, _ program: String) -> String {
      TestLog.line(hour + Double(number) * 60, [("user.name", "late\(number)"), ("process.name", program)])
    }
    let arriving = (0..<count).map { event($0, "editor") }
    let asking = (0..<count).filter { $0 % 10 == 0 }.map { event($0, "whoami") }
    let folder = TestFolder()
    let before = Self.lines.filter { $0 < TestLog.line(hour, []) }
    let path = try folder.write(lines: before + arriving + asking, as: "a.ndjson")
    var options = HuntOptions(jobs: [Self.asking, Self.programs], threads: 1, keepsOpen: true, mode: .live)
    options.tellsInterim = true
    let loud = asked(try Hunt(options).run([path]).interim).values.filter { $0.recordScore >= 50 }
    #expect(loud.map { $0.by!.value } == (count == 1 ? ["late0"] : []))
  }

  @Test func `a job that closes before the others knows what they will have heard of by any cut`() throws {
    let folder = TestFolder()
    var early = Self.asking
    early.latencySeconds = 0
    let jobs = [early, Self.programs]
    let whole = try TestHunt.run([try folder.write(lines: Self.lines, as: "a.ndjson")], jobs: jobs).records
    let days = try stride(from: 0, to: Self.lines.count, by: 3000).map { from in
      try folder.write(
        lines: Array(Self.lines[from..<min(Self.lines.count, from + 3000)]), as: "d\(100_000 + from).ndjson")
    }
    #expect(try TestHunt.run(days, jobs: jobs).records.map(\.withoutPlaces) == whole.map(\.withoutPlaces))
  }
}
