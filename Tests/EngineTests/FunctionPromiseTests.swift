import Foundation
import HarrierDetectors
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// What every function of the registry promises, unasked.
struct FunctionPromiseTests {
  private func ordered(_ records: [Record]) -> [Record] {
    records.sorted {
      ($0.jobID, $0.detectorIndex, $0.timestamp.nanoseconds, $0.partition?.value ?? "", $0.by?.value ?? "")
        < (
          $1.jobID, $1.detectorIndex, $1.timestamp.nanoseconds, $1.partition?.value ?? "", $1.by?.value ?? ""
        )
    }
  }

  @Test(arguments: DetectorRegistry.names)
  func `threads and files do not change a function's records`(name: String) throws {
    let folder = TestFolder()
    let lines = TestLog.travelled(events: 1200, days: 5, seed: 41)
    let job = try TestHunt.everyUse(of: name)
    let whole = try TestHunt.run([try folder.write(lines: lines, as: "all.ndjson")], jobs: [job])
    let parts = try (0..<3).map { number in
      try folder.write(
        lines: lines.indices.filter { $0 % 3 == number }.map { lines[$0] }, as: "part\(number).ndjson")
    }
    let cut = try TestHunt.run(parts, jobs: [job], threads: 3)
    #expect(cut.records.map(\.withoutPlaces) == whole.records.map(\.withoutPlaces))
  }

  @Test(arguments: DetectorRegistry.names)
  func `a function goes on from saved state as if it had never stopped`(name: String) throws {
    let folder = TestFolder()
    let lines = TestLog.travelled(events: 1200, days: 5, seed: 43)
    let files = [
      try folder.write(lines: Array(lines[..<637]), as: "a.ndjson"),
      try folder.write(lines: Array(lines[637...]), as: "b.ndjson"),
    ]
    let job = try TestHunt.everyUse(of: name)
    let unbroken = try TestHunt.run(files, jobs: [job], keepsOpen: true)
    let first = try TestHunt.run([files[0]], jobs: [job], threads: 2, keepsOpen: true)
    try first.state!.save(to: folder.path + "/state")
    let state = try #require(try SavedState.load(from: folder.path + "/state"))
    let second = try TestHunt.run(files, jobs: [job], state: state, keepsOpen: true)
    #expect(ordered(first.records + second.records) == ordered(unbroken.records))
  }

  // MARK: All functions in one hunt

  private static let everyJob = DetectorRegistry.names.map { try! TestHunt.everyUse(of: $0) }
  private static let lines = TestLog.travelled(events: 700, days: 5, seed: 47)

  /// Of ``lines``; several promises look at it.
  private static let once = Result { try records(lines) }

  private static func records(_ lines: [String]) throws -> [Record] {
    let folder = TestFolder()
    let file = try folder.write(lines: lines, as: "all.ndjson")
    return try TestHunt.run([file], jobs: everyJob).records.map(\.withoutPlaces)
  }

  @Test func `before anything is learnt nothing is strange`() throws {
    // One bucket of a day, and of an hour: the first of each function.
    let first = Self.lines.prefix { $0.contains("2026-01-05T") }
    #expect(first.count > 80)
    let hour = first.prefix { $0.contains("2026-01-05T00:") }
    let found = try Self.records(Array(hour))
    #expect(found.isEmpty, "\(Set(found.map(\.function)).sorted())")
  }

  @Test func `every number of a record is finite and in its range`() throws {
    let records = try Self.once.get()
    #expect(Set(records.map(\.function)).count > DetectorRegistry.names.count / 2)
    for record in records {
      let areFinite = record.numbers.allSatisfy(\.isFinite)
      #expect(areFinite, "\(record.function)")
      #expect((0...1).contains(record.probability), "\(record.function)")
      #expect(record.surprisal >= 0, "\(record.function)")
      #expect((0...100).contains(record.recordScore), "\(record.function)")
      #expect((0...100).contains(record.initialRecordScore), "\(record.function)")
      #expect((-5...5).contains(record.multiBucketImpact), "\(record.function)")
      let causes = record.causes.map(\.probability)
      #expect(causes.allSatisfy { (0...1).contains($0) }, "\(record.function)")
      let shares = record.influencers.flatMap { $0.values.map(\.share) }
      #expect(shares.allSatisfy { (0...1.000001).contains($0) }, "\(record.function)")
    }
  }

  @Test func `the same log has the same records again, and so has one whose hours are shuffled`() throws {
    let once = try Self.once.get()
    let repeated = try Self.records(Self.lines)
    #expect(repeated == once)
    // Within ten minutes, less than the latency of fifteen.
    var random = TestRandom(seed: 3 << 40)
    let parts = Dictionary(grouping: Self.lines) { $0.dropFirst(15).prefix(15) }
    let shuffled = parts.keys.sorted().flatMap { parts[$0]!.shuffled(using: &random) }
    #expect(shuffled != Self.lines)
    let again = try Self.records(shuffled)
    let scores = { (records: [Record]) in
      records.map {
        "\($0.jobID) \($0.detectorIndex) \($0.timestamp.seconds) \($0.recordScore) \($0.surprisal)"
      }.sorted()
    }
    #expect(scores(again) == scores(once))
  }

  @Test func `names of entities do not matter`() throws {
    // Their order in the alphabet is turned round.
    let renamed = Self.lines.map { line in
      var line = line
      for number in 0..<6 { line = line.replacing("\"user\(number)\"", with: "\"person\(9 - number)\"") }
      return line
    }
    let once = try Self.once.get()
    let again = try Self.records(renamed)
    for job in Self.everyJob {
      let own = once.filter { $0.jobID == job.id }.map(\.recordScore).sorted()
      let other = again.filter { $0.jobID == job.id }.map(\.recordScore).sorted()
      #expect(
        abs(own.count - other.count) <= own.count / 50, "\(job.id): \(own.count), renamed \(other.count)")
      for (a, b) in zip(own, other) { #expect(abs(a - b) <= 1, "\(job.id): \(a), renamed \(b)") }
    }
  }

  @Test func `a missing field is no crash and no finding`() throws {
    var random = TestRandom(seed: 5 << 40)
    // Every field is missing at times; and then all of them always.
    let torn = Self.lines.map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset == 0 || random.uniform() < 0.7 }.map { String($0.element) }
        .joined(separator: ",").trimmingSuffix("}") + "}"
    }
    let left = try Self.records(torn)
    let areFinite = left.allSatisfy { $0.numbers.allSatisfy(\.isFinite) }
    #expect(areFinite)
    let bare = Self.lines.map { String($0.prefix { $0 != "," }) + "}" }
    let found = Set(try Self.records(bare).map(\.function))
    let fieldless = DetectorRegistry.all.filter { $0.shape.field != .required && $0.shape.by != .required }
    #expect(found.isSubset(of: fieldless.map { $0.name }), "\(found)")
  }

  @Test func `memory levels off`() throws {
    let folder = TestFolder()
    // The same two weeks over and over: nothing new after the first, neither a value nor an hour of the week.
    // Of few keys, so that each has the pictures of its last buckets full before the first size is taken.
    let days = TestLog.travelled(events: 1100, days: 14, seed: 53).filter {
      $0.contains("\"user0\"") && ($0.contains("\"host0\"") || $0.contains("\"host1\""))
        && ["\"Call0\"", "\"Call1\"", "\"Call2\""].contains(where: $0.contains)
    }
    #expect((100...400).contains(days.count))
    func size(_ rounds: Int) throws -> [String: Int] {
      let lines = (0..<rounds).flatMap { round in days.map { Self.later($0, days: 14 * round) } }
      let file = try folder.write(lines: lines, as: "rounds\(rounds).ndjson")
      let outcome = try TestHunt.run([file], jobs: Self.everyJob, keepsOpen: true)
      let state = folder.path + "/state\(rounds)"
      try outcome.state!.save(to: state)
      let entry = try #require(StateFolder(state).entries().last)
      var bytes: [String: Int] = [:]
      for detector in try StateSummary(entry).detectors { bytes[detector.job, default: 0] += detector.bytes }
      return bytes
    }
    let (early, late) = (try size(4), try size(8))
    #expect(early.count == DetectorRegistry.names.count)
    for (job, bytes) in late {
      #expect(Double(bytes) <= 1.25 * Double(early[job]!) + 2000, "\(job): \(early[job]!), then \(bytes)")
    }
  }

  /// The line of January so many days later.
  private static func later(_ line: String, days: Int) -> String {
    var (month, day) = (1, Int(line.dropFirst(23).prefix(2))! + days)
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    while day > lengths[month - 1] { (month, day) = (month + 1, day - lengths[month - 1]) }
    return line.replacing(
      line.dropFirst(15).prefix(10),
      with: "2026-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)",
      maxReplacements: 1)
  }

  @Test func `folder and registry agree`() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Detectors/Functions")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".swift")
    }
    #expect(files.map { String($0.dropLast(6)) }.sorted() == DetectorRegistry.all.map { "\($0)" }.sorted())
    #expect(Set(DetectorRegistry.names).count == DetectorRegistry.names.count)
    for function in DetectorRegistry.all {
      #expect("\(function)".lowercased() == function.name.replacing("_", with: ""))
      #expect(DetectorRegistry.function(named: function.name) == function)
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
