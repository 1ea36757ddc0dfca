import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Finished logs are judged by all of their time, before and after (STATISTICS §9).
struct HindsightTests {
  private static let days = 9

  /// Four people with calls of a small vocabulary, some every hour, and odd ones where told.
  private static func lines(
    hours: Int = days * 24, from start: Int64 = TestLog.start, odd: (_ hour: Int) -> Bool
  ) -> [String] {
    var random = TestRandom(seed: 5)
    var lines: [String] = []
    for hour in 0..<hours {
      for user in ["ann", "bob", "cid", "dan"] {
        for _ in 0..<(2 + random.poisson(6)) {
          let time = Double(start) + (Double(hour) + random.uniform()) * 3600
          lines.append(line(time, user, "Call\(["a", "b", "c", "d", "e"][random.zipf(5)])", &random))
        }
      }
      if odd(hour) {
        lines.append(line(Double(start) + Double(hour) * 3600 + 7, "bob", "OpenTheVault", &random))
      }
    }
    return lines
  }

  private static func line(_ time: Double, _ user: String, _ call: String, _ random: inout TestRandom)
    -> String
  {
    TestLog.line(
      time,
      [
        ("user.name", user), ("event.action", call), ("host.name", "\(user)-pc"),
        ("destination.bytes", String(100 + random.next() % 900)),
      ])
  }

  private static let rareCall = TestHunt.job(
    "rare_call", .init(function: "rare", by: "event.action", partition: "user.name"), bucket: 3600,
    influencers: ["user.name", "host.name"])
  private static let rareAnywhere = TestHunt.job(
    "rare_anywhere", .init(function: "rare", by: "event.action"), bucket: 3600,
    influencers: ["user.name", "host.name"])

  private func hunt(
    _ lines: [String], _ jobs: [Job], mode: HuntMode = .hindsight
  ) throws -> HuntOutcome {
    let folder = TestFolder()
    return try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: jobs, mode: mode)
  }

  private func vault(_ records: [Record]) -> [Record] { records.filter { $0.by?.value == "OpenTheVault" } }

  // MARK: What is found

  @Test func `an odd call of the first hour is found, which live mode cannot know`() throws {
    let lines = Self.lines { $0 == 0 }
    let jobs = [Self.rareCall, Self.rareAnywhere]
    #expect(vault(try hunt(lines, jobs, mode: .live).records).allSatisfy { $0.recordScore < 25 })
    let records = try hunt(lines, jobs).records
    for job in jobs {
      let best = try #require(records.filter { $0.jobID == job.id }.max { $0.recordScore < $1.recordScore })
      #expect(best.by?.value == "OpenTheVault")
      #expect(best.timestamp.seconds == TestLog.start)
      #expect(best.scoreAlone >= 50)
      #expect(best.mode == "hindsight")
      #expect(best.seenBuckets == 0)
      #expect(best.totalBuckets == Double(Self.days * 24 - 1))
      #expect(best.description.contains("seen nowhere else in 9 days (0 of 215 other active hours"))
    }
  }

  /// Wherever it lies, across the borders of blocks too: they are a fifth of the set each.
  @Test(arguments: [0, 20, 41, 43, 84, 86, 127, 129, 170, 172, 210])
  func `a call of four hours in a row does not vouch for itself`(from: Int) throws {
    let records = try hunt(Self.lines { (from..<(from + 4)).contains($0) }, [Self.rareCall]).records
    let first = try #require(vault(records).min { $0.timestamp < $1.timestamp })
    #expect(first.timestamp.seconds == TestLog.start + Int64(from) * 3600)
    #expect(first.recordScore >= 50)
    #expect(first.seenBuckets == 3)
    #expect(first.description.contains("seen only within 4 hours of 9 days"))
    // And is told once, not every hour.
    #expect(vault(records).count { $0.recordScore >= 50 } == 1)
  }

  @Test func `a call of every day is nothing, whichever day it is`() throws {
    let records = try hunt(Self.lines { $0 % 24 == 9 }, [Self.rareCall]).records
    #expect(vault(records).allSatisfy { $0.recordScore < 50 })
  }

  @Test func `a spike of the first hour is found`() throws {
    var random = TestRandom(seed: 2)
    var lines = Self.lines { _ in false }
    lines += (0..<200).map { Self.line(Double(TestLog.start) + Double($0) * 9, "ann", "Calla", &random) }
    let job = TestHunt.job("many", .init(function: "high_count", by: "user.name"), bucket: 3600)
    let records = try hunt(lines.sorted(), [job]).records
    let best = try #require(records.max { $0.recordScore < $1.recordScore })
    #expect(best.by?.value == "ann")
    #expect(best.timestamp.seconds == TestLog.start)
    #expect(best.recordScore >= 50)
  }

  @Test func `who joins halfway is no spike, though later weeks know them`() throws {
    var random = TestRandom(seed: 4)
    var lines = Self.lines { _ in false }
    for hour in 130..<(Self.days * 24) {
      for _ in 0..<(5 + random.poisson(4)) {
        let time = Double(TestLog.start) + (Double(hour) + random.uniform()) * 3600
        lines.append(Self.line(time, "eve", "Calla", &random))
      }
    }
    let job = TestHunt.job("many", .init(function: "high_count", by: "user.name"), bucket: 3600)
    let records = try hunt(lines.sorted(), [job]).records
    #expect(records.filter { $0.by?.value == "eve" }.allSatisfy { $0.recordScore < 50 })
  }

  // MARK: What it is not moved by

  private static let mixed = TestLog.travelled(events: 2500, days: 8, seed: 7)

  /// Every kind of fold, with places, hours and rhythms.
  private static let everyJob =
    TestHunt.everyFold + [
      TestHunt.job(
        "far", .init(function: "lat_long", field: "source.geo.location", by: "user.name"), bucket: 3600),
      TestHunt.job("early", .init(function: "time_of_day", by: "user.name"), bucket: 6 * 3600),
      TestHunt.job("sunday", .init(function: "time_of_week", by: "user.name"), bucket: 6 * 3600),
      TestHunt.job("calls", .init(function: "beacon", by: "host.name"), bucket: 86_400),
      TestHunt.job("sizes", .init(function: "metric", field: "destination.bytes", by: "host.name")),
      TestHunt.job("middle", .init(function: "median", field: "destination.bytes"), bucket: 3600),
      TestHunt.job("spread", .init(function: "varp", field: "destination.bytes"), bucket: 3600),
    ]

  @Test func `threads, cut and order of the input change nothing`() throws {
    let folder = TestFolder()
    let jobs = Self.everyJob
    let file = try folder.write(lines: Self.mixed, as: "all.ndjson")
    let whole = try TestHunt.run([file], jobs: jobs, threads: 1, mode: .hindsight)
    #expect(Set(whole.records.map(\.function)).count > 8)
    #expect(try TestHunt.run([file], jobs: jobs, threads: 5, mode: .hindsight).records == whole.records)
    let parts = try (0..<4).map { part in
      try folder.write(
        lines: Self.mixed.indices.filter { $0 % 4 == part }.map { Self.mixed[$0] },
        as: "part\(9 - part).ndjson")
    }
    let cut = try TestHunt.run(parts.reversed(), jobs: jobs, threads: 2, mode: .hindsight)
    #expect(cut.records.map(\.withoutPlaces) == whole.records.map(\.withoutPlaces))
  }

  @Test func `what does not fit into memory changes nothing`() throws {
    let folder = TestFolder()
    let file = try folder.write(lines: Self.mixed, as: "all.ndjson")
    var options = HuntOptions(jobs: Self.everyJob, threads: 2, mode: .hindsight)
    let held = try Hunt(options).run([file])
    options.ledgerBytes = 0
    let spilled = try Hunt(options).run([file])
    #expect(held.records.count > 20)
    #expect(spilled.records == held.records)
  }

  // MARK: What it says

  @Test func `all times that are told are times of the log`() throws {
    let outcome = try hunt(Self.mixed, Self.everyJob)
    let span = (TestLog.start - 86_400)...(TestLog.start + 8 * 86_400)
    for record in outcome.records {
      #expect(span.contains(record.timestamp.seconds))
      for time in [record.firstSeen, record.lastSeen] { if let time { #expect(span.contains(time.seconds)) } }
      let times = record.timeline.map(\.timestamp)
      #expect(times == times.sorted())
      #expect(times.allSatisfy { span.contains($0.seconds) && $0 <= record.timestamp })
      #expect(record.seenBuckets ?? 0 <= record.totalBuckets ?? .infinity)
      #expect(!record.numbers.contains { !$0.isFinite })
    }
    #expect(outcome.records.contains { !$0.timeline.isEmpty })
    #expect(outcome.records.contains { $0.firstSeen != nil })
  }

  @Test func `no journey leads from the end of the log to its start`() throws {
    // Eight weeks to the hour in Europe, but for the last day, from which nobody comes back.
    var lines: [String] = []
    for hour in 0..<(56 * 24) {
      let place = hour < 55 * 24 ? "50.1,8.6" : "-33.9,151.2"
      let time = Double(TestLog.start) + Double(hour) * 3600
      for second in [1.0, 3599] {
        lines.append(TestLog.line(time + second, [("user.name", "ann"), ("source.geo.location", place)]))
      }
    }
    let job = TestHunt.job(
      "far", .init(function: "lat_long", field: "source.geo.location", by: "user.name"), bucket: 3600)
    let records = try hunt(lines, [job]).records
    #expect(records.contains { $0.timestamp.seconds == TestLog.start + 55 * 86_400 })
    #expect(!records.contains { $0.timestamp.seconds == TestLog.start })
  }

  @Test func `what a calendar takes out is neither told nor learnt`() throws {
    var job = Self.rareCall
    let event = CalendarEvent(title: "drill", start: TestLog.start, seconds: 3 * 3600)
    job.calendars = [JobCalendar(name: "test", events: [event])]
    #expect(vault(try hunt(Self.lines { $0 == 0 }, [job]).records).isEmpty)
    let records = try hunt(Self.lines { $0 == 0 || $0 == 100 }, [job]).records
    #expect(vault(records).map(\.seenBuckets) == [0])
  }

  // MARK: Small sets

  @Test func `six hours have a ranking, and nothing that shouts`() throws {
    let records = try hunt(Self.lines(hours: 6) { $0 == 0 }, [Self.rareCall, Self.rareAnywhere]).records
    let best = try #require(records.max { $0.recordScore < $1.recordScore })
    #expect(best.by?.value == "OpenTheVault")
    #expect(best.recordScore < 75)
  }

  @Test(arguments: [1, 2, 3])
  func `so few hours are no failure`(hours: Int) throws {
    let outcome = try hunt(Self.lines(hours: hours) { $0 == 0 }, Self.everyJob + [Self.rareCall])
    #expect(outcome.records.allSatisfy { $0.recordScore < 50 })
    #expect(hours < 3 || !vault(outcome.records).isEmpty)
  }

  // MARK: Promises

  @Test func `where nothing happens a score of 50 comes about once a week`() throws {
    let subjects: [Promise.Subject] = [
      .init("high_count", .by), .init("high_sum", .over), .init("distinct_count", .none),
      .init("rare", .none),
    ]
    var tallies = subjects.map { _ in Promise.Tally() }
    for seed: UInt64 in 31...34 {
      let quiet = try Promise.quiet(subjects, .wordInTenDays, seed: seed, days: 35, mode: .hindsight)
      for (index, tally) in quiet.enumerated() { tallies[index].add(tally) }
    }
    for (subject, tally) in zip(subjects, tallies) {
      #expect(tally.majorPerWeek <= 2, "\(subject.label): \(tally.majorPerWeek) a week")
      #expect(tally.criticalPerMonth <= 2, "\(subject.label): \(tally.criticalPerMonth) in thirty days")
    }
    let all = tallies.reduce(0) { $0 + $1.majorPerWeek } / Double(subjects.count)
    #expect(all >= 0.3)
  }
}
