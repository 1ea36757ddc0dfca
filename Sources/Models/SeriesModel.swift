#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// A key's model over time, as the fold over buckets knows it.
public protocol SeriesModel: StateCodable {
  /// What the key's siblings say of it.
  associatedtype Prior: Sendable, StateCodable
  init()
  var observations: Int { get }
  /// Surprisal of a value or more, and of a value or less, in nats.
  func surprisal(of value: Double, at seconds: Int64, prior: Prior) -> (upper: Double, lower: Double)
  func expected(at seconds: Int64, prior: Prior) -> Double
  /// The value whose upper (or lower) tail has that surprisal.
  func bound(upper: Bool, surprisal: Double, at seconds: Int64, prior: Prior) -> Double
  mutating func learn(_ value: Double, at seconds: Int64, bucketSeconds: Int64, prior: Prior)
  /// Takes a value into a run, by what is expected of it now.
  func extend(_ run: inout RecentRun, with value: Double, at seconds: Int64, prior: Prior)
  /// Surprisal of a run as high, and of one as low, in nats; 0 where it is ordinary.
  func surprisal(of run: RecentRun, prior: Prior) -> (upper: Double, lower: Double)
  /// What a run amounts to at that time, in the value's own unit.
  func level(of run: RecentRun, at seconds: Int64, prior: Prior) -> Double
  /// Whether a change could be told from chance.
  var isBusy: Bool { get }
  /// What a value says of a change.
  func evidence(of value: Double, at seconds: Int64, prior: Prior) -> ChangeWatch.Evidence
  /// Follows a change at once; the level (or spread, or hour) before and after it.
  mutating func accept(_ change: ChangeWatch.Change, prior: Prior) -> (before: Double, after: Double)
  /// The prior that a set of siblings amounts to.
  static func prior(of siblings: some Sequence<Self>) -> Prior
}

extension SeasonalCount: SeriesModel {
  public func surprisal(of value: Double, at seconds: Int64, prior: Prior) -> (upper: Double, lower: Double) {
    let now = predictive(at: seconds, prior: prior)
    return (-now.logUpperTail(from: value), -now.logLowerTail(to: value))
  }

  public func expected(at seconds: Int64, prior: Prior) -> Double { expectation(at: seconds) }

  public func bound(upper: Bool, surprisal: Double, at seconds: Int64, prior: Prior) -> Double {
    let now = predictive(at: seconds, prior: prior)
    if upper { return now.upperQuantile(surprisal: surprisal) }
    return max(0, now.mean - (2 * surprisal * now.variance).squareRoot())
  }

  public func extend(_ run: inout RecentRun, with value: Double, at seconds: Int64, prior: Prior) {
    let mean = predictive(at: seconds, prior: prior).mean
    run.append(value, expected: mean, variance: ownVariance(mean, prior))
  }

  public func surprisal(of run: RecentRun, prior: Prior) -> (upper: Double, lower: Double) {
    let sum = sum(of: run, prior: prior)
    let actual = Double(run.actual)
    let scales = (actual - sum.mean) / sum.variance.squareRoot()
    if abs(scales) < RecentRun.ordinaryScales { return (0, 0) }
    return scales > 0 ? (-sum.logUpperTail(from: actual), 0) : (0, -sum.logLowerTail(to: actual))
  }

  public func level(of run: RecentRun, at seconds: Int64, prior: Prior) -> Double {
    expectation(at: seconds) * Double(run.actual / max(run.expected, .leastNormalMagnitude))
  }

  public static func prior(of siblings: some Sequence<SeasonalCount>) -> Prior {
    var excess = 0.0
    var ratio = 0.0
    var weight = 0.0
    for sibling in siblings {
      let evidence = sibling.dispersionEvidence
      // No sibling counts for more than a day of quarter-hours.
      let share = min(1, 96 / max(evidence.weight, 1))
      excess += share * evidence.excess
      ratio += share * evidence.ratio
      weight += share * evidence.weight
    }
    return Prior(
      dispersion: min(5, max(0.01, (excess + 10 * 0.3) / (weight + 10))),
      ratio: min(1, (ratio + 10) / (weight + 10)))
  }
}

/// ``SeasonalMetric`` on either scale.
extension SeasonalMetric: SeriesModel {
  public init() { self.init(isLogOnly: false) }

  public func surprisal(of value: Double, at seconds: Int64, prior: Prior) -> (upper: Double, lower: Double) {
    (
      surprisal(of: value, upper: true, at: seconds, prior: prior),
      surprisal(of: value, upper: false, at: seconds, prior: prior)
    )
  }

  public func expected(at seconds: Int64, prior: Prior) -> Double { expectation(at: seconds, prior: prior) }

  public func bound(upper: Bool, surprisal: Double, at seconds: Int64, prior: Prior) -> Double {
    // A normal's quantile by its tail's leading term is close enough for a bound that is shown.
    let t = max(0, 2 * surprisal - log(2 * .pi)).squareRoot()
    return expectation(at: seconds, prior: prior, scales: upper ? t : -t)
  }

  public func extend(_ run: inout RecentRun, with value: Double, at seconds: Int64, prior: Prior) {
    run.append(residual: residual(of: value, at: seconds, prior: prior))
  }

  public func surprisal(of run: RecentRun, prior: Prior) -> (upper: Double, lower: Double) {
    let (shared, freedom) = doubt(prior)
    return run.surprisal(shared: shared, freedom: freedom)
  }

  public func level(of run: RecentRun, at seconds: Int64, prior: Prior) -> Double {
    expectation(at: seconds, prior: prior, scales: Double(run.actual / max(run.weight, 1)))
  }

  public static func prior(of siblings: some Sequence<SeasonalMetric>) -> Prior {
    var squares = 0.0
    var weight = 0.0
    for sibling in siblings {
      let evidence = sibling.spreadEvidence
      let share = min(1, 96 / max(evidence.weight, 1))
      squares += share * evidence.squares
      weight += share * evidence.weight
    }
    return Prior(logVariance: min(4, max(0.001, (squares + 2) / (weight + 4))))
  }
}

extension SeasonalCount.Prior: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(dispersion)
    writer.write(ratio)
  }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    dispersion = try reader.readDouble()
    ratio = try reader.readDouble()
  }
}

extension SeasonalMetric.Prior: StateCodable {
  public func encode(to writer: inout StateWriter) { writer.write(logVariance) }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    logVariance = try reader.readDouble()
  }
}
