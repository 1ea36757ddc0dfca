import HarrierDetectors
import HarrierScoring
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// `metric`: least, average and greatest value of a bucket, each with an expectation of its own; the strangest
/// of the three is told. A look is a (key, bucket) pair.
///
/// One of three chances to be surprised turns up three times as often as one alone (Bonferroni): its return
/// period is a third.
final class StrangestMetricFold: DetectorFold {
  private static let statistics: [(evidence: Evidence, name: String)] = [
    (.min, "least value"), (.mean, "average"), (.max, "greatest value"),
  ]
  private let folds: [any DetectorFold]

  /// - Parameter make: the fold for one of the numbers; asked for each in the same order.
  init<Failure: Error>(_ make: (Evidence) throws(Failure) -> any DetectorFold) throws(Failure) {
    var folds: [any DetectorFold] = []
    for statistic in Self.statistics { folds.append(try make(statistic.evidence)) }
    self.folds = folds
  }

  var keyCount: Int { folds[0].keyCount }
  var gate: LearningGate? {
    didSet { for fold in folds { fold.gate = gate } }
  }

  /// Of the average, which stands for all three.
  var plot: PlotRecorder? {
    get { folds[1].plot }
    set { folds[1].plot = newValue }
  }

  func forecast(_ buckets: Range<Int64>) { folds[1].forecast(buckets) }

  func verdict(surprisal: Double, origin: LookOrigin, bucket: Int64) -> Calibration.Verdict {
    let chances = Double(Self.statistics.count)
    return folds[origin.statistic]
      .verdict(surprisal: surprisal + log(chances), origin: origin, bucket: bucket).amongChances(chances)
  }

  func skip(buckets: Int64) { for fold in folds { fold.skip(buckets: buckets) } }

  func forget(_ names: Set<KeyName>) { for fold in folds { fold.forget(names) } }

  var byteCount: Int { folds.reduce(0) { $0 + $1.byteCount } }
  var keyNames: [KeyName] { folds[0].keyNames }
  func evict(_ names: [KeyName]) { for fold in folds { fold.evict(names) } }

  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding] {
    var best: [Int: Finding] = [:]
    for (number, (fold, statistic)) in zip(folds, Self.statistics).enumerated() {
      for var finding in fold.close(aggregates, bucket: bucket) {
        finding.origin.statistic = number
        guard let index = finding.aggregate else { continue }
        if let known = best[index], known.verdict.uncapped >= finding.verdict.uncapped { continue }
        if case .deviation(var deviation) = finding.kind {
          deviation.statistic = statistic.name
          finding.kind = .deviation(deviation)
        }
        best[index] = finding
      }
    }
    return best.keys.sorted().compactMap { oneOfThree(best[$0]!) }
  }

  private func oneOfThree(_ finding: Finding) -> Finding? {
    var finding = finding
    let chances = Double(Self.statistics.count)
    // What one of three is expected to show in any look is not strange.
    guard finding.surprisal > log(chances) else { return nil }
    finding.verdict = finding.verdict.amongChances(chances)
    finding.surprisal -= log(chances)
    return finding.verdict.seconds >= finding.verdict.least ? finding : nil
  }

  /// Of the average: a change moves all three.
  func takeChanges() -> [FoundChange] {
    let changes = folds.map { $0.takeChanges() }
    return changes[1]
  }

  func encode(to writer: inout StateWriter) {
    for fold in folds { fold.encode(to: &writer) }
  }
}
