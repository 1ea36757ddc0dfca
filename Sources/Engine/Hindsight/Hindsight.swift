import HarrierScoring

/// Judges the buckets of finite logs by all others, before and after.
///
/// Every block of a detector's ledger gets a fresh ``BucketJudge``: it learns what lies after the block, moved back by
/// whole weeks, then what lies before, and judges the block as a live hunt would. So every fold works as it is, with
/// a past of nearly the whole set.
///
/// - Cost: a fold's time once a block; blocks of all detectors side by side on all threads. Memory: a fold and a page
///   a thread, and the ledgers.
struct Hindsight {
  private let files: SourceFiles
  private let threads: Int
  private let wakings: WakingRegister

  /// - Parameter wakings: of the runs' hunt.
  init(files: SourceFiles, threads: Int, wakings: WakingRegister) {
    self.wakings = wakings
    self.files = files
    self.threads = threads
  }

  /// A block of one detector.
  private struct Task {
    var run: Int
    var block: HindsightBlock
  }

  private struct Outcome {
    var found: [BucketJudge.Found]
    var keyCount: Int
    var modelBytes: Int
  }

  /// Leaves its records in the runs.
  func judge(_ runs: [DetectorRun]) {
    for run in runs {
      run.ledger?.seal()
      run.categories?.settle()
      run.noteActivity(in: wakings)
    }
    let tasks = tasks(runs)
    let wakings = InParallel.map(runs.count, threads: threads) { runs[$0].wakingsInHindsight() }
    // Each block writes to its own judge; ledgers and vocabularies are only read.
    let outcomes = InParallel.map(tasks.count, threads: threads) {
      work(tasks[$0], runs[tasks[$0].run], wakings[tasks[$0].run])
    }
    InParallel.run(runs.count, threads: threads) { number in
      let run = runs[number]
      var made: [(block: Int, outcome: Outcome)] = []
      for (task, outcome) in zip(tasks, outcomes) where task.run == number {
        made.append((task.block.judged.lowerBound, outcome))
      }
      made.sort { $0.block < $1.block }
      let found = HindsightWords.told(made.flatMap(\.outcome.found), by: run)
      run.take(
        found, keyCount: made.map(\.outcome.keyCount).max() ?? 0,
        modelBytes: made.map(\.outcome.modelBytes).max() ?? 0)
    }
  }

  /// The longest first, so that no thread is left with one at the end.
  private func tasks(_ runs: [DetectorRun]) -> [Task] {
    var tasks: [Task] = []
    for (number, run) in runs.enumerated() {
      guard let ledger = run.ledger else { continue }
      let blocks = HindsightBlock.cut(ledger.buckets, bucketSeconds: run.job.job.bucketSeconds)
      tasks += blocks.map { Task(run: number, block: $0) }
    }
    let sizes = runs.map { $0.ledger?.byteCount ?? 0 }
    return tasks.sorted {
      (-sizes[$0.run], $0.run, $0.block.judged.lowerBound) < (
        -sizes[$1.run], $1.run, $1.block.judged.lowerBound
      )
    }
  }

  private func work(_ task: Task, _ run: DetectorRun, _ wakings: [Int: Waking]) -> Outcome {
    let ledger = run.ledger!
    let buckets = ledger.buckets
    let judge = BucketJudge(
      job: run.job, detector: run.detector, index: run.index, vocabulary: run.vocabulary,
      categories: run.categories, span: ledger.span)
    judge.ask(run.arrivals)
    var reader = BucketLedger.Reader(ledger, vocabulary: run.vocabulary)
    func close(_ places: Range<Int>) -> [BucketJudge.Found] {
      places.flatMap { index in
        judge.close(
          buckets[index], events: reader.events(index), after: wakings[index], files: files
        ) { reader.aggregates(index) }
      }
    }
    judge.tells = false
    if !task.block.after.isEmpty {
      judge.displace(by: HindsightBlock.displacement(buckets, bucketSeconds: run.job.job.bucketSeconds))
      _ = close(task.block.after)
      judge.displace(by: 0)
      judge.skip(to: buckets[0])
    }
    _ = close(task.block.before)
    judge.tells = true
    let found = close(task.block.judged)
    return Outcome(found: found, keyCount: judge.keyCount, modelBytes: run.modelBytes(of: judge))
  }
}
