#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// A key's model over time, as the fold over buckets knows it.
public protocol SeriesModel: StateCodable {
  /// What the key's siblings say of it.
  associatedtype Prior: Sendable, StateCodable
  /// What the model says of one bucket before it is learnt: worked out once, asked several times.
  associatedtype Outlook: SeriesOutlook
  init()
  var observations: Int { get }
  /// Bytes beside those of the value itself.
  var heapBytes: Int { get }
  func outlook(at seconds: Int64, prior: Prior) -> Outlook
  /// The value whose upper (or lower) tail has that surprisal.
  func bound(upper: Bool, surprisal: Double, at seconds: Int64, prior: Prior) -> Double
  /// Takes in a closed bucket; `outlook` is the one of that bucket, as it was before.
  mutating func learn(
    _ value: Double, outlook: Outlook, at seconds: Int64, bucketSeconds: Int64, prior: Prior)
  /// Surprisal of a run as high, and of one as low, in nats; 0 where it is ordinary.
  ///
  /// `isAsked` says whether somebody wants to know of the upper (or lower) side; 0 where not, for a tail costs more than
  /// all the rest.
  func surprisal(of run: RecentRun, prior: Prior, isAsked: (_ upper: Bool) -> Bool) -> (
    upper: Double, lower: Double
  )
  /// What a run amounts to at that time, in the value's own unit.
  func level(of run: RecentRun, at seconds: Int64, prior: Prior) -> Double
  /// Goes on as it does for so many seconds of which nothing is known: for forecasts.
  mutating func advance(by seconds: Int64, prior: Prior)
  /// Whether a change could be told from chance.
  var isBusy: Bool { get }
  /// What a value says of a change.
  func evidence(of value: Double, at seconds: Int64, prior: Prior) -> ChangeWatch.Evidence
  /// Follows a change at once; the level (or spread, or hour) before and after it.
  mutating func accept(_ change: ChangeWatch.Change, prior: Prior) -> (before: Double, after: Double)
  /// The prior that a set of siblings amounts to.
  static func prior(of siblings: some Sequence<Self>) -> Prior
}

/// What is expected of one bucket of a key.
public protocol SeriesOutlook {
  /// Surprisal of a value or more, in nats.
  func upperSurprisal(of value: Double) -> Double
  /// Surprisal of a value or less, in nats.
  func lowerSurprisal(of value: Double) -> Double
  var expected: Double { get }
  /// Takes the bucket's value into a run.
  func extend(_ run: inout RecentRun, with value: Double)
}

extension SeasonalCount: SeriesModel {
  public func bound(upper: Bool, surprisal: Double, at seconds: Int64, prior: Prior) -> Double {
    let now = predictive(at: seconds, prior: prior)
    return upper ? now.upperQuantile(surprisal: surprisal) : now.lowerQuantile(surprisal: surprisal)
  }

  public func surprisal(
    of run: RecentRun, prior: Prior, isAsked: (_ upper: Bool) -> Bool
  ) -> (upper: Double, lower: Double) {
    guard isAsked(true) || isAsked(false) else { return (0, 0) }
    let sum = sum(of: run, prior: prior)
    let actual = Double(run.actual)
    let scales = (actual - sum.mean) / sum.variance.squareRoot()
    guard abs(scales) >= RecentRun.ordinaryScales, isAsked(scales > 0) else { return (0, 0) }
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

  public func bound(upper: Bool, surprisal: Double, at seconds: Int64, prior: Prior) -> Double {
    outlook(at: seconds, prior: prior).bound(upper: upper, surprisal: surprisal)
  }

  public func surprisal(
    of run: RecentRun, prior: Prior, isAsked: (_ upper: Bool) -> Bool
  ) -> (upper: Double, lower: Double) {
    guard isAsked(true) || isAsked(false) else { return (0, 0) }
    let (shared, freedom) = doubt(prior)
    return run.surprisal(shared: shared, freedom: freedom, isAsked: isAsked)
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
    var prior = Prior(logVariance: min(4, max(0.001, (squares + 2) / (weight + 4))))
    prior.busy = BusyValues.Prior(of: siblings.lazy.compactMap(\.busyValues.first))
    return prior
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
  public func encode(to writer: inout StateWriter) {
    writer.write(logVariance)
    writer.write(busy)
  }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    logVariance = try reader.readDouble()
    busy = try reader.readIfAny(BusyValues.Prior.self)
  }
}
