import HarrierEvents
import HarrierFormats
import HarrierInputs
import HarrierJobs
import HarrierStatistics

/// The transforms of a hunt: their closed buckets become rows, and the rows enter the pass.
///
/// A transform's buckets close before those of the jobs that read its rows: such a job's clock stands where the first
/// open bucket of its transforms begins, so that no row is late.
final class TransformStage {
  private let plan: Plan
  private let files: SourceFiles
  private(set) var runs: [TransformRun] = []
  /// What the rows are read as; nil where nothing makes any.
  let file: HuntFile?
  private var chunks: DerivedChunks
  /// By transform, the first bucket that may still make rows; one that has seen nothing yet holds nobody's clock.
  private(set) var closedUpTo: [Int64] = []
  /// Saved transforms that no job of this hunt reads.
  private var untouched: [SavedTransform] = []
  /// Whether rows are asked for only until their buckets have closed.
  private let forgets: Bool
  private let keepsRows: Bool
  /// Rows so far, where somebody wants to see them.
  private(set) var kept: [(time: Int64, line: String)] = []

  /// ECS with nothing made of it: a row says what it is.
  private static let format: FormatRegistry.Recognised = {
    let yaml = "name: harrier\ntime: \"@timestamp\"\ndetect: [\"@timestamp\"]\npass_through: true"
    do {
      let mapping = try LogMapping(yaml: yaml, file: "rows of transforms")
      let line = Array("{\"@timestamp\":\"2026-01-05T00:00:00Z\"}\n".utf8)
      return try line.withUnsafeBufferPointer { try FormatRegistry(mappings: [mapping]).recognise(head: $0) }
    } catch {
      preconditionFailure("the mapping of our own rows is valid: \(error)")
    }
  }()

  /// - Parameter note: takes what a person should know of the saved state.
  /// - Throws: ``SavedState/Failure`` for damaged state.
  init(
    _ plan: Plan, files: SourceFiles, saved: [SavedTransform], forgets: Bool, keepsRows: Bool,
    note: (String) -> Void
  ) throws {
    self.keepsRows = keepsRows
    self.plan = plan
    self.files = files
    self.forgets = forgets
    chunks = DerivedChunks(files.derived)
    file =
      plan.transforms.isEmpty
      ? nil
      : HuntFile(
        path: "", number: SourceFiles.derivedNumber, recognised: Self.format,
        plan: MappingPlan(Self.format.mapping, fields: plan.fields), planID: -1, firstTime: 0)
    var known = Dictionary(
      saved.map { ($0.signature, $0) }, uniquingKeysWith: { first, _ in first })
    runs = try plan.transforms.map { planned in
      guard let saved = known.removeValue(forKey: planned.transform.signature) else {
        return TransformRun(planned)
      }
      var reader = StateReader(saved.bytes)
      do { return try TransformRun(planned, from: &reader, files: files) } catch {
        throw SavedState.Failure.damaged("the open groups of transform \(planned.transform.id)")
      }
    }
    closedUpTo = runs.map(\.openFrom)
    let present = Set(plan.transforms.map(\.transform.id))
    for one in known.values.sorted(by: { $0.signature < $1.signature }) {
      if present.contains(one.id) {
        note("saved groups of transform \(one.id) were not used, for it was changed: it begins anew")
      } else {
        untouched.append(one)
      }
    }
  }

  /// By transform, the first bucket that still takes events.
  var openFrom: [Int64] { runs.map(\.openFrom) }

  private func lane(_ number: Int) -> Int { plan.jobs.count + number }

  /// Where the clock of a job stands that reads rows of transforms.
  func horizon(of job: Plan.PlannedJob) -> Int64 {
    job.transforms.map { number -> Int64 in
      let bucket = closedUpTo[number]
      let (start, isOver) = bucket.multipliedReportingOverflow(by: plan.transforms[number].bucketNanoseconds)
      return isOver ? bucket : start
    }.min() ?? .max
  }

  /// The horizon, in nanoseconds, from which on such a job's clock stands at a time: its transforms close whole buckets.
  func closing(_ time: Int64, of job: Plan.PlannedJob) -> Int64 {
    job.transforms.map { number -> Int64 in
      let span = plan.transforms[number].bucketNanoseconds
      let (end, isOver) = (Hunt.bucket(of: time - 1, span) + 1).multipliedReportingOverflow(by: span)
      return isOver ? time : end
    }.max() ?? time
  }

  /// Makes rows of the buckets that end before a time, and sends them through the pass.
  func close(before horizon: Int64, workers: [Worker], openFrom: inout [Int64]) {
    guard horizon != .min else { return }
    let starts = openFrom
    let closing = closing(before: horizon, workers: workers, openFrom: &openFrom)
    let made = InParallel.map(closing.count, threads: workers.count) { index in
      runs[closing[index].number].close(before: closing[index].bucket)
    }
    for rows in made {
      for row in 0..<rows.count {
        if keepsRows {
          kept.append((rows.times[row], String(decoding: rows.line(row).dropLast(), as: UTF8.self)))
        }
        chunks.append(row, of: rows)
        if chunks.full.count >= 2 * workers.count { feed(chunks.take(all: false), to: workers, starts) }
      }
    }
    feed(chunks.take(all: true), to: workers, starts)
  }

  /// The transforms that have something to close, each with what workers hold of it, and the first bucket left open.
  private func closing(
    before horizon: Int64, workers: [Worker], openFrom: inout [Int64]
  ) -> [(number: Int, bucket: Int64)] {
    var closing: [(number: Int, bucket: Int64)] = []
    for (number, run) in runs.enumerated() {
      let span = plan.transforms[number].bucketNanoseconds
      let bucket = horizon == .max ? Int64.max : Hunt.bucket(of: horizon, span)
      guard bucket > openFrom[lane(number)] else { continue }
      closedUpTo[number] = max(closedUpTo[number], bucket)
      for worker in workers { receive(number, from: worker, before: bucket) }
      // A transform that has seen nothing yet has no clock.
      guard run.openFrom > .min || run.hasOpenBucket(before: bucket) else { continue }
      closing.append((number, bucket))
      openFrom[lane(number)] = bucket
    }
    return closing
  }

  private func receive(_ number: Int, from worker: Worker, before bucket: Int64) {
    for segment in worker.segments { runs[number].receive(segment.transforms[number].take(before: bucket)) }
  }

  /// Lets the workers gather rows like any other events.
  private func feed(_ chunks: [Chunk], to workers: [Worker], _ openFrom: [Int64]) {
    guard let file, !chunks.isEmpty else { return }
    InParallel.share(chunks.count, threads: workers.count) { thread, number in
      let made = workers[thread].process(
        chunks[number], of: file, window: .min..<(.max), openFrom: openFrom)
      assert(made.rejects.counts.isEmpty, "rows of ours can be read")
    }
  }

  /// Forgets the raw events behind rows whose buckets have closed in every job.
  func forget(openFrom: [Int64]) {
    guard forgets, !runs.isEmpty else { return }
    let starts = plan.derivedJobs.map { number -> Int64 in
      let (start, isOver) = openFrom[number].multipliedReportingOverflow(
        by: plan.jobs[number].bucketNanoseconds)
      return isOver ? openFrom[number] : start
    }
    if let least = starts.min() { files.derived.forget(before: least) }
  }

  /// Takes in how far an earlier process was with this hunt.
  func resume(closedUpTo: [Int64], rows: [Int]) {
    self.closedUpTo = closedUpTo
    for (run, rows) in zip(runs, rows) { run.resume(rows: rows) }
  }

  // MARK: The end

  /// What was made of what, and what was let go.
  func outcomes(_ workers: [Worker]) -> [HuntOutcome.TransformOutcome] {
    runs.enumerated().map { number, run in
      HuntOutcome.TransformOutcome(
        transform: run.planned.transform,
        events: workers.reduce(0) { $0 + $1.matched[lane(number)] }, rows: run.rows, losses: run.losses)
    }
  }

  /// What is still open, for the next hunt.
  func saved(_ workers: [Worker]) -> [SavedTransform] {
    var saved = untouched
    for (number, run) in runs.enumerated() {
      for worker in workers { receive(number, from: worker, before: .max) }
      var writer = StateWriter()
      run.encode(to: &writer, files: files)
      saved.append(SavedTransform(signature: run.planned.transform.signature, bytes: writer.bytes))
    }
    return saved
  }
}
