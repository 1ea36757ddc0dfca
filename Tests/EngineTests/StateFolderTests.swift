import Foundation
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

@testable import HarrierEngine

struct StateFolderTests {
  private let folder = TestFolder()
  private let jobs = TestHunt.everyFold
  private var states: StateFolder { StateFolder(folder.path + "/state") }

  /// A file a day.
  private func days(_ count: Int) throws -> [String] {
    let lines = TestLog.mixed(events: 600 * count, days: Double(count), seed: 5)
    return try (0..<count).map {
      try folder.write(lines: Array(lines[($0 * 600)..<(($0 + 1) * 600)]), as: "day\($0).ndjson")
    }
  }

  /// Hunts as `hunt --state` does.
  @discardableResult
  private func hunt(_ paths: [String], snapshots: Int = 3) throws -> HuntOutcome {
    let outcome = try TestHunt.run(
      paths, jobs: jobs, state: try SavedState.load(from: states.path), keepsOpen: true)
    try states.save(try #require(outcome.state), snapshots: snapshots)
    return outcome
  }

  @Test func `each hunt leaves the state before it, and the last few stay`() throws {
    let days = try days(6)
    for day in days { try hunt([day]) }
    let entries = states.entries()
    #expect(entries.map(\.isCurrent) == [true, false, false, false])
    // The newest first; a day's events end on that day or on the next midnight.
    let reached = try entries.map { try #require(try StateSummary($0).reached).nanoseconds }
    #expect(reached == reached.sorted(by: >))
    #expect(entries.dropFirst().allSatisfy { $0.name.hasPrefix("2026-01-0") && $0.name.hasSuffix("Z") })
    #expect(try entries.map { try StateSummary($0).files } == [6, 5, 4, 3])
  }

  @Test func `what is kept does not count`() throws {
    let days = try days(6)
    try hunt([days[0]])
    try hunt([days[1]])
    let first = try #require(states.entries().last?.name)
    #expect(try states.keep(first).isKept)
    for day in days[2...] { try hunt([day], snapshots: 1) }
    #expect(states.entries().filter { !$0.isCurrent }.map(\.isKept).sorted { !$0 && $1 } == [false, true])
    #expect(states.entries().contains { $0.name == first })
    #expect(try !states.keep(first, false).isKept)
    try hunt([], snapshots: 0)
    #expect(states.entries().map(\.isCurrent) == [true])
  }

  @Test func `a snapshot with a name of its own is kept under it`() throws {
    let days = try days(4)
    try hunt([days[0]])
    try hunt([days[1]])
    let first = try #require(states.entries().last?.name)
    let named = try states.name(first, "before-the-merger")
    #expect(named.name == "before-the-merger" && named.isKept)
    for day in days[2...] { try hunt([day], snapshots: 1) }
    #expect(try states.entry("before").name == "before-the-merger")
    let last = try #require(states.entries().first { !$0.isCurrent && !$0.isKept }?.name)
    #expect(throws: StateFolder.Failure.taken("before-the-merger")) {
      try states.name(last, "before-the-merger")
    }
    for bad in ["", "../x", ".hidden", "a b", String(repeating: "x", count: 101)] {
      #expect(throws: StateFolder.Failure.refusedName(bad)) { try states.name(last, bad) }
    }
    #expect(throws: StateFolder.Failure.self) { try states.name("current", "now") }
    try states.revert(to: "before-the-merger")
    #expect(states.entries().contains { $0.name == "before-the-merger" })
  }

  @Test func `a hunt after a revert finds what it would have found then`() throws {
    let days = try days(4)
    try hunt([days[0]])
    try hunt([days[1]])
    let expected = try hunt([days[2]])
    let name = try #require(states.entries().dropFirst().first?.name)
    try hunt([days[3]])
    try states.revert(to: name)
    let again = try hunt(days[..<3].map(\.self))
    #expect(again.alreadyRead == Array(days[..<2]))
    #expect(!expected.records.isEmpty)
    #expect(again.records == expected.records)
  }

  @Test func `a revert can be reverted`() throws {
    let days = try days(3)
    for day in days { try hunt([day]) }
    let newest = FileManager.default.contents(atPath: states.entries()[0].file)
    try states.revert(to: states.entries().last!.name)
    #expect(try StateSummary(states.entries()[0]).files == 1)
    let before = try #require(
      states.entries().first { !$0.isCurrent && FileManager.default.contents(atPath: $0.file) == newest })
    try states.revert(to: before.name)
    #expect(FileManager.default.contents(atPath: states.entries()[0].file) == newest)
    // The same state is not put aside twice.
    #expect(Set(states.entries().map(\.name)).count == states.entries().count)
    #expect(states.entries().count == 4)
  }

  @Test func `states that reach the same time have names of their own`() throws {
    let days = try days(1)
    try hunt(days)
    try hunt([], snapshots: 5)
    #expect(states.entries().count == 2)
    // Another state that reaches no further.
    let more = try folder.write(lines: TestLog.mixed(events: 50, days: 0.1, seed: 8), as: "more.ndjson")
    try hunt([more], snapshots: 5)
    try hunt([], snapshots: 5)
    let names = states.entries().filter { !$0.isCurrent }.map(\.name)
    #expect(names.count == 2)
    #expect(names.contains { $0.hasSuffix("Z-2") })
  }

  @Test func `names may be cut, and wrong ones say which there are`() throws {
    for day in try days(3) { try hunt([day]) }
    let name = try #require(states.entries().last?.name)
    #expect(try states.entry("cur").isCurrent)
    #expect(try states.entry(name).name == name)
    #expect(throws: StateFolder.Failure.self) { try states.entry("") }
    #expect(throws: StateFolder.Failure.ambiguous("2026", among: states.entries().dropFirst().map(\.name))) {
      try states.entry("2026")
    }
    #expect(throws: StateFolder.Failure.unknown("x", known: states.entries().map(\.name))) {
      try states.entry("x")
    }
    #expect(throws: StateFolder.Failure.self) { try states.keep("current") }
  }

  @Test func `a damaged snapshot is not reverted to`() throws {
    for day in try days(2) { try hunt([day]) }
    let entry = try #require(states.entries().last)
    var bytes = try #require(FileManager.default.contents(atPath: entry.file))
    bytes[bytes.count / 2] ^= 0xFF
    try FileManager.default.removeItem(atPath: entry.file)
    try bytes.write(to: URL(fileURLWithPath: entry.file))
    let current = FileManager.default.contents(atPath: states.entries()[0].file)
    #expect(throws: SavedState.Failure.self) { try states.revert(to: entry.name) }
    #expect(FileManager.default.contents(atPath: states.entries()[0].file) == current)
    #expect(throws: SavedState.Failure.self) { try StateSummary(entry) }
  }

  @Test func `a difference names new values, new jobs and those that went`() throws {
    let first = try folder.write(
      lines: (0..<40).map {
        TestLog.line(
          Double(TestLog.start) + Double($0) * 3600, [("user.name", "ann"), ("event.action", "Call")])
      }, as: "1.ndjson")
    let second = try folder.write(
      lines: (40..<90).map {
        TestLog.line(
          Double(TestLog.start) + Double($0) * 3600, [("user.name", "bob"), ("event.action", "Fetch")])
      }, as: "2.ndjson")
    let calls = TestHunt.job(
      "calls", .init(function: "rare", by: "event.action", partition: "user.name"), bucket: 3600)
    let count = TestHunt.job("count", .init(function: "count"), bucket: 3600)
    func summary(_ paths: [String], _ jobs: [Job], _ state: SavedState? = nil) throws -> (
      StateSummary, SavedState
    ) {
      let state = try #require(try TestHunt.run(paths, jobs: jobs, state: state, keepsOpen: true).state)
      let folder = StateFolder(self.folder.path + "/\(UUID().uuidString)")
      try folder.save(state)
      return (try StateSummary(folder.entries()[0]), state)
    }
    let (before, state) = try summary([first], [calls])
    let (after, _) = try summary([second], [calls, count], state)
    let difference = try StateDifference(from: before, to: after)
    #expect(difference.added == ["count"])
    #expect(difference.gone.isEmpty)
    #expect(difference.changes.map(\.newValues) == [["Fetch", "bob"]])
    #expect(difference.changes[0].lostValues == 0)
    #expect(difference.changes[0].keys.after > difference.changes[0].keys.before)
    #expect(try StateDifference(from: after, to: after).unchanged == 2)
    #expect(try StateDifference(from: after, to: before).gone == ["count"])
    #expect(after.reached!.nanoseconds > before.reached!.nanoseconds)
  }
}
