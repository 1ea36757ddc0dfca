import Foundation
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Synchronization
import Testing

@testable import HarrierEngine

/// Limits of memory are kept by letting go of the keys that tell least, whatever the cut of the input.
struct MemoryLimitTests {
  private static let mebibyte = 1 << 20

  /// Ordinary work of a few, and names that each turn up once: a flood of keys.
  private func flood(names: Int, days: Double, seed: UInt64) -> [String] {
    var random = TestRandom(seed: seed)
    var events: [(Double, String)] = []
    for _ in 0..<names {
      let time = random.uniform() * days * 86_400
      let name = "n\(String(random.next(), radix: 36))"
      events.append((time, line(time, user: name, process: "\(name).exe", host: "h\(random.zipf(5))")))
    }
    for hour in 0..<Int(days * 24) {
      for user in 0..<4 {
        let time = Double(hour) * 3600 + random.uniform() * 3000
        events.append((time, line(time, user: "steady\(user)", process: "tool\(user).exe", host: "h\(user)")))
      }
    }
    return events.sorted { $0.0 < $1.0 }.map(\.1)
  }

  private func line(_ time: Double, user: String, process: String, host: String) -> String {
    TestLog.line(
      Double(TestLog.start) + time,
      [
        ("event.category", "process"), ("user.name", user), ("process.name", process), ("host.name", host),
        ("event.action", "a\(process.utf8.count % 3)"),
        ("destination.bytes", String(100 + process.utf8.count)),
      ])
  }

  /// A job of each kind of fold, over keys that a flood brings.
  private static let jobs = [
    TestHunt.job("values", .init(function: "rare", by: "user.name"), bucket: 3600),
    TestHunt.job(
      "partitions", .init(function: "rare", by: "event.action", partition: "user.name"), bucket: 3600),
    TestHunt.job(
      "members", .init(function: "freq_rare", by: "user.name", over: "host.name"), bucket: 3600),
    TestHunt.job("counts", .init(function: "high_count", by: "user.name"), bucket: 3600),
    TestHunt.job(
      "sums", .init(function: "sum", field: "destination.bytes", over: "user.name"), bucket: 3600),
    TestHunt.job("hours", .init(function: "time_of_day", by: "user.name"), bucket: 3600),
    TestHunt.job(
      "extremes", .init(function: "metric", field: "destination.bytes", by: "user.name"), bucket: 3600),
  ]

  private func limited(_ job: Job, _ bytes: Int? = Self.mebibyte) -> Job {
    var job = job
    job.modelMemoryBytes = bytes
    return job
  }

  private func hunt(_ paths: [String], _ jobs: [Job], shared: Int? = nil, threads: Int = 2) throws
    -> HuntOutcome
  {
    var options = HuntOptions(jobs: jobs, threads: threads)
    options.memoryLimitBytes = shared
    return try Hunt(options).run(paths)
  }

  // MARK: The limit

  @Test(arguments: jobs)
  func `a job's limit holds for every kind of model, and what is let go is counted`(job: Job) throws {
    let folder = TestFolder()
    let path = try folder.write(lines: flood(names: 3000, days: 4, seed: 1), as: "a.ndjson")
    let free = try #require(try hunt([path], [job]).jobs.first)
    #expect(free.memory.status == .ok && free.memory.evictedKeys == 0)
    let limit = free.memory.modelBytes / 3
    let kept = try #require(try hunt([path], [limited(job, limit)]).jobs.first)
    #expect(kept.memory.status == .softLimit)
    // Looks are an hour apart, which brings 31 names.
    #expect(kept.memory.modelBytes <= limit * 21 / 20)
    #expect(kept.memory.peakModelBytes < limit * 5 / 4)
    #expect(kept.memory.evictedKeys > 1000)
    #expect(kept.keys < free.keys)
    #expect(kept.events == free.events)
  }

  /// Of keys that came on the first day, and of keys that came later, one may take more than the other.
  @Test func `what models take is the same however they came to be`() throws {
    let weeks = TestHunt.job("weeks", .init(function: "time_of_week", by: "user.name"), bucket: 3600)
    let lines = flood(names: 60, days: 4, seed: 4)
    let jobs = Self.jobs + [weeks]
    let folder = TestFolder()
    let whole = try hunt([folder.write(lines: lines, as: "whole.ndjson")], jobs)
    for middle in [lines.count / 8, lines.count / 2, lines.count - 20] {
      let last = try TestHunt.inTwo(lines, at: middle, jobs: jobs, in: folder).after
      for (one, other) in zip(whole.jobs, last.jobs) {
        #expect(one.memory.modelBytes == other.memory.modelBytes, "\(one.job.id)")
      }
    }
  }

  @Test func `a shared limit is taken from the largest`() throws {
    let folder = TestFolder()
    let path = try folder.write(lines: flood(names: 4000, days: 4, seed: 2), as: "a.ndjson")
    let small = TestHunt.job("small", .init(function: "high_count", by: "host.name"), bucket: 3600)
    let outcome = try hunt([path], Self.jobs + [small], shared: 2 * Self.mebibyte)
    #expect(outcome.jobs.reduce(0) { $0 + $1.memory.modelBytes } <= 2 * Self.mebibyte * 11 / 10)
    let byID = Dictionary(uniqueKeysWithValues: outcome.jobs.map { ($0.job.id, $0.memory) })
    #expect(byID["small"]?.evictedKeys == 0 && byID["small"]?.status == .ok)
    #expect(byID["hours"].map { $0.evictedKeys > 1000 } == true)
  }

  @Test func `a limit that takes keys in use is told`() throws {
    let folder = TestFolder()
    let path = try folder.write(lines: flood(names: 300, days: 2, seed: 3), as: "a.ndjson")
    let memory = try #require(try hunt([path], [limited(Self.jobs[3], 700)]).jobs.first?.memory)
    #expect(memory.status == .hardLimit)
  }

  @Test func `heights take from the largest only`() {
    #expect(MemoryShares.heights(of: [5, 100, 20], limit: 200) == [5, 100, 20])
    #expect(MemoryShares.heights(of: [5, 100, 20], limit: 45) == [5, 20, 20])
    #expect(MemoryShares.heights(of: [50, 100, 20], limit: 60) == [20, 20, 20])
    #expect(MemoryShares.heights(of: [], limit: 60) == [])
    #expect(MemoryShares.heights(of: [7, 7], limit: 0) == [0, 0])
  }

  // MARK: What stays

  @Test func `the keys seen least and longest ago go first`() {
    var use = KeyUse()
    let names = (0..<5).map { KeyName(partition: 0, over: 0, by: UInt32($0)) }
    for bucket in 0..<100 { use.see([names[0]], bucket: Int64(bucket), bucketSeconds: 3600) }
    use.see([names[1]], bucket: 10, bucketSeconds: 3600)
    use.see([names[2]], bucket: 90, bucketSeconds: 3600)
    for bucket in [20, 40, 60] { use.see([names[3]], bucket: Int64(bucket), bucketSeconds: 3600) }
    // Never seen here: as if seen once, now.
    let order = use.takeLeast(5, of: names.reversed(), bucket: 100, bucketSeconds: 3600) { UInt64($0.by) }
    #expect(order.names.map(\.by) == [1, 2, 4, 3, 0])
    #expect(order.inUse == 2)
  }

  @Test func `a finding on a frequent key survives the flood`() throws {
    let folder = TestFolder()
    var lines = flood(names: 4000, days: 8, seed: 4)
    let burst = 7.5 * 86_400
    lines += (0..<400).map { line(burst + Double($0), user: "steady2", process: "tool2.exe", host: "h2") }
    lines.sort { $0.prefix(40) < $1.prefix(40) }
    let path = try folder.write(lines: lines, as: "a.ndjson")
    func spike(_ outcome: HuntOutcome) -> Record? { outcome.records.first { $0.by?.value == "steady2" } }
    let free = try #require(spike(try hunt([path], [Self.jobs[3]])))
    let outcome = try hunt([path], [limited(Self.jobs[3], Self.mebibyte / 2)])
    let kept = try #require(spike(outcome))
    #expect(outcome.jobs[0].memory.evictedKeys > 1000)
    #expect(kept.actual == free.actual)
    #expect(abs(kept.typical[0] - free.typical[0]) < 0.2)
    #expect(kept.recordScore >= 50 && kept.recordScore > free.recordScore - 10)
  }

  @Test(arguments: [0, 1, 2])
  func `keys that were let go come back as no flood of findings`(number: Int) throws {
    let folder = TestFolder()
    var random = TestRandom(seed: 5)
    // Each of the names turns up every few days.
    let lines = (0..<16_000).map { _ in random.uniform() * 12 * 86_400 }.sorted().map { time in
      let name = random.next() % 4000
      return line(time, user: "u\(name)", process: "p\(name).exe", host: "h\(name % 7)")
    }
    let path = try folder.write(lines: lines, as: "a.ndjson")
    let job = Self.jobs[number]
    func grave(_ outcome: HuntOutcome) -> Int { outcome.records.count { $0.recordScore >= 50 } }
    let free = try hunt([path], [job])
    let kept = try hunt([path], [limited(job, 600 << 10)])
    #expect(kept.jobs[0].memory.evictedKeys > 1500)
    #expect(grave(kept) <= grave(free) + 3)
  }

  // MARK: Any cut

  @Test func `what is let go does not depend on threads, files or a break`() throws {
    let folder = TestFolder()
    let lines = flood(names: 2500, days: 4, seed: 6)
    let whole = try folder.write(lines: lines, as: "all.ndjson")
    let jobs = Self.jobs.map { limited($0, Self.mebibyte / 2) }
    let shared = Self.mebibyte
    func told(_ outcomes: [HuntOutcome]) -> [Record] {
      outcomes.flatMap(\.records).map(\.withoutPlaces).sorted {
        ($0.jobID, $0.timestamp.nanoseconds, $0.description, $0.by?.value ?? "", $0.partition?.value ?? "")
          < (
            $1.jobID, $1.timestamp.nanoseconds, $1.description, $1.by?.value ?? "", $1.partition?.value ?? ""
          )
      }
    }
    func options(_ threads: Int) -> HuntOptions {
      var options = HuntOptions(jobs: jobs, threads: threads, keepsOpen: true)
      options.memoryLimitBytes = shared
      return options
    }
    let unbroken = try Hunt(options(1)).run([whole])
    let evicted = unbroken.jobs.map(\.memory.evictedKeys)
    #expect(evicted.reduce(0, +) > 1500)
    let parts = try (0..<3).map { part in
      try folder.write(
        lines: lines.indices.filter { $0 % 3 == part }.map { lines[$0] }, as: "p\(part).ndjson")
    }
    let many = try Hunt(options(3)).run(parts)
    #expect(told([many]) == told([unbroken]))
    #expect(many.jobs.map(\.memory.evictedKeys) == evicted)
    // In two hunts.
    let cut = lines.count * 5 / 11
    let first = try Hunt(options(2)).run([try folder.write(lines: Array(lines[..<cut]), as: "x.ndjson")])
    try first.state!.save(to: folder.path)
    var second = options(2)
    second.state = try SavedState.load(from: folder.path)
    let rest = try Hunt(second).run([try folder.write(lines: Array(lines[cut...]), as: "y.ndjson")])
    #expect(told([first, rest]) == told([unbroken]))
    #expect(zip(first.jobs, rest.jobs).map { $0.memory.evictedKeys + $1.memory.evictedKeys } == evicted)
    // Broken off.
    let kept = Mutex<[Checkpoint]>([])
    var broken = options(2)
    broken.roundBytes = 1 << 16
    broken.checkpoints = CheckpointPlan(seconds: 0) { one in kept.withLock { $0.append(one) } }
    #expect(told([try Hunt(broken).run([whole])]) == told([unbroken]))
    let all = kept.withLock { $0 }
    #expect(all.count > 6)
    for place in [1, all.count / 2, all.count - 2] {
      broken.checkpoints = nil
      broken.resumes = all[place]
      let outcome = try Hunt(broken).run([whole])
      #expect(told([outcome]) == told([unbroken]))
      #expect(outcome.jobs.map(\.memory.evictedKeys) == evicted)
    }
  }

  @Test func `a limit does not begin models anew`() throws {
    let folder = TestFolder()
    let lines = flood(names: 500, days: 4, seed: 7)
    let first = try TestHunt.run(
      [try folder.write(lines: Array(lines[..<500]), as: "x.ndjson")], jobs: [Self.jobs[0]], keepsOpen: true)
    var options = HuntOptions(jobs: [limited(Self.jobs[0])], state: first.state, keepsOpen: true)
    options.memoryLimitBytes = 64 * Self.mebibyte
    let second = try Hunt(options).run([try folder.write(lines: Array(lines[500...]), as: "y.ndjson")])
    #expect(!second.notes.contains { $0.contains("learns anew") })
    #expect(second.jobs[0].keys > first.jobs[0].keys)
  }

  @Test func `sizes are written as Elastic writes them`() {
    #expect(MemorySize.bytes("2gb") == 2 << 30)
    #expect(MemorySize.bytes("64MB") == 64 << 20)
    #expect(MemorySize.bytes("1048576b") == 1 << 20)
    for wrong in ["", "gb", "12", "1kb", "-1gb", "1.5gb", "99999999999999tb", "2 gb"] {
      #expect(MemorySize.bytes(wrong) == nil, "\(wrong)")
    }
    #expect(MemorySize.text(1536 << 20) == "1536mb")
    #expect(MemorySize.text(2 << 30) == "2gb")
  }
}
