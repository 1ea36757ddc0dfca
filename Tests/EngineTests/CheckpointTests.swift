import Foundation
import HarrierDetectors
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Synchronization
import Testing

/// A hunt that is broken off between any two rounds ends, gone on with, as if it had never been.
struct CheckpointTests {
  private struct DiskFull: Error, CustomStringConvertible { var description: String { "no room" } }

  /// A job that reads rows of a transform beside those that read events.
  private static let stay = Transform(
    id: "stay", title: "stay", groupBy: [.init(field: "user.name"), .init(field: "event.action")],
    outputs: [.init(name: "harrier.span", function: .span)],
    session: .init(idleSeconds: 7200, longestSeconds: 86_400))
  private static let jobs =
    TestHunt.everyFold + [
      TestHunt.job(
        "long_stay", .init(function: "high_mean", field: "harrier.span", partition: "event.action"),
        query: "event.dataset: harrier.stay and event.type: end", bucket: 3600, influencers: ["user.name"]),
      TestHunt.job("silent", .init(function: "rare", by: "no.such.field"), needs: ["no.such.field"]),
    ]

  private func options(_ jobs: [Job], threads: Int = 1, every round: Int = 1 << 16) -> HuntOptions {
    var options = HuntOptions(jobs: jobs, threads: threads, keepsOpen: true)
    options.transforms = [Self.stay]
    options.roundBytes = round
    options.tellsInterim = true
    options.renormalizes = true
    return options
  }

  /// Hunts and keeps the checkpoint after each round.
  private func checkpoints(
    of paths: [String], _ options: HuntOptions
  ) throws -> (outcome: HuntOutcome, all: [Checkpoint]) {
    let kept = Mutex<[Checkpoint]>([])
    var options = options
    options.checkpoints = CheckpointPlan(seconds: 0) { one in kept.withLock { $0.append(one) } }
    let outcome = try Hunt(options).run(paths)
    return (outcome, kept.withLock { $0 })
  }

  /// From a file, as another process would.
  private func goOn(_ checkpoint: Checkpoint, _ paths: [String], _ options: HuntOptions) throws -> HuntOutcome
  {
    let folder = TestFolder()
    try checkpoint.save(to: folder.path)
    var options = options
    options.resumes = try Checkpoint.load(from: folder.path)
    return try Hunt(options).run(paths)
  }

  private func expectSame(_ one: HuntOutcome, _ other: HuntOutcome) {
    #expect(one.records == other.records)
    #expect(one.interim == other.interim)
    #expect(one.buckets == other.buckets)
    #expect(one.influencers == other.influencers)
    #expect(one.annotations == other.annotations)
    #expect(one.events == other.events && one.bytes == other.bytes && one.late == other.late)
    #expect(one.first == other.first && one.last == other.last)
    #expect(one.rejected.map(\.reason) == other.rejected.map(\.reason))
    #expect(one.rejected.map(\.count) == other.rejected.map(\.count))
    #expect(one.rejected.map(\.samples) == other.rejected.map(\.samples))
    for (a, b) in zip(one.files, other.files) {
      #expect(a.path == b.path && a.events == b.events && a.bytes == b.bytes && a.rejected == b.rejected)
      #expect(a.problem == b.problem)
    }
    #expect(one.files.count == other.files.count)
    for (a, b) in zip(one.jobs, other.jobs) {
      #expect(a.events == b.events && a.buckets == b.buckets && a.keys == b.keys && a.records == b.records)
      #expect(a.missingFields == b.missingFields, "\(a.job.id)")
    }
    #expect(one.transforms.map(\.rows) == other.transforms.map(\.rows))
    #expect(one.transforms.map(\.events) == other.transforms.map(\.events))
  }

  /// Files of all kinds that overlap in time: lines with broken and late ones, a packed one, an array in a wrapper.
  private func files(_ folder: TestFolder) throws -> [String] {
    var plain = TestLog.mixed(events: 2500, days: 6, seed: 5)
    for number in stride(from: 200, to: plain.count, by: 300) {
      plain.insert("{\"@timestamp\": broken \(number)", at: number)
      // Half a day late within its file.
      plain.insert(plain[number - 190], at: number)
    }
    let array = TestLog.mixed(events: 1500, days: 4, seed: 6)
    return [
      try folder.write(lines: plain, as: "a.ndjson"),
      try folder.write("{\"Records\":[\n" + array.joined(separator: ",\n") + "]}\n", as: "b.json"),
      try folder.write(lines: TestLog.mixed(events: 800, days: 1, seed: 7), as: "c.ndjson"),
      try folder.write(
        try folder.gzip(TestLog.mixed(events: 1200, days: 5, seed: 8).joined(separator: "\n") + "\n"),
        as: "d.ndjson.gz"),
    ]
  }

  @Test func `a hunt goes on from any of its checkpoints as if it had never been broken off`() throws {
    let folder = TestFolder()
    let paths = try files(folder)
    let unbroken = try Hunt(options(Self.jobs)).run(paths)
    let (watched, all) = try checkpoints(of: paths, options(Self.jobs, threads: 2))
    #expect(unbroken.late > 0 && !unbroken.records.isEmpty && !unbroken.rejected.isEmpty)
    #expect(unbroken.jobs.contains { $0.job.id == "long_stay" && $0.events > 0 })
    expectSame(watched, unbroken)
    #expect(all.count > 10)
    for (number, checkpoint) in all.enumerated() where number % 4 == 0 || number == all.count - 1 {
      let outcome = try goOn(checkpoint, paths, options(Self.jobs, threads: number % 3 + 1))
      expectSame(outcome, unbroken)
      #expect(outcome.notes.contains { $0.contains("went on after \(checkpoint.events) of the events") })
    }
  }

  @Test func `a hunt that is broken off again and again gets there`() throws {
    let folder = TestFolder()
    let paths = try files(folder)
    let unbroken = try Hunt(options(Self.jobs)).run(paths)
    var last: Checkpoint?
    for _ in 0..<6 {
      var options = options(Self.jobs, threads: 2)
      options.resumes = last
      let (outcome, all) = try checkpoints(of: paths, options)
      expectSame(outcome, unbroken)
      // Broken off two rounds further on.
      last = all.dropFirst().first ?? last
    }
    #expect(last.map { $0.events > unbroken.events / 8 } == true)
  }

  @Test(arguments: DetectorRegistry.names)
  func `every function goes on from a checkpoint`(name: String) throws {
    let folder = TestFolder()
    let path = try folder.write(lines: TestLog.travelled(events: 1500, days: 6, seed: 47), as: "a.ndjson")
    let options = options([try TestHunt.everyUse(of: name)])
    let (unbroken, all) = try checkpoints(of: [path], options)
    #expect(all.count > 3)
    for checkpoint in [all[all.count / 3], all[all.count * 2 / 3]] {
      expectSame(try goOn(checkpoint, [path], options), unbroken)
    }
  }

  @Test func `a hunt with a state before it goes on from that and its checkpoint`() throws {
    let folder = TestFolder()
    let lines = TestLog.mixed(events: 3000, days: 6, seed: 9)
    let first = try folder.write(lines: Array(lines[..<1400]), as: "a.ndjson")
    let second = try folder.write(lines: Array(lines[1400...]), as: "b.ndjson")
    try Hunt(options(Self.jobs)).run([first]).state!.save(to: folder.path)
    var options = options(Self.jobs)
    options.state = try SavedState.load(from: folder.path)
    let (unbroken, all) = try checkpoints(of: [first, second], options)
    let outcome = try goOn(all[all.count / 2], [first, second], options)
    expectSame(outcome, unbroken)
    #expect(outcome.alreadyRead == [first])
    // Without that state the checkpoint says nothing.
    options.state = nil
    let anew = try goOn(all[all.count / 2], [first, second], options)
    #expect(anew.notes.contains { $0.contains("another saved state") })
    #expect(anew.events == 3000)
  }

  @Test func `a checkpoint of another hunt is told and not used`() throws {
    let folder = TestFolder()
    let path = try folder.write(lines: TestLog.mixed(events: 1500, days: 3, seed: 10), as: "a.ndjson")
    let other = try folder.write(lines: TestLog.mixed(events: 500, days: 3, seed: 11), as: "b.ndjson")
    let (_, all) = try checkpoints(of: [path], options(Self.jobs))
    let checkpoint = all[all.count / 2]
    let fewer = Array(Self.jobs.prefix(2))
    for (paths, jobs) in [([other], Self.jobs), ([path], fewer)] {
      let outcome = try goOn(checkpoint, paths, options(jobs))
      expectSame(outcome, try Hunt(options(jobs)).run(paths))
      #expect(outcome.notes.contains { $0.contains("another hunt") })
    }
    // One file more is read beside what is left.
    let more = try goOn(checkpoint, [path, other], options(Self.jobs))
    #expect(more.events == 2000)
    // A file that is shorter than it was is another.
    try folder.write(lines: TestLog.mixed(events: 900, days: 3, seed: 10), as: "a.ndjson")
    let shorter = try goOn(checkpoint, [path], options(Self.jobs))
    #expect(shorter.events == 900)
    #expect(shorter.notes.contains { $0.contains("shorter now") })
  }

  @Test func `a damaged checkpoint costs nothing but itself`() throws {
    let folder = TestFolder()
    let path = try folder.write(lines: TestLog.mixed(events: 600, days: 2, seed: 12), as: "a.ndjson")
    let (_, all) = try checkpoints(of: [path], options(TestHunt.everyFold))
    try all[all.count / 2].save(to: folder.path)
    let bytes = try folder.read(Checkpoint.fileName)
    for place in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
      var broken = bytes
      broken[place] ^= 0x55
      try folder.write(broken, as: Checkpoint.fileName)
      #expect(throws: SavedState.Failure.self) { try Checkpoint.load(from: folder.path) }
      try folder.write(bytes.prefix(place), as: Checkpoint.fileName)
      #expect(throws: SavedState.Failure.self) { try Checkpoint.load(from: folder.path) }
    }
  }

  @Test func `a checkpoint that cannot be written is a warning`() throws {
    let folder = TestFolder()
    let paths = try files(folder)
    var options = options(Self.jobs)
    let unbroken = try Hunt(options).run(paths)
    options.checkpoints = CheckpointPlan(seconds: 0) { _ in throw DiskFull() }
    let outcome = try Hunt(options).run(paths)
    expectSame(outcome, unbroken)
    #expect(outcome.notes.contains { $0.contains("could not be written") && $0.contains("no room") })
  }

  @Test func `the old checkpoint stands where the new one cannot be written`() throws {
    let folder = TestFolder()
    let path = try folder.write(lines: TestLog.mixed(events: 900, days: 2, seed: 13), as: "a.ndjson")
    let (_, all) = try checkpoints(of: [path], options(TestHunt.everyFold))
    try all[0].save(to: folder.path)
    // A folder in the place of the draft: not even an owner can write to it.
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/\(Checkpoint.fileName).partial", withIntermediateDirectories: false)
    #expect(throws: SavedState.Failure.self) { try all[1].save(to: folder.path) }
    #expect(try Checkpoint.load(from: folder.path)?.events == all[0].events)
  }
}
