import Foundation
import HarrierDetectors
import HarrierEvents
import HarrierFeatures
import HarrierFormats
import HarrierInputs
import HarrierJobs

/// Takes a ``Survey``: the hunt's own reading and selecting, and sketches in place of models.
public final class Surveyor {
  private let options: SurveyOptions
  private let plan: Plan
  private let view: RowView
  private let evaluator: PredicateEvaluator
  private var tallies: [JobTally]
  private var readers: [Int: any RecordReader] = [:]
  private var unseen: Set<Int>
  private var survey = Survey()
  private var first = Int64.max
  private var last = Int64.min
  /// What is looked at, in nanoseconds.
  private var window: Range<Int64>

  /// Looks at the beginning of the data.
  ///
  /// - Throws: ``Plan/Failure`` for a job that cannot be planned.
  public static func survey(_ paths: [String], _ options: SurveyOptions) throws(Plan.Failure) -> Survey {
    let plan = try Plan(
      jobs: options.jobs, enrichers: options.hunt.enrichers, transforms: options.hunt.transforms)
    let prober = FileProber(
      registry: options.hunt.formats, fields: plan.fields,
      latencyNanoseconds: options.latencySeconds * 1_000_000_000, year: options.hunt.year,
      threads: options.hunt.threads)
    // What can be read but once is the hunt's.
    let (files, refused) = prober.probe(paths.filter { !InputFiles.isReadOnce($0) }) { _ in 0 }
    let surveyor = Surveyor(
      options, plan, slotCount: files.map(\.plan.slotCount).max() ?? plan.fields.count)
    return surveyor.read(files, refused)
  }

  private init(_ options: SurveyOptions, _ plan: Plan, slotCount: Int) {
    self.options = options
    self.plan = plan
    view = RowView(plan: plan, batch: RowBatch(slotCount: slotCount, capacity: 128))
    evaluator = PredicateEvaluator(plan.program)
    tallies = plan.jobs.map(JobTally.init)
    unseen = Set(0..<plan.fields.count)
    window = options.window
  }

  private func read(_ files: [HuntFile], _ refused: [FileProber.Refused]) -> Survey {
    survey.files = files.count
    survey.problems = refused.map { "\($0.path): \($0.reason)" }
    for file in files { survey.bytesOnDisk += InputFiles.size(of: file.path) }
    limitWindow(files)
    let schedule = FileSchedule(files) { file, reason in
      self.survey.problems.append("\(file.path): \(reason)")
    }
    var horizon = Int64.max
    while let round = schedule.nextRound() {
      for (file, chunk) in round.chunks where !chunk.isOverlong {
        read(chunk, of: file)
        survey.bytes += Int64(chunk.bytes.count)
      }
      horizon = round.horizon
      if survey.bytes >= options.mostBytes || horizon >= window.upperBound { break }
    }
    survey.isWhole = horizon == .max && options.window == .min..<(.max)
    finish(horizon)
    return survey
  }

  /// From the midnight before the first event on, so that the look at a day's first hours is the same whichever file
  /// they lie in.
  private func limitWindow(_ files: [HuntFile]) {
    let known = files.map(\.firstTime).filter { $0 > .min }
    guard let least = known.min() else { return }
    let day: Int64 = 86_400_000_000_000
    let start = max(window.lowerBound, Hunt.bucket(of: least, day) * day)
    let (end, isOver) = start.addingReportingOverflow(options.mostSeconds * 1_000_000_000)
    let stop = isOver ? window.upperBound : min(end, window.upperBound)
    window = start..<max(start, stop)
  }

  private func read(_ chunk: Chunk, of file: HuntFile) {
    let reader = readers[file.planID] ?? file.makeReader()
    readers[file.planID] = reader
    reader.years = file.years
    reader.begin(chunk.bytes)
    while true {
      reader.read(into: view.batch)
      if view.batch.count == 0 { break }
      view.beginBatch()
      for row in 0..<view.batch.count { look(at: row) }
    }
    if view.symbols.byteCount > Self.mostSymbolBytes {
      view.renewSymbols()
      evaluator.forgetSymbols()
    }
  }

  private static let mostSymbolBytes = 24 << 20

  private func look(at row: Int) {
    let time = view.batch.times[row]
    guard window.contains(time) else { return }
    survey.events += 1
    first = min(first, time)
    last = max(last, time)
    note(row)
    evaluator.beginRow()
    for job in plan.derivedJobs
    where plan.jobs[job].transforms.contains(where: {
      evaluator.evaluate(plan.transforms[$0].predicate, view, row)
    }) {
      tallies[job].addSource()
    }
    for job in plan.derivedJobs.upperBound..<tallies.count
    where evaluator.evaluate(plan.jobs[job].predicate, view, row) {
      tallies[job].add(row, view, plan.jobs[job])
    }
  }

  /// Strikes the fields that this row has.
  private func note(_ row: Int) {
    guard !unseen.isEmpty else { return }
    let found = unseen.filter { view.symbol(row, $0) != 0 }
    if !found.isEmpty { unseen.subtract(found) }
  }

  private func finish(_ horizon: Int64) {
    if first <= last { survey.covered = first..<max(first + 1, min(last + 1, horizon)) }
    survey.presentFields = Set(
      plan.fields.names.indices.filter { !unseen.contains($0) }.map { plan.fields.names[$0] })
    let covered = survey.covered.map {
      Hunt.bucket(of: $0.lowerBound, 1_000_000_000)..<Hunt.bucket(of: $0.upperBound, 1_000_000_000) + 1
    }
    let made = zip(tallies, plan.jobs).map { $0.survey($1, covered: covered, names: plan.fields.names) }
    let byID = Dictionary(made.map { ($0.job.id, $0) }, uniquingKeysWith: { first, _ in first })
    survey.jobs = options.jobs.compactMap { byID[$0.id] }
  }
}
