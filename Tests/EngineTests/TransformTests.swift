import Foundation
import HarrierEngine
import HarrierEvents
import HarrierInputs
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Rows made of rows: what they say, and that no cut of the input changes them.
struct TransformTests {
  /// Everything that a transform can gather, of slices and of sessions, with ages and ancestors.
  private static let transforms: [Transform] = [
    Transform(
      id: "slice", title: "slice", query: "event.category: *",
      groupBy: [.init(field: "user.name"), .init(field: "host.name", name: "place")],
      outputs: [
        .init(name: "harrier.events", function: .count),
        .init(name: "harrier.calls", function: .distinctCount, field: "event.action"),
        .init(name: "harrier.sum", function: .sum, field: "destination.bytes"),
        .init(name: "harrier.mean", function: .mean, field: "destination.bytes"),
        .init(name: "harrier.min", function: .min, field: "destination.bytes"),
        .init(name: "harrier.max", function: .max, field: "destination.bytes"),
        .init(name: "harrier.length", function: .sum, field: "event.action", isLength: true),
        .init(name: "harrier.span", function: .span),
        .init(name: "harrier.names", function: .values, field: "process.name", limit: 3),
        .init(name: "harrier.age", function: .ageDays, field: "user.name"),
        .init(name: "harrier.history", function: .historyDays),
      ]),
    Transform(
      id: "stay", title: "stay", groupBy: [.init(field: "user.name"), .init(field: "event.action")],
      outputs: [
        .init(name: "harrier.events", function: .count), .init(name: "harrier.span", function: .span),
      ], session: .init(idleSeconds: 7200, longestSeconds: 86_400)),
  ]

  private static let jobs = [
    TestHunt.job(
      "busy_slice", .init(function: "high_sum", field: "harrier.sum", partition: "user.name"),
      query: "event.dataset: harrier.slice", bucket: 3600, influencers: ["place", "user.name"]),
    TestHunt.job(
      "rare_name", .init(function: "rare", by: "harrier.names", partition: "place"),
      query: "event.dataset: harrier.slice", bucket: 7200, influencers: ["user.name"]),
    TestHunt.job(
      "long_stay", .init(function: "high_mean", field: "harrier.span", partition: "event.action"),
      query: "event.dataset: harrier.stay and event.type: end", bucket: 3600, influencers: ["user.name"]),
    TestHunt.job(
      "hour_of_stay", .init(function: "time_of_day", partition: "user.name"),
      query: "event.dataset: harrier.stay and event.type: start", bucket: 3600,
      influencers: ["event.action"]),
  ]

  private static let lines = TestLog.mixed(events: 6000, days: 5, seed: 7, padding: 2200)

  private func hunt(
    _ paths: [String], threads: Int = 2, transforms: [Transform] = Self.transforms, jobs: [Job] = Self.jobs,
    state: SavedState? = nil, keepsOpen: Bool = false, mode: HuntMode = .live
  ) throws -> HuntOutcome {
    var options = HuntOptions(jobs: jobs, threads: threads, state: state, keepsOpen: keepsOpen, mode: mode)
    options.transforms = transforms
    options.keepsRows = true
    return try Hunt(options).run(paths)
  }

  // MARK: No cut changes anything

  @Test(arguments: [HuntMode.live, .hindsight])
  func `any number of threads makes the same rows and finds the same records`(mode: HuntMode) throws {
    let folder = TestFolder()
    let file = try folder.write(lines: Self.lines, as: "all.ndjson")
    let one = try hunt([file], threads: 1, mode: mode)
    #expect(one.rows.count > 1000)
    #expect(one.records.count > 5)
    #expect(Set(one.records.map(\.jobID)).count > 2)
    for threads in [2, 8] {
      let other = try hunt([file], threads: threads, mode: mode)
      #expect(other.rows == one.rows)
      #expect(other.records == one.records)
    }
  }

  @Test func `interleaved and shuffled files make the rows of one file`() throws {
    let folder = TestFolder()
    let whole = try hunt([try folder.write(lines: Self.lines, as: "all.ndjson")])
    let parts = try (0..<5).map { number in
      try folder.write(
        lines: Self.lines.indices.filter { $0 % 5 == number }.map { Self.lines[$0] },
        as: "host\(9 - number).ndjson")
    }
    let cut = try hunt(parts)
    #expect(cut.rows == whole.rows)
    #expect(cut.records.map(\.withoutPlaces) == whole.records.map(\.withoutPlaces))
    let backwards = try hunt([try folder.write(lines: Self.lines.reversed(), as: "backwards.ndjson")])
    #expect(backwards.late == 0)
    #expect(backwards.rows == whole.rows)
    #expect(backwards.records.map(\.withoutPlaces) == whole.records.map(\.withoutPlaces))
  }

  @Test func `runs with state make the rows of one run`() throws {
    let folder = TestFolder()
    let whole = try hunt([try folder.write(lines: Self.lines, as: "all.ndjson")])
    var state: SavedState?
    var rows: [String] = []
    var records: [Record] = []
    let size = Self.lines.count / 4
    for number in 0..<4 {
      let part = Array(Self.lines[(number * size)..<(number == 3 ? Self.lines.count : (number + 1) * size)])
      let path = try folder.write(lines: part, as: "part\(number).ndjson")
      if let known = state {
        try known.save(to: folder.path)
        state = try SavedState.load(from: folder.path)
      }
      let outcome = try hunt([path], threads: 1 + number % 2, state: state, keepsOpen: number < 3)
      state = outcome.state
      rows += outcome.rows
      records += outcome.records
    }
    #expect(rows.sorted() == whole.rows.sorted())
    func sorted(_ records: [Record]) -> [Record] {
      records.map(\.withoutPlaces).sorted {
        ($0.jobID, $0.timestamp, $0.description) < ($1.jobID, $1.timestamp, $1.description)
      }
    }
    #expect(sorted(records) == sorted(whole.records))
  }

  @Test func `raw jobs find the same whether or not rows are made beside them`() throws {
    let folder = TestFolder()
    let file = try folder.write(lines: Self.lines, as: "all.ndjson")
    let alone = try TestHunt.run([file], jobs: TestHunt.everyFold)
    let beside = try hunt([file], jobs: TestHunt.everyFold + Self.jobs)
    let raw = Set(TestHunt.everyFold.map(\.id))
    #expect(beside.records.filter { raw.contains($0.jobID) } == alone.records)
    #expect(alone.transforms.isEmpty)
    #expect(beside.jobs.map(\.job.id) == beside.jobs.map(\.job.id).sorted())
  }

  // MARK: What rows say

  /// The slow reading of the first transform: events by hour, user and host.
  @Test func `a slice's numbers are those of its events`() throws {
    let lines = TestLog.mixed(events: 1500, days: 2, seed: 31)
    let folder = TestFolder()
    let rows = try hunt([try folder.write(lines: lines, as: "all.ndjson")]).rows.map(Self.parsed)
      .filter { $0["event.dataset"] as? String == "harrier.slice" }
    var expected: [String: [[String: Any]]] = [:]
    for event in lines.map(Self.parsed) {
      let hour = (event["@timestamp"] as! String).prefix(13)
      expected["\(hour) \(event["user.name"]!) \(event["host.name"]!)", default: []].append(event)
    }
    #expect(rows.count == expected.count)
    for row in rows {
      let hour = (row["@timestamp"] as! String).prefix(13)
      let events = try #require(expected["\(hour) \(row["user.name"]!) \(row["place"]!)"])
      let bytes = events.map { Double($0["destination.bytes"] as! String)! }
      func number(_ name: String) -> Double { (row[name] as! NSNumber).doubleValue }
      #expect(number("harrier.events") == Double(events.count))
      #expect(number("harrier.calls") == Double(Set(events.map { $0["event.action"] as! String }).count))
      #expect(number("harrier.sum") == bytes.reduce(0, +))
      #expect(abs(number("harrier.mean") - bytes.reduce(0, +) / Double(bytes.count)) < 1e-9)
      #expect(number("harrier.min") == bytes.min())
      #expect(number("harrier.max") == bytes.max())
      #expect(
        number("harrier.length")
          == Double(events.reduce(0) { $0 + ($1["event.action"] as! String).utf8.count }))
      let times = events.map { TimeParser.parse($0["@timestamp"] as! String)!.nanoseconds }
      #expect(number("harrier.span") == Double(times.max()! - times.min()!) / 1e9)
      let names = Set(events.map { $0["process.name"] as! String })
      let shown = row["harrier.names"] as! [String]
      #expect(shown.count == min(3, names.count))
      #expect(shown == shown.sorted() && names.isSuperset(of: shown))
    }
    let first = try #require(rows.first)
    #expect((first["harrier.age"] as! NSNumber).doubleValue == 0)
    let last = try #require(rows.last)
    #expect((1.5..<2).contains((last["harrier.history"] as! NSNumber).doubleValue))
  }

  /// The slow reading of the second: a pass over each key's events by bucket.
  @Test func `a session is what silence or its longest time cuts from a key's events`() throws {
    let lines = TestLog.mixed(events: 900, days: 4, seed: 32)
    let folder = TestFolder()
    let rows = try hunt([try folder.write(lines: lines, as: "all.ndjson")]).rows.map(Self.parsed)
      .filter { $0["event.dataset"] as? String == "harrier.stay" }
    let hour: Int64 = 3_600_000_000_000
    var events: [String: [Int64]] = [:]
    for event in lines.map(Self.parsed) {
      events["\(event["user.name"]!) \(event["event.action"]!)", default: []]
        .append(TimeParser.parse(event["@timestamp"] as! String)!.nanoseconds)
    }
    var expected: [String] = []
    for (key, times) in events {
      var open: (first: Int64, last: Int64, count: Int)?
      for bucket in Set(times.map { $0 / hour }).sorted() {
        if let session = open, min(session.last + 2 * hour, session.first + 24 * hour) <= bucket * hour {
          expected.append("\(key) \(session.count) \(Double(session.last - session.first) / 1e9)")
          open = nil
        }
        let own = times.filter { $0 / hour == bucket }
        open = (open?.first ?? own.min()!, own.max()!, (open?.count ?? 0) + own.count)
      }
      if let session = open {
        expected.append("\(key) \(session.count) \(Double(session.last - session.first) / 1e9)")
      }
    }
    let ends = rows.filter { $0["event.type"] as? String == "end" }
    let told = ends.map {
      "\($0["user.name"]!) \($0["event.action"]!) \(($0["harrier.events"] as! NSNumber).intValue) \(($0["harrier.span"] as! NSNumber).doubleValue)"
    }
    #expect(told.sorted() == expected.sorted())
    #expect(rows.count == 2 * ends.count)
  }

  private static func parsed(_ line: String) -> [String: Any] {
    (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any] ?? [:]
  }

  // MARK: Evidence

  @Test(arguments: [HuntMode.live, .hindsight])
  func `a record of rows leads to the raw events behind them`(mode: HuntMode) throws {
    let folder = TestFolder()
    let file = try folder.write(lines: Self.lines, as: "all.ndjson")
    let outcome = try hunt([file], mode: mode)
    let found = try #require(outcome.records.first { $0.jobID == "busy_slice" })
    #expect(!found.events.isEmpty && found.events.count <= 10)
    let user = try #require(found.partition?.value)
    let texts = EvidenceReader.texts(
      path: file, places: found.events.map { .init(offset: $0.offset, length: $0.length) })
    #expect(texts.count == Set(found.events.map(\.offset)).count)
    for text in texts.values { #expect(text.contains("\"user.name\":\"\(user)\"")) }
    for event in found.events {
      #expect(event.source == file)
      #expect(event.timestamp.seconds / 3600 == found.timestamp.seconds / 3600)
    }
  }

  // MARK: Power

  /// Sessions of an hour or so every working day; with one of twenty hours, or without.
  private static func sessions(withLong: Bool) -> [String] {
    var random = TestRandom(seed: 5)
    var events: [(Double, String)] = []
    for day in 0..<20 {
      for number in 0..<4 {
        let start = Double(TestLog.start) + Double(day) * 86_400 + 8 * 3600 + random.uniform() * 7200
        let isLong = withLong && day == 17 && number == 2
        let length = isLong ? 20 * 3600.0 : 2400 + random.uniform() * 2400
        let count = isLong ? 60 : 8
        for step in 0...count {
          let at = start + length * Double(step) / Double(count)
          events.append(
            (
              at,
              TestLog.line(
                at,
                [
                  ("event.category", "process"), ("host.name", "srv1"), ("host.ip", "192.0.2.9"),
                  ("user.name", "admin\(number)"), ("process.name", "cmd.exe"),
                  ("process.command_line", "cmd.exe /c \(step)"),
                  ("process.Ext.session_info.client_address", "198.51.100.\(number)"),
                  ("process.Ext.session_info.logon_type", "RemoteInteractive"),
                  ("process.Ext.authentication_id", "0x\(day)\(number)"),
                ])
            ))
        }
      }
    }
    return events.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private static let rdpJob = TestHunt.job(
    "long_rdp",
    .init(function: "high_mean", field: "harrier.session.duration_seconds", partition: "destination.ip"),
    query: "event.dataset: harrier.rdp_session and event.type: end", bucket: 21_600,
    influencers: ["user.name"])

  @Test func `a session far too long is found, and its twin is silent`() throws {
    let folder = TestFolder()
    func worst(_ lines: [String]) throws -> Record? {
      let path = try folder.write(lines: lines, as: "\(lines.count).ndjson")
      return try hunt([path], transforms: TransformCatalogue.all, jobs: [Self.rdpJob]).records
        .max { $0.recordScore < $1.recordScore }
    }
    let found = try #require(try worst(Self.sessions(withLong: true)))
    #expect(found.recordScore >= 50)
    #expect(found.influencers.first?.values.first?.value == "admin2")
    #expect(found.actual[0] >= 19 * 3600)
    #expect((try worst(Self.sessions(withLong: false))?.recordScore ?? 0) < 25)
  }

  // MARK: Plans

  @Test func `a dataset that no transform makes is named`() {
    let job = TestHunt.job("x", .init(function: "count"), query: "event.dataset: harrier.nothing")
    #expect {
      try hunt([], jobs: [job])
    } throws: { error in
      "\(error)".contains("job x: no transform makes the dataset “harrier.nothing”; there are")
    }
  }

  @Test func `damaged state of a transform is refused and hurts nobody`() throws {
    let folder = TestFolder()
    let file = try folder.write(lines: Array(Self.lines.prefix(800)), as: "all.ndjson")
    let state = try #require(try hunt([file], keepsOpen: true).state)
    try state.save(to: folder.path)
    let path = folder.path + "/" + SavedState.fileName
    let whole = try #require(FileManager.default.contents(atPath: path))
    for cut in [whole.count / 3, whole.count / 2, whole.count - 9] {
      try Data(whole.prefix(cut)).write(to: URL(filePath: path))
      #expect(throws: SavedState.Failure.self) { try SavedState.load(from: folder.path) }
    }
  }
}
