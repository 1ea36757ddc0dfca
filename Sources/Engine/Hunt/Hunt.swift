import Foundation
import HarrierEnrichment
import HarrierEvents
import HarrierFormats
import HarrierInputs
import HarrierJobs
import HarrierModels
import HarrierScoring
import HarrierStatistics
import Synchronization

/// The pass: from files to records, once over every event, whatever the number of jobs.
///
/// The same records come out for any number of threads and any order of the files, as long as no event is
/// later than the latency window.
public final class Hunt {
  let options: HuntOptions
  let plan: Plan
  var workers: [Worker] = []
  var runs: [[DetectorRun]] = []
  var files: [HuntFile] = []
  var sources: SourceFiles
  /// Whom any detector has heard of, and when each job woke.
  var register: HuntRegister
  var transforms: TransformStage
  var outcome = HuntOutcome()
  var rejected: [String: HuntOutcome.Rejected] = [:]
  /// By mapping.
  var conflicts: [String: Conflicts] = [:]
  var first = Int64.max
  var last = Int64.min
  /// By job and transform, its first open bucket.
  var openFrom: [Int64]
  /// Saved models of jobs that are not part of this hunt.
  var untouched: [SavedDetector] = []
  /// nil where nothing limits what models take.
  var memory: MemoryKeeper?
  var checkpointClock: CheckpointClock?
  /// Where an earlier process was with this hunt, if this one goes on from there.
  var resumed: Checkpoint?

  /// - Precondition: hindsight neither starts from state nor leaves any.
  /// - Throws: ``Plan/Failure`` for a job that cannot be planned, ``SavedState/Failure`` for damaged state.
  public init(_ options: HuntOptions) throws {
    precondition(
      options.mode == .live || (options.state == nil && !options.keepsOpen),
      "hindsight judges finished logs, which have no state")
    precondition(
      options.checkpoints == nil || (options.mode == .live && options.plot == nil && !options.keepsRows),
      "checkpoints are of live hunts, without plots and rows")
    self.options = options
    plan = try Plan(
      jobs: options.jobs, enrichers: options.enrichers, transforms: options.transforms)
    let spill = options.mode == .hindsight ? SpillFile(room: options.ledgerBytes) : nil
    sources = SourceFiles(spill: spill)
    register = HuntRegister(
      options.state?.arrivals ?? Arrivals(),
      wakings: WakingRegister(plan, days: options.state?.days ?? ActiveDays()),
      latencySeconds: options.latencySeconds)
    var notes: [String] = []
    transforms = try TransformStage(
      plan, files: sources, saved: options.state?.transforms ?? [], forgets: options.mode == .live,
      keepsRows: options.keepsRows
    ) { notes.append($0) }
    openFrom = plan.jobs.map { _ in .min } + transforms.openFrom
    outcome.notes = notes
    try makeRuns(spill)
  }

  /// Index of the bucket that a time lies in.
  @inline(__always)
  static func bucket(of nanoseconds: Int64, _ span: Int64) -> Int64 {
    let quotient = nanoseconds / span
    return nanoseconds < 0 && quotient * span != nanoseconds ? quotient - 1 : quotient
  }

  private func makeRuns(_ spill: SpillFile?) throws {
    var saved = options.state?.detectors() ?? [:]
    var dropped: [String] = []
    // What is new to a hunt has not watched since it began.
    let since = options.state?.reached.map { $0 / 1_000_000_000 } ?? .min
    runs = try plan.jobs.enumerated().map { number, job in
      try job.detectors.enumerated().map { index, detector in
        let fresh = DetectorRun(
          number, job, detector: detector, index: index, since: since, register: register, spill: spill)
        guard let known = saved.removeValue(forKey: fresh.signature) else { return fresh }
        var reader = StateReader(known.bytes)
        do {
          return try DetectorRun(
            number, job, detector: detector, index: index, from: &reader, files: sources, register: register)
        } catch {
          throw SavedState.Failure.damaged("the models of job \(job.job.id)")
        }
      }
    }
    let present = Set(plan.jobs.map(\.job.id))
    for detector in saved.values.sorted(by: { $0.signature < $1.signature }) {
      // What other jobs have learnt stays for the hunt that runs them again.
      if present.contains(detector.job) {
        dropped.append(detector.job)
      } else {
        untouched.append(detector)
      }
    }
    for run in runs.flatMap({ $0 }) { run.noteActivity(in: register.wakings) }
    limitMemory()
    noteSaved(dropped, "were not used, for the job was changed: it learns anew")
    noteSaved(
      untouched.map(\.job),
      "are kept and not used: the job is not part of this hunt")
    for (number, detectors) in runs.enumerated() {
      openFrom[number] = detectors.map(\.openFrom).max() ?? .min
    }
  }

  /// What a job is known by in the list of files read: a job that was changed reads anew.
  /// What reads rows of a transform has read what the transform has.
  private(set) lazy var marks: [String] = {
    func mark(_ id: String, _ text: String) -> String { "\(id) \(String(StableHash.hash(text), radix: 16))" }
    let made = plan.transforms.map { mark("transform \($0.transform.id)", $0.transform.signature) }
    let jobs = zip(plan.jobs, runs).map { job, detectors in
      job.transforms.first.map { made[$0] }
        ?? mark(job.job.id, detectors.map(\.signature).joined(separator: "\n"))
    }
    return jobs + made
  }()

  private func noteSaved(_ jobs: [String], _ what: String) {
    if jobs.isEmpty { return }
    outcome.notes.append("saved models of \(Set(jobs).sorted().joined(separator: ", ")) \(what)")
  }

  // MARK: The pass

  /// Reads the files and returns what was found.
  public func run(_ inputs: [String], progress: ((HuntProgress) -> Void)? = nil) -> HuntOutcome {
    let fresh = inputs.filter { !isRead($0) }
    resume(fresh)
    probe(fresh)
    if let plot = options.plot { for run in runs.flatMap({ $0 }) { run.record(plot) } }
    makeWorkers()
    // Standard input cannot be read again.
    if !fresh.contains(where: InputFiles.isReadOnce) {
      checkpointClock = options.checkpoints.map { CheckpointClock($0) }
    }
    let sizes = files.map(\.sizeOnDisk)
    let total = max(1, sizes.reduce(0, +))
    let schedule = FileSchedule(
      files, roundBytes: options.roundBytes, leavesOpenRecords: options.keepsOpen
    ) { file, reason in file.problem = reason }
    var current = schedule.nextRound()
    while let round = current {
      let upcoming = Mutex<FileSchedule.Round?>(nil)
      work(on: round) { upcoming.withLock { $0 = schedule.nextRound() } }
      current = upcoming.withLock { $0 }
      advance(to: horizon(round))
      putAside(after: round, of: schedule)
      if let progress { progress(report(total: total, sizes: sizes)) }
    }
    finish(inputs: fresh)
    tellOpenRecords()
    return outcome
  }

  /// Says whose last record is left for the next hunt; a file that has nothing else that is new was read.
  private func tellOpenRecords() {
    let open = files.filter { $0.bytesLeft > 0 }
    guard !open.isEmpty else { return }
    let names = open.prefix(3).map(\.path).joined(separator: ", ")
    outcome.notes.append(
      "left for the next hunt, for its last record is not whole yet: \(names)"
        + (open.count > 3 ? ", and \(open.count - 3) more" : ""))
    let old = Set(open.filter { $0.bytes == 0 && $0.startOffset > 0 }.map(\.path))
    outcome.files.removeAll { old.contains($0.path) }
    outcome.alreadyRead += old.sorted()
  }

  /// Whether an earlier hunt has read all of a file, which is noted.
  private func isRead(_ path: String) -> Bool {
    guard let share = options.state?.readFiles.share(of: path), share.isAll(of: marks) else { return false }
    outcome.alreadyRead.append(path)
    if let earlier = share.earlierName { outcome.renamed.append((path, earlier)) }
    return true
  }

  private func makeWorkers() {
    let plans = files.map(\.plan) + (transforms.file.map { [$0.plan] } ?? [])
    let slotCount = plans.map(\.slotCount).max() ?? plan.fields.count
    workers = (0..<options.threads).map { _ in Worker(plan: plan, slotCount: slotCount) }
    if let resumed { restoreCounts(resumed) }
  }

  private func report(total: Int64, sizes: [Int64]) -> HuntProgress {
    let done = zip(files, sizes).reduce((bytes: Int64(0), files: 0)) { sum, item in
      item.0.bytes > 0 ? (sum.bytes + item.1, sum.files + 1) : sum
    }
    return HuntProgress(
      events: outcome.events, bytes: outcome.bytes, filesDone: done.files, files: files.count,
      share: min(1, Double(max(done.bytes, min(outcome.bytes, total))) / Double(total)))
  }

  private func probe(_ inputs: [String]) {
    let prober = FileProber(
      registry: options.formats, fields: plan.fields,
      latencyNanoseconds: options.latencySeconds * 1_000_000_000, year: options.year,
      threads: options.threads)
    let (found, refused) = prober.probe(inputs) { [self] in sources.number(of: $0) }
    files = found
    for file in files { file.host = options.hosts[file.path].map(FileHost.init) }
    if let read = options.state?.readFiles {
      for file in files {
        let share = read.share(of: file.path)
        file.passOver(share.bytes(for: marks))
        guard let earlier = share.earlierName, file.startOffset > 0 else { continue }
        outcome.notes.append("\(file.path) is what was \(earlier), and is read on from where that ended")
      }
    }
    if let resumed { restoreFiles(resumed) }
    for one in refused {
      outcome.files.append(
        .init(path: one.path, format: "not read", events: 0, bytes: 0, rejected: 0, problem: one.reason))
    }
  }

  /// Everything still to come begins here, lateness included.
  func horizon(_ round: FileSchedule.Round) -> Int64 {
    let latency = options.latencySeconds * 1_000_000_000
    if round.horizon == .max { return options.keepsOpen ? reachedHorizon : .max }
    return round.horizon < .min + latency ? .min : round.horizon - latency
  }

  /// What closes buckets for certain where more may come, in a later hunt.
  var reachedHorizon: Int64 {
    last == .min ? .min : last - options.latencySeconds * 1_000_000_000
  }

  /// A horizon with the job's own latency in place of the hunt's.
  func horizon(_ horizon: Int64, of job: Plan.PlannedJob) -> Int64 {
    if !job.transforms.isEmpty { return transforms.horizon(of: job) }
    guard horizon != .max, horizon != .min, let latency = job.job.latencySeconds else { return horizon }
    let (moved, isOver) = horizon.addingReportingOverflow(
      (options.latencySeconds - latency) * 1_000_000_000)
    return isOver ? horizon : moved
  }

  /// The horizon, in nanoseconds, that closes a record's bucket: the inverse of ``horizon(_:of:)``.
  func closing(of record: Record, _ job: Plan.PlannedJob) -> Int64 {
    let end = RecordTraces.time(of: record).upperBound
    if !job.transforms.isEmpty { return transforms.closing(end, of: job) }
    guard let latency = job.job.latencySeconds else { return end }
    let (moved, isOver) = end.addingReportingOverflow((latency - options.latencySeconds) * 1_000_000_000)
    return isOver ? end : moved
  }

  /// Parses a round's chunks on all workers while the next round is read.
  private func work(on round: FileSchedule.Round, prepare: @escaping () -> Void) {
    let outcomes = Mutex<[Worker.Outcome?]>(Array(repeating: nil, count: round.chunks.count))
    let next = Atomic<Int>(0)
    let window = options.window
    let starts = openFrom
    let share: (Worker) -> Void = { worker in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < round.chunks.count else { return }
        let (file, chunk) = round.chunks[index]
        let made = worker.process(chunk, of: file, window: window, openFrom: starts)
        outcomes.withLock { $0[index] = made }
      }
    }
    if workers.count == 1 {
      share(workers[0])
      prepare()
    } else {
      // Iteration 0 reads ahead; the thread that did goes on as a worker.
      let unchecked = UncheckedParts(workers: workers, share: share, prepare: prepare)
      DispatchQueue.concurrentPerform(iterations: workers.count + 1) { index in
        if index == 0 { unchecked.prepare() } else { unchecked.share(unchecked.workers[index - 1]) }
      }
    }
    let all = outcomes.withLock { $0 }
    for (index, made) in all.enumerated() {
      if let made { account(made, file: round.chunks[index].file, chunk: round.chunks[index].chunk) }
    }
  }

  /// Workers touch disjoint memory; the schedule is touched by one iteration only.
  private struct UncheckedParts: @unchecked Sendable {
    var workers: [Worker]
    var share: (Worker) -> Void
    var prepare: () -> Void
  }

  private func account(_ made: Worker.Outcome, file: HuntFile, chunk: Chunk) {
    file.events += made.events
    file.asked += made.asked
    file.unasked += made.unasked
    conflicts[file.recognised.mapping.name, default: Conflicts()].merge(made.conflicts)
    outcome.events += made.events
    outcome.bytes += Int64(chunk.bytes.count)
    outcome.outside += made.outside
    first = min(first, made.first)
    last = max(last, made.last)
    for (reason, count) in made.rejects.counts {
      file.rejected += count
      rejected[reason, default: .init(reason: reason, count: 0, samples: [])].count += count
    }
    for sample in made.rejects.samples where rejected[sample.reason]!.samples.count < 5 {
      rejected[sample.reason]!.samples.append(
        "\(file.path):\(chunk.line + sample.line + 1):\(chunk.offset + Int64(sample.offset)): \(sample.reason): found “\(sample.found)”"
      )
    }
  }

  /// Fields of another kind than expected: their rows count, the field is missing in them.
  func conflictNotes() -> [String] {
    conflicts.sorted { $0.key < $1.key }.flatMap { mapping, found -> [String] in
      let all = found.counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      let told = all.prefix(5).map { "\(mapping): \($0.key), \($0.value) times; the field is missing there" }
      return told
        + (all.count > 5 ? ["\(mapping): \(all.count - 5) more fields of another kind than expected"] : [])
    }
  }
}
