/// Keeps the models of a hunt within limits of memory: each job's own, and one that all share.
///
/// It looks once an hour of event time, when all detectors have closed what ends before that hour, so that what is let
/// go depends on the events alone: not on threads, nor on how the input is cut. Between two looks models grow by what
/// an hour brings. A look that has to let go makes some room, so that the next need not.
struct MemoryKeeper {
  private static let step: Int64 = 3600 * 1_000_000_000
  /// Of a limit, a look lets go beyond this much, for the hour to come will bring more.
  private static let full = 0.95
  /// Of a limit, this much is left after a look that let go.
  private static let share = 0.9
  /// Hours that a hunt over a gap in time looks back on; before, nothing happened.
  private static let mostSteps: Int64 = 400 * 24
  private let shared: Int?
  private let threads: Int
  /// The hour up to which was looked, in nanoseconds; `.min` before the first.
  private(set) var reached: Int64

  /// - Parameter shared: the limit of all jobs together; nil where each has but its own.
  init(shared: Int?, threads: Int, reached: Int64) {
    self.shared = shared
    self.threads = threads
    self.reached = reached
  }

  /// The hours to look at before a time; `first` is that of the first event.
  func looks(before horizon: Int64, first: Int64, last: Int64) -> StrideThrough<Int64> {
    let end = Hunt.bucket(of: min(horizon, max(first, last)), Self.step)
    let begin = reached == .min ? Hunt.bucket(of: first, Self.step) : Hunt.bucket(of: reached, Self.step)
    return stride(from: max(begin + 1, end - Self.mostSteps), through: end, by: 1)
  }

  static func time(of look: Int64) -> Int64 { look * step }

  /// Lets go of what is too much.
  ///
  /// - Parameter runs: by job, its detectors; all have closed what ends before the time.
  mutating func look(at time: Int64, _ runs: [[DetectorRun]]) {
    reached = time
    for detectors in runs {
      if let limit = detectors.first?.job.job.modelMemoryBytes { keep(detectors, within: limit, at: time) }
    }
    if let shared { keep(runs.flatMap { $0 }, within: shared, at: time) }
  }

  private func keep(_ runs: [DetectorRun], within limit: Int, at time: Int64) {
    // Detectors share nothing, so each is looked at on any thread.
    let sizes = InParallel.map(runs.count, threads: threads) { runs[$0].modelBytes() }
    guard Double(sizes.reduce(0, +)) > Double(limit) * Self.full else { return }
    let heights = MemoryShares.heights(of: sizes, limit: Int(Double(limit) * Self.share))
    InParallel.run(runs.count, threads: threads) { index in
      guard sizes[index] > heights[index] else { return }
      let run = runs[index]
      run.evict(downTo: heights[index], at: Hunt.bucket(of: time, run.job.bucketNanoseconds))
    }
  }
}
