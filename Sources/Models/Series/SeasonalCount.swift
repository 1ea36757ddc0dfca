#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// How many events a bucket holds when the pace drifts, has a day and a week, and comes in bursts.
///
/// Use for `count` and its kin and for distinct counts. Level as a discounted Gamma belief, times a
/// `WeekShape`; spread negative binomial with an estimated dispersion, or narrower than Poisson where counts
/// keep together (distinct values of a small vocabulary).
///
/// - Input: a whole number ≥ 0 a closed bucket, and the bucket's start in seconds.
/// - Output: upper or lower tail as surprisal in nats.
/// - State: 160 bytes, and 2 KB more for a key busy enough to have a shape.
/// - Not for: sums of bytes (``SeasonalMetric``).
///
/// ## Source
/// Harvey & Fernandes (1989), doi:10.1080/07350015.1989.10509750: a ← γ(a + x), b ← γ(b + s) with exposure s. Differs: the
/// predictive distribution adds a dispersion of its own, by moments, shared among siblings, and under-dispersion
/// as quasi-Poisson (McCullagh & Nelder 1989, § 6.2.3: variance φμ); an observation beyond four standard deviations moves the model as if it stood there.
public struct SeasonalCount: StateCodable {
  /// a, events; b, exposure in buckets of shape 1.
  private var shape = 0.0
  private var exposure = 0.0
  /// Σ of what variance is left over after Poisson, in units of μ², and its weight.
  private var excess = 0.0
  private var excessWeight = 0.0
  /// Σ of squared residuals in units of μ (Pearson's), of the same weight.
  private var ratio = 0.0
  /// Observations.
  public private(set) var observations = 0
  private var events = 0.0
  private var week: WeekShape?
  private var trial = SpreadTrial()
  private var drift = Drift()

  public init() {}

  /// What a key's siblings say of it while it is young.
  public struct Prior: Sendable {
    /// Dispersion α = 1/r of a typical sibling.
    public var dispersion: Double
    /// φ, variance over mean, of a typical sibling; 1 is Poisson or more.
    public var ratio: Double
    public init(dispersion: Double, ratio: Double = 1) {
      self.dispersion = dispersion
      self.ratio = ratio
    }
  }

  /// What the level remembers, in seconds.
  static let memorySeconds = 3.0 * 86_400

  private func dispersion(_ prior: Prior) -> Double {
    // α̂ shrunk to the siblings' with the strength of 20 observations
    max(0.005, (excess + 20 * prior.dispersion) / (excessWeight + 20))
  }

  /// φ̂, shrunk likewise: below 1 where counts keep closer together than independent events do.
  private func underdispersion(_ prior: Prior) -> Double {
    min(1, max(0.05, (ratio + 20 * prior.ratio) / (excessWeight + 20)))
  }

  /// What the next bucket is expected to hold.
  public func expectation(at seconds: Int64) -> Double {
    guard exposure > 0 else { return 0 }
    return level * season(at: seconds)
  }

  /// Events a bucket of shape 1, as far as it has come by now.
  private var level: Double { shape / exposure * growth }

  /// Since what the level remembers; more than twice as much, or less than half, is no drift.
  private var growth: Double { 1 + min(max(Double(drift.lag), -0.5), 1) }

  /// The week's factor.
  private func season(at seconds: Int64) -> Double {
    max(0.02, week?.expectation(at: seconds, neutral: 1) ?? 1)
  }

  /// What the model says of a bucket.
  public struct Outlook: SeriesOutlook {
    /// The week's factor.
    let season: Double
    public let expected: Double
    let now: CountDistribution
    let ownVariance: Double

    public func upperSurprisal(of value: Double) -> Double { -now.logUpperTail(from: value) }
    public func lowerSurprisal(of value: Double) -> Double { -now.logLowerTail(to: value) }

    public func extend(_ run: inout RecentRun, with value: Double) {
      run.append(value, expected: now.mean, variance: ownVariance)
    }
  }

  public func outlook(at seconds: Int64, prior: Prior) -> Outlook {
    let season = season(at: seconds)
    let expected = exposure > 0 ? level * season : 0
    let now = predictive(expected, prior)
    return Outlook(
      season: season, expected: expected, now: now, ownVariance: ownVariance(now.mean, prior))
  }

  public func predictive(at seconds: Int64, prior: Prior) -> CountDistribution {
    predictive(expectation(at: seconds), prior)
  }

  private func predictive(_ mean: Double, _ prior: Prior) -> CountDistribution {
    let alpha = dispersion(prior)
    let phi = underdispersion(prior)
    // Jeffreys' half event keeps a first event after silence possible.
    return CountDistribution(
      mean: max(mean, 0.5 / (exposure + 1)), ratio: phi, spread: alpha + levelVariance(alpha, phi))
  }

  /// The level itself is known up to its own events and the bursts among few buckets: variance in units of μ².
  private func levelVariance(_ alpha: Double, _ phi: Double) -> Double {
    alpha / max(exposure, 0.5) + phi / (shape + 0.5)
  }

  /// Variance of a bucket's count where the level is known.
  func ownVariance(_ mean: Double, _ prior: Prior) -> Double {
    underdispersion(prior) * mean + dispersion(prior) * mean * mean
  }

  /// The weighted sum of a run's counts, where the level's error is one for all of them.
  func sum(of run: RecentRun, prior: Prior) -> CountDistribution {
    let mean = max(1e-6, Double(run.expected))
    let variance = Double(run.variance)
    let ratio = min(1, max(0.01, variance / mean))
    let spread = max(0, variance - ratio * mean) / (mean * mean)
    let level = levelVariance(dispersion(prior), underdispersion(prior))
    return CountDistribution(mean: mean, ratio: ratio, spread: max(1e-6, spread + level))
  }

  public mutating func learn(_ count: Double, at seconds: Int64, bucketSeconds: Int64, prior: Prior) {
    learn(
      count, outlook: outlook(at: seconds, prior: prior), at: seconds, bucketSeconds: bucketSeconds,
      prior: prior)
  }

  public mutating func learn(
    _ count: Double, outlook: Outlook, at seconds: Int64, bucketSeconds: Int64, prior: Prior
  ) {
    let season = outlook.season
    let base = exposure > 0 ? shape / exposure : count
    let level = exposure > 0 ? self.level : count
    var seen = count
    if observations >= 3 {
      let now = outlook.now
      let width = now.variance.squareRoot()
      seen = min(max(count, now.mean - 4 * width), now.mean + 4 * width)
      let mean = level * season
      if mean > 0.01 {
        let weight = mean / (1 + mean)
        let keep = 0.998
        // ((x − μ)² − μ) / μ² estimates α; small μ say little of it
        excess = keep * excess + weight * ((seen - mean) * (seen - mean) - mean) / (mean * mean)
        ratio = keep * ratio + weight * (seen - mean) * (seen - mean) / mean
        excessWeight = keep * excessWeight + weight
        tryNarrowing((seen - mean) * (seen - mean) / mean, weight: weight, mean: mean, at: seconds)
      }
    }
    if week != nil { drift.learn(seen - base * season, of: base * season, at: seconds) }
    let gamma = exp(-Double(bucketSeconds) / Self.memorySeconds)
    shape = gamma * (shape + seen)
    exposure = gamma * (exposure + season)
    observations += 1
    events += seen
    let trend = max(0.5, 1 + Double(drift.measured))
    learnShape(seen, level: base * trend, at: seconds, bucketSeconds: bucketSeconds)
  }

  /// - Parameter square: of a residual, in units of the mean.
  private mutating func tryNarrowing(_ square: Double, weight: Double, mean: Double, at seconds: Int64) {
    guard week != nil else { return }
    let believed = ratio / excessWeight
    guard let variance = trial.take(square, weight: weight, believed: believed, at: seconds) else { return }
    // What is left over after Poisson shrinks with what there is in all.
    excess *= max(0, variance - 1) / max(believed - 1, variance)
    ratio = variance * excessWeight
  }

  private mutating func learnShape(
    _ seen: Double, level: Double, at seconds: Int64, bucketSeconds: Int64
  ) {
    if week == nil, events >= 100, Double(observations) * Double(bucketSeconds) >= 86_400 / 2 {
      week = WeekShape()
    }
    guard level > 0 else { return }
    week?.learn(min(seen / level, 50), at: seconds, neutral: 1)
  }

  public mutating func advance(by seconds: Int64, prior: Prior) {
    let (step, doubt) = drift.course(ahead: Double(seconds), memory: Self.memorySeconds)
    guard step != 0, exposure > 0 else { return }
    // The level's error, and that of the slope.
    let error = levelVariance(dispersion(prior), underdispersion(prior))
    let known = error / (error + doubt)
    exposure *= known
    shape *= known * max(0.02, growth + step) / growth
  }

  // MARK: Change points

  public var heapBytes: Int { week == nil ? 0 : WeekShape.byteCount + Drift.byteCount }
  /// Whether a change could be told from chance: half an event a bucket at least.
  public var isBusy: Bool { week != nil && shape > 0.5 * exposure }

  /// What a value says of a change.
  public func evidence(of value: Double, at seconds: Int64, prior: Prior) -> ChangeWatch.Evidence {
    let now = predictive(at: seconds, prior: prior)
    return ChangeWatch.Evidence(
      residual: (value - now.mean) / now.variance.squareRoot(), actual: value, expected: now.mean,
      isLater: gain(value, hour: seconds - 3600, over: seconds, prior),
      isEarlier: gain(value, hour: seconds + 3600, over: seconds, prior))
  }

  /// ln of how much likelier a value is at another hour; 0 where the hours hardly differ, as what differs there is noise.
  private func gain(_ value: Double, hour: Int64, over own: Int64, _ prior: Prior) -> Double {
    let (there, here) = (max(0.02, expectation(at: hour)), max(0.02, expectation(at: own)))
    let (wide, narrow) = (ownVariance(there, prior), ownVariance(here, prior))
    guard (there - here) * (there - here) > max(wide, narrow) else { return 0 }
    func distance(_ mean: Double, _ variance: Double) -> Double {
      (value - mean) * (value - mean) / (2 * variance) + log(variance) / 2
    }
    return distance(here, narrow) - distance(there, wide)
  }

  /// Follows a change at once; the level (or spread, or hour) before and after it.
  public mutating func accept(_ change: ChangeWatch.Change, prior: Prior) -> (before: Double, after: Double) {
    let level = self.level
    let deviation = ownVariance(level, prior).squareRoot()
    switch change.kind {
    case .level:
      // As much as has been seen of the new level, and no more.
      exposure = min(exposure, Double(change.buckets))
      shape = level * change.ratio * exposure
      // The way to the new level was no spread.
      excess *= change.spread
      ratio *= change.spread
      drift = Drift()
      return (level, level * change.ratio)
    case .scale:
      let weight = min(excessWeight, 60)
      let variance = change.amount * deviation * deviation
      excess = max(0, variance - level) / max(level * level, 1e-9) * weight
      ratio = variance / max(level, 1e-9) * weight
      excessWeight = weight
      return (deviation, variance.squareRoot())
    case .time:
      week?.shift(hours: Int(change.amount / 3600))
      return (0, change.amount)
    }
  }

  public func encode(to writer: inout StateWriter) {
    for value in [shape, exposure, excess, excessWeight, ratio, events] { writer.write(value) }
    writer.write(observations)
    writer.write(week == nil ? 0 : 1)
    week?.encode(to: &writer)
    guard week != nil else { return }
    trial.encode(to: &writer)
    drift.encode(to: &writer)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    shape = try reader.readDouble()
    exposure = try reader.readDouble()
    excess = try reader.readDouble()
    excessWeight = try reader.readDouble()
    ratio = try reader.readDouble()
    events = try reader.readDouble()
    observations = try reader.readInt()
    guard try reader.readInt() == 1 else { return }
    week = try WeekShape(from: &reader)
    trial = try SpreadTrial(from: &reader)
    drift = try Drift(from: &reader)
  }

  /// Own dispersion and how much is known of it: for the siblings' prior.
  public var dispersionEvidence: (excess: Double, ratio: Double, weight: Double) {
    (excess, ratio, excessWeight)
  }
}
