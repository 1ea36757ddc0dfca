import Foundation
import HarrierEnrichment
import HarrierEvents
import HarrierFormats
import HarrierInputs
import HarrierJobs
import HarrierScoring
import HarrierStatistics
import Synchronization

/// What a hunt is to do.
public struct HuntOptions: Sendable {
  public var jobs: [Job]
  public var threads: Int
  /// Events this much older than the newest of their file still count.
  public var latencySeconds: Int64
  /// Only events in this time, in nanoseconds.
  public var window: Range<Int64>
  public var enrichers: EnricherRegistry
  public var formats: FormatRegistry
  /// Of which those run whose rows some job reads.
  public var transforms = TransformCatalogue.all
  /// Whether the rows of transforms are handed out beside what was found in them.
  public var keepsRows = false
  /// Saved state to go on from, and whether to keep the last buckets open for a next run.
  public var state: SavedState?
  public var keepsOpen: Bool
  /// Whether buckets that stay open are judged as far as they are, too.
  public var tellsInterim = false
  public var mode: HuntMode
  /// What of the models is to be plotted, of a live hunt; nil for nothing.
  public var plot: ModelPlotRequest?
  /// Bytes of closed buckets that hindsight holds in memory, over all detectors; more go to a temporary file.
  public var ledgerBytes = 64 << 20
  /// The year of the first line of files whose times do not say it; nil where a file's own date tells.
  public var year: Int64?

  public init(
    jobs: [Job], threads: Int = ProcessInfo.processInfo.activeProcessorCount, latencySeconds: Int64 = 900,
    window: Range<Int64> = .min..<(.max), enrichers: EnricherRegistry = EnricherRegistry(),
    formats: FormatRegistry = .builtIn, state: SavedState? = nil, keepsOpen: Bool = false,
    mode: HuntMode = .live
  ) {
    self.jobs = jobs
    self.threads = max(1, threads)
    self.latencySeconds = latencySeconds
    self.window = window
    self.enrichers = enrichers
    self.formats = formats
    self.state = state
    self.keepsOpen = keepsOpen
    self.mode = mode
  }
}

/// How far a hunt is.
public struct HuntProgress: Sendable {
  public var events: Int
  public var bytes: Int64
  public var filesDone: Int
  public var files: Int
  /// Share of the input's bytes on disk that is read, 0…1.
  public var share: Double
}

/// What a hunt found and read.
public struct HuntOutcome {
  public struct File: Sendable {
    public var path: String
    public var format: String
    public var events: Int
    public var bytes: Int
    public var rejected: Int
    public var problem: String?
  }

  public struct Rejected: Sendable {
    public var reason: String
    public var count: Int
    /// `file:line:offset: found`
    public var samples: [String]
  }

  public struct JobOutcome: Sendable {
    public var job: Job
    public var events: Int
    public var buckets: Int
    public var keys: Int
    public var records: Int
    /// Needed fields that no event had.
    public var missingFields: [String]
  }

  public struct TransformOutcome: Sendable {
    public var transform: Transform
    /// That it took, and rows that it made of them.
    public var events: Int
    public var rows: Int
    /// What was let go for want of room, in words.
    public var losses: [String]
  }

  public var records: [Record] = []
  /// Of buckets that are still open: what they hold may only grow stranger, and the next hunt tells it for good.
  public var interim: [Record] = []
  public var modelPlot: [ModelPlotPoint] = []
  public var buckets: [BucketResult] = []
  public var influencers: [InfluencerResult] = []
  /// What the jobs' messages were sorted into.
  public var categories: [CategoryDefinition] = []
  /// Keys that changed for good; of a live hunt.
  public var annotations: [Annotation] = []
  public var files: [File] = []
  public var rejected: [Rejected] = []
  public var jobs: [JobOutcome] = []
  public var transforms: [TransformOutcome] = []
  /// JSON, a line each, by time; where they were asked for.
  public var rows: [String] = []
  public var events = 0
  public var bytes: Int64 = 0
  public var late = 0
  public var first: EventTime?
  public var last: EventTime?
  /// Detectors that had events: what a budget is divided among.
  public var activeDetectors = 0
  /// Files that an earlier run with this state had read.
  public var alreadyRead: [String] = []
  public var notes: [String] = []
  public var state: SavedState?
}

/// The pass: from files to records, once over every event, whatever the number of jobs.
///
/// The same records come out for any number of threads and any order of the files, as long as no event is
/// later than the latency window.
public final class Hunt {
  private let options: HuntOptions
  private let plan: Plan
  private var workers: [Worker] = []
  private var runs: [[DetectorRun]] = []
  private var files: [HuntFile] = []
  private let sources: SourceFiles
  private let transforms: TransformStage
  private var outcome = HuntOutcome()
  private var rejected: [String: HuntOutcome.Rejected] = [:]
  /// By mapping.
  private var conflicts: [String: Conflicts] = [:]
  private var first = Int64.max
  private var last = Int64.min
  private var openFrom: [Int64]
  /// Saved models of jobs that are not part of this hunt.
  private var untouched: [SavedDetector] = []

  /// - Precondition: hindsight neither starts from state nor leaves any.
  /// - Throws: ``Plan/Failure`` for a job that cannot be planned, ``SavedState/Failure`` for damaged state.
  public init(_ options: HuntOptions) throws {
    precondition(
      options.mode == .live || (options.state == nil && !options.keepsOpen),
      "hindsight judges finished logs, which have no state")
    self.options = options
    plan = try Plan(
      jobs: options.jobs, enrichers: options.enrichers, transforms: options.transforms)
    let spill = options.mode == .hindsight ? SpillFile(room: options.ledgerBytes) : nil
    sources = SourceFiles(spill: spill)
    var notes: [String] = []
    transforms = try TransformStage(
      plan, files: sources, state: options.state, forgets: options.mode == .live, keepsRows: options.keepsRows
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
    runs = try plan.jobs.map { job in
      try job.detectors.enumerated().map { index, detector in
        let fresh = DetectorRun(job: job, detector: detector, index: index, spill: spill)
        guard let known = saved.removeValue(forKey: fresh.signature) else { return fresh }
        var reader = StateReader(known.bytes)
        do {
          return try DetectorRun(job: job, detector: detector, index: index, from: &reader, files: sources)
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
  private lazy var marks: [String] = {
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
    let fresh = inputs.filter { path in
      guard options.state?.readFiles.isRead(path, by: marks) == true else { return true }
      outcome.alreadyRead.append(path)
      return false
    }
    probe(fresh)
    if let plot = options.plot { for run in runs.flatMap({ $0 }) { run.record(plot) } }
    let plans = files.map(\.plan) + (transforms.file.map { [$0.plan] } ?? [])
    let slotCount = plans.map(\.slotCount).max() ?? plan.fields.count
    workers = (0..<options.threads).map { _ in Worker(plan: plan, slotCount: slotCount) }
    let sizes = files.map { InputFiles.size(of: $0.path) }
    let total = max(1, sizes.reduce(0, +))
    let schedule = FileSchedule(files) { file, reason in file.problem = reason }
    var current = schedule.nextRound()
    while let round = current {
      let upcoming = Mutex<FileSchedule.Round?>(nil)
      work(on: round) { upcoming.withLock { $0 = schedule.nextRound() } }
      current = upcoming.withLock { $0 }
      closeBuckets(before: horizon(round))
      if let progress { progress(report(total: total, sizes: sizes)) }
    }
    finish(inputs: fresh)
    return outcome
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
      latencyNanoseconds: options.latencySeconds * 1_000_000_000, year: options.year)
    let (found, refused) = prober.probe(inputs) { [self] in sources.number(of: $0) }
    files = found
    if let read = options.state?.readFiles {
      for file in files { file.passOver(read.bytes(of: file.path, for: marks)) }
    }
    for one in refused {
      outcome.files.append(
        .init(path: one.path, format: "not read", events: 0, bytes: 0, rejected: 0, problem: one.reason))
    }
  }

  /// Everything still to come begins here, lateness included.
  private func horizon(_ round: FileSchedule.Round) -> Int64 {
    let latency = options.latencySeconds * 1_000_000_000
    if round.horizon == .max { return options.keepsOpen ? last - min(latency, last) : .max }
    return round.horizon < .min + latency ? .min : round.horizon - latency
  }

  /// A horizon with the job's own latency in place of the hunt's.
  private func horizon(_ horizon: Int64, of job: Plan.PlannedJob) -> Int64 {
    if !job.transforms.isEmpty { return transforms.horizon(of: job) }
    guard horizon != .max, horizon != .min, let latency = job.job.latencySeconds else { return horizon }
    let (moved, isOver) = horizon.addingReportingOverflow(
      (options.latencySeconds - latency) * 1_000_000_000)
    return isOver ? horizon : moved
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
    conflicts[file.recognised.mapping.name, default: Conflicts()].merge(made.conflicts)
    outcome.events += made.events
    outcome.bytes += Int64(chunk.bytes.count)
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
  private func conflictNotes() -> [String] {
    conflicts.sorted { $0.key < $1.key }.flatMap { mapping, found -> [String] in
      let all = found.counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      let told = all.prefix(5).map { "\(mapping): \($0.key), \($0.value) times; the field is missing there" }
      return told
        + (all.count > 5 ? ["\(mapping): \(all.count - 5) more fields of another kind than expected"] : [])
    }
  }

  // MARK: Closing buckets

  private func closeBuckets(before horizon: Int64) {
    transforms.close(before: horizon, workers: workers, openFrom: &openFrom)
    var closing: [DetectorRun] = []
    for (number, job) in plan.jobs.enumerated() {
      let own = self.horizon(horizon, of: job)
      let bucket = own == .max ? Int64.max : Self.bucket(of: own, job.bucketNanoseconds)
      guard own != .min, bucket > openFrom[number] else { continue }
      for run in runs[number] {
        var hasWork = false
        for worker in workers {
          for segment in worker.segments {
            let tables = segment.gatherers[number][run.index].take(before: bucket)
            if !tables.isEmpty { hasWork = true }
            run.receive(tables)
          }
        }
        if hasWork || run.hasOpenBucket(before: bucket) { closing.append(run) }
      }
      // A job that has seen nothing yet has no clock.
      if runs[number].contains(where: { $0.openFrom > .min || $0.hasOpenBucket(before: .max) }) {
        openFrom[number] = bucket
      }
    }
    close(closing, before: horizon)
    transforms.forget(openFrom: openFrom)
    for worker in workers { worker.dropEmptySegments() }
  }

  private func close(_ closing: [DetectorRun], before horizon: Int64) {
    // Those with most to do first, so that no thread is left alone with one of them; what they find is their own.
    let work = closing.map { ($0, $0.pendingWork) }
    let closing = work.sorted { $0.1 > $1.1 }.map(\.0)
    let horizons = closing.map { self.horizon(horizon, of: $0.job) }
    if workers.count == 1 || closing.count == 1 {
      for (run, horizon) in zip(closing, horizons) { run.close(before: horizon, files: sources) }
      return
    }
    let unchecked = UncheckedRuns(runs: closing, files: sources)
    DispatchQueue.concurrentPerform(iterations: closing.count) { index in
      unchecked.runs[index].close(before: horizons[index], files: unchecked.files)
    }
  }

  /// While runs close, files are only read.
  private struct UncheckedRuns: @unchecked Sendable {
    var runs: [DetectorRun]
    var files: SourceFiles
  }

  // MARK: The end

  private func finish(inputs: [String]) {
    // What is still open when nothing more comes is closed, unless a later run goes on from here.
    closeBuckets(
      before: options.keepsOpen
        ? (last == .min ? .min : last - min(last, options.latencySeconds * 1_000_000_000)) : .max)
    if options.mode == .hindsight {
      Hindsight(files: sources, threads: options.threads).judge(runs.flatMap { $0 })
    }
    for worker in workers { outcome.late += worker.late }
    outcome.first = first == .max ? nil : EventTime(nanoseconds: first)
    outcome.last = last == .min ? nil : EventTime(nanoseconds: last)
    outcome.records = runs.flatMap { $0.flatMap(\.records) }
    outcome.annotations = runs.flatMap { $0.flatMap(\.annotations) }
    for file in files {
      outcome.files.append(
        .init(
          path: file.path, format: file.recognised.name, events: file.events, bytes: Int(file.bytes),
          rejected: file.rejected, problem: file.problem))
    }
    outcome.files.sort { $0.path < $1.path }
    outcome.rejected = rejected.values.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    outcome.notes += conflictNotes()
    summariseJobs()
    outcome.categories = runs.flatMap { detectors -> [CategoryDefinition] in
      // Detectors that see the same messages know the same categories.
      var seen: Set<CategoryDefinition> = []
      return detectors.flatMap(\.definitions).filter { seen.insert($0).inserted }
    }
    (outcome.buckets, outcome.influencers) = BucketSummary.make(outcome.records, events: events)
    if let plot = options.plot { takePlots(plot) }
    if options.keepsOpen { outcome.state = saveState(inputs) }
    if options.keepsOpen, options.tellsInterim { tellInterim() }
  }

  private func takePlots(_ request: ModelPlotRequest) {
    for run in runs.flatMap({ $0 }) {
      outcome.modelPlot += run.plotted(forecastSeconds: request.forecastSeconds)
      if run.plotKeysLeftOut > 0 {
        outcome.notes.append(
          "\(run.job.job.id): \(run.plotKeysLeftOut) more keys are not plotted, for \(request.mostKeys) are")
      }
    }
  }

  private func tellInterim() {
    for run in runs.flatMap({ $0 }) {
      do { outcome.interim += try run.interim(files: sources) } catch {
        outcome.notes.append("\(run.job.job.id): what its open buckets hold so far cannot be told")
      }
    }
  }

  /// Events of a job's bucket: the most that one of its detectors took.
  private func events(_ job: String, _ timestamp: EventTime) -> Int {
    guard let number = plan.jobs.firstIndex(where: { $0.job.id == job }) else { return 0 }
    let bucket = Self.bucket(of: timestamp.nanoseconds, plan.jobs[number].bucketNanoseconds)
    return runs[number].compactMap { $0.events[bucket] }.max() ?? 0
  }

  private func summariseJobs() {
    let unseen = workers.dropFirst().reduce(workers.first?.unseen ?? []) { $0.intersection($1.unseen) }
    for (number, job) in plan.jobs.enumerated() {
      let events = workers.reduce(0) { $0 + $1.matched[number] }
      if events > 0 { outcome.activeDetectors += job.detectors.count }
      outcome.jobs.append(
        .init(
          job: job.job, events: events, buckets: runs[number].map(\.bucketsClosed).max() ?? 0,
          keys: runs[number].reduce(0) { $0 + $1.keyCount },
          records: runs[number].reduce(0) { $0 + $1.records.count },
          missingFields: job.needs.filter { unseen.contains($0) && !job.hasPoint(at: $0, unseen: unseen) }
            .map { plan.fields.names[$0] }))
    }
    outcome.jobs.sort { $0.job.id < $1.job.id }
    outcome.transforms = transforms.outcomes(workers)
    outcome.rows = transforms.kept.sorted { ($0.time, $0.line) < ($1.time, $1.line) }.map(\.line)
    for made in outcome.transforms {
      outcome.notes += made.losses.map { "transform \(made.transform.id): \($0)" }
    }
  }

  private func saveState(_ inputs: [String]) -> SavedState {
    // Open buckets move from the workers into the runs.
    for (number, _) in plan.jobs.enumerated() {
      for run in runs[number] {
        for worker in workers {
          for segment in worker.segments {
            run.receive(segment.gatherers[number][run.index].take(before: .max))
          }
        }
      }
    }
    var read = options.state?.readFiles ?? ReadFiles()
    for path in inputs { read.note(path, for: marks) }
    var detectors = untouched
    for run in runs.flatMap({ $0 }) {
      var writer = StateWriter()
      run.encode(to: &writer, files: sources)
      detectors.append(
        SavedDetector(
          signature: run.signature, keys: run.keyCount, categories: run.definitions.count,
          bytes: writer.bytes))
    }
    let reached = [options.state?.reached, last == .min ? nil : last].compactMap(\.self).max()
    return SavedState(
      detectors: detectors, transforms: transforms.saved(workers), read: read, reached: reached)
  }
}
