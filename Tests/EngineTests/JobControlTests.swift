import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Rules, calendars, lateness, summaries and forgetting do what the job file says.
struct JobControlTests {
  private static let spike = 96 * 5 + 40

  /// Two hosts with about eight events a quarter of an hour; ten times as many in one bucket of each.
  private static func lines(spikes: [Int] = [spike], days: Int = 6) -> [String] {
    var random = TestRandom(seed: 6)
    var lines: [String] = []
    for bucket in 0..<(96 * days) {
      for host in ["web", "scanner"] {
        for _ in 0..<random.poisson(spikes.contains(bucket) ? 80 : 8) {
          let time = Double(TestLog.start) + (Double(bucket) + random.uniform()) * 900
          lines.append(TestLog.line(time, [("host.name", host), ("source.bytes", "100")]))
        }
      }
    }
    return lines
  }

  private func hunt(_ lines: [String], _ job: Job, threads: Int = 1) throws -> [Record] {
    let folder = TestFolder()
    return try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job], threads: threads)
      .records
  }

  private func job(_ rules: [CustomRule] = []) -> Job {
    var detector = DetectorSpec(function: "high_count", by: "host.name")
    detector.customRules = rules
    return TestHunt.job("many", detector)
  }

  private func grave(_ records: [Record]) -> [String] {
    records.filter { $0.recordScore >= 50 }.map {
      "\($0.by!.value) \(($0.timestamp.seconds - TestLog.start) / 900)"
    }
    .sorted()
  }

  private static let scanners = CustomRule.Scope(
    field: "host.name", filter: FilterList(id: "s", items: ["scan*"]), includes: true)

  @Test func `without a rule both spikes are told`() throws {
    #expect(grave(try hunt(Self.lines(), job())) == ["scanner \(Self.spike)", "web \(Self.spike)"])
  }

  @Test func `a rule's scope leaves one out, or all but one`() throws {
    #expect(grave(try hunt(Self.lines(), job([CustomRule(scope: [Self.scanners])]))) == ["web \(Self.spike)"])
    var others = Self.scanners
    others.includes = false
    #expect(grave(try hunt(Self.lines(), job([CustomRule(scope: [others])]))) == ["scanner \(Self.spike)"])
  }

  @Test func `conditions on actual, difference and time hold together`() throws {
    let start = Double(TestLog.start) + Double(Self.spike) * 900
    for (conditions, isTold) in [
      ([CustomRule.Condition(.actual, .below, 1000)], false), ([.init(.actual, .below, 10)], true),
      ([.init(.difference, .atLeast, 20)], false), ([.init(.typical, .above, 40)], true),
      ([.init(.time, .atLeast, start), .init(.time, .below, start + 900)], false),
      ([.init(.time, .atLeast, start), .init(.actual, .below, 10)], true),
    ] {
      let records = try hunt(Self.lines(), job([CustomRule(conditions: conditions)]))
      #expect(grave(records).isEmpty != isTold, "\(conditions)")
    }
  }

  @Test func `what is not learnt stays strange`() throws {
    // A level that rises for good: learnt, it is soon ordinary.
    let risen = Array(Self.spike..<(Self.spike + 192))
    let lines = Self.lines(spikes: risen, days: 9)
    let rule = CustomRule(
      actions: [.skipModelUpdate], conditions: [.init(.actual, .above, 40)], scope: [Self.scanners])
    let records = try hunt(lines, job([rule]))
    let typical = { (host: String) in
      records.filter { $0.by?.value == host }.map { $0.typical[0] }.max() ?? 0
    }
    #expect(typical("scanner") < 20)
    #expect(typical("web") > 40)
  }

  @Test func `a rare value that is not learnt is new again`() throws {
    var lines: [String] = []
    for hour in 0..<(24 * 12) {
      let time = Double(TestLog.start) + Double(hour) * 3600
      for call in 0..<3 { lines.append(TestLog.line(time + Double(call), [("event.action", "Call\(call)")])) }
      if hour == 200 || hour == 260 { lines.append(TestLog.line(time + 9, [("event.action", "Odd")])) }
    }
    var detector = DetectorSpec(function: "rare", by: "event.action")
    let plain = try hunt(lines, TestHunt.job("rare", detector, bucket: 3600))
    detector.customRules = [
      CustomRule(
        actions: [.skipModelUpdate],
        scope: [.init(field: "event.action", filter: FilterList(id: "o", items: ["odd"]), includes: true)])
    ]
    let kept = try hunt(lines, TestHunt.job("rare", detector, bucket: 3600))
    #expect(plain.filter { $0.by?.value == "Odd" }.map(\.explanation.anomalyType).last == .rareValue)
    let types = kept.filter { $0.by?.value == "Odd" }.map(\.explanation.anomalyType)
    #expect(types == [.newValue, .newValue])
  }

  @Test func `during a calendar's event nothing is told and nothing learnt`() throws {
    var job = TestHunt.job("many", .init(function: "high_non_zero_count", by: "host.name"))
    let start = TestLog.start + Int64(Self.spike) * 900
    // As if the bucket's events had never been.
    let without = Self.lines().filter { !(0..<900).contains(Self.time(of: $0) - start) }
    let never = try hunt(without, job)
    job.calendars = [
      JobCalendar(name: "test", events: [CalendarEvent(title: "scan", start: start + 60, seconds: 600)])
    ]
    let off = try hunt(Self.lines(), job)
    #expect(grave(off).isEmpty)
    #expect(off.map(\.withoutPlaces) == never.map(\.withoutPlaces))
  }

  private static func time(of line: String) -> Int64 {
    let text = line.dropFirst(15).prefix { $0 != "\"" }
    return TimeParser.parse(String(text))?.seconds ?? 0
  }

  @Test func `a row that stands for several events counts as many`() throws {
    var random = TestRandom(seed: 5)
    var rows: [String] = []
    var events: [String] = []
    for bucket in 0..<(96 * 5) {
      let count = bucket == 450 ? 300 : 20 + random.poisson(20)
      let time = Double(TestLog.start) + Double(bucket) * 900
      rows.append(
        TestLog.line(
          time, [("host.name", "a"), ("event.count", "\(count)"), ("source.bytes", "\(count % 7)")]))
      for _ in 0..<count {
        events.append(TestLog.line(time, [("host.name", "a"), ("source.bytes", "\(count % 7)")]))
      }
    }
    rows.append(TestLog.line(Double(TestLog.start) + 7, [("host.name", "a"), ("event.count", "none")]))
    for function in ["high_count", "mean", "median", "varp"] {
      var job = TestHunt.job(
        "sums", .init(function: function, field: function == "high_count" ? nil : "source.bytes"))
      let single = try hunt(events, job)
      job.summaryCountField = "event.count"
      let summed = try hunt(rows, job)
      #expect(summed.map(\.surprisal) == single.map(\.surprisal))
      #expect(summed.map(\.actual) == single.map(\.actual))
    }
  }

  @Test func `frequent values have no results`() throws {
    var job = job()
    job.detectors[0].excludeFrequent = .all
    var lines = Self.lines()
    let seldom = [96 * 2 + 7, 96 * 3 + 5, Self.spike + 8]
    for (number, bucket) in seldom.enumerated() {
      for event in 0..<(number == 2 ? 400 : 2) {
        let time = Double(TestLog.start) + Double(bucket) * 900 + Double(event)
        lines.append(TestLog.line(time, [("host.name", "seldom")]))
      }
    }
    lines.sort { $0.prefix(40) < $1.prefix(40) }
    let records = try hunt(lines, job).filter { $0.timestamp.seconds > TestLog.start + 86_400 }
    #expect(Set(records.compactMap(\.by?.value)) == ["seldom"])
  }

  @Test func `a key that was away for the window starts anew`() throws {
    var lines: [String] = []
    for hour in 0..<(24 * 20) {
      let time = Double(TestLog.start) + Double(hour) * 3600
      lines.append(TestLog.line(time, [("host.name", "always")]))
      if hour < 24 * 8 || hour > 24 * 18 { lines.append(TestLog.line(time + 1, [("host.name", "away")])) }
    }
    let folder = TestFolder()
    let file = try folder.write(
      lines: lines.filter { Self.time(of: $0) < TestLog.start + 17 * 86_400 }, as: "a.ndjson")
    for function in ["high_non_zero_count", "rare", "mean", "time_of_day", "high_distinct_count"] {
      let field = ["mean", "high_distinct_count"].contains(function) ? "@timestamp" : nil
      var job = TestHunt.job("j", .init(function: function, field: field, by: "host.name"), bucket: 3600)
      let keeping = try TestHunt.run([file], jobs: [job]).jobs[0].keys
      job.modelPruneSeconds = 5 * 86_400
      let pruned = try TestHunt.run([file], jobs: [job]).jobs[0].keys
      #expect(pruned == keeping - (keeping > 0 ? 1 : 0), "\(function)")
    }
  }

  @Test func `a job waits as long as its latency says`() throws {
    let folder = TestFolder()
    let file = try folder.write(lines: Self.lines(spikes: []), as: "a.ndjson")
    let late = try folder.write(
      lines: [TestLog.line(Double(TestLog.start) + 6 * 86_400 - 5400, [("host.name", "web")])], as: "b.ndjson"
    )
    var patient = job()
    patient.latencySeconds = 2 * 3600
    var buckets: [Int] = []
    for (job, count) in [(job(), 1), (patient, 0)] {
      let first = try TestHunt.run([file], jobs: [job], keepsOpen: true)
      buckets.append(first.jobs[0].buckets)
      #expect(try TestHunt.run([late], jobs: [job], state: first.state, keepsOpen: true).late == count)
    }
    // An hour and three quarters more of waiting.
    #expect(buckets[0] - buckets[1] == 7)
  }

  @Test func `control holds through saved state and any number of threads`() throws {
    var rule = CustomRule(actions: [.skipModelUpdate], conditions: [.init(.actual, .above, 60)])
    rule.scope = [Self.scanners]
    var job = job([rule])
    job.detectors[0].excludeFrequent = .over
    job.modelPruneSeconds = 2 * 86_400
    job.detectors[0].over = nil
    let lines = Self.lines()
    let folder = TestFolder()
    let whole = try folder.write(lines: lines, as: "whole.ndjson")
    let files = [
      try folder.write(lines: Array(lines[..<(lines.count / 2)]), as: "a.ndjson"),
      try folder.write(lines: Array(lines[(lines.count / 2)...]), as: "b.ndjson"),
    ]
    let one = try TestHunt.run([whole], jobs: [job], threads: 1, keepsOpen: true)
    #expect(try TestHunt.run([whole], jobs: [job], threads: 3, keepsOpen: true).records == one.records)
    let first = try TestHunt.run([files[0]], jobs: [job], keepsOpen: true)
    try first.state!.save(to: folder.path + "/state")
    let state = try #require(try SavedState.load(from: folder.path + "/state"))
    let second = try TestHunt.run(files, jobs: [job], state: state, keepsOpen: true)
    #expect(
      (first.records + second.records).map(\.withoutPlaces) == one.records.map(\.withoutPlaces))
  }
}
