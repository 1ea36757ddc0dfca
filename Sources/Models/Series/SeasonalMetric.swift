#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// A real number a bucket, with a level that drifts, a day and a week, and a residual that is normal on
/// one of two scales.
///
/// Use for sums, means, extremes and information content. Keeps the value and its logarithm side by side and
/// judges by whichever has predicted better so far (prequential marginal likelihood: Dawid 1984).
///
/// - Input: any finite number a closed bucket; the logarithm is ln(1 + x) for x ≥ 0.
/// - Output: upper or lower tail as surprisal in nats, Student's t.
/// - State: 312 bytes, and 4 KB more for a key old enough to have a shape; that of ``BusyValues`` for one that had a zero.
public struct SeasonalMetric: StateCodable {
  /// One scale's belief.
  struct Track: StateCodable {
    var mean = 0.0
    var weight = 0.0
    /// Σ of squared residuals, forgotten more slowly, and its weight.
    var squares = 0.0
    var squareWeight = 0.0
    /// Σ ln predictive density.
    var evidence = 0.0
    var week: WeekShape?
    private var trial = SpreadTrial()
    private var drift = Drift()

    func encode(to writer: inout StateWriter) {
      for value in [mean, weight, squares, squareWeight, evidence] { writer.write(value) }
      writer.write(week == nil ? 0 : 1)
      week?.encode(to: &writer)
      guard week != nil else { return }
      trial.encode(to: &writer)
      drift.encode(to: &writer)
    }

    init() {}

    init(from reader: inout StateReader) throws(StateReader.Failure) {
      mean = try reader.readDouble()
      weight = try reader.readDouble()
      squares = try reader.readDouble()
      squareWeight = try reader.readDouble()
      evidence = try reader.readDouble()
      guard try reader.readInt() == 1 else { return }
      week = try WeekShape(from: &reader)
      trial = try SpreadTrial(from: &reader)
      drift = try Drift(from: &reader)
    }

    /// Of its values, squared: what a spread relative to them is relative to, whatever their unit. 1 while all were 0.
    var size: Double {
      let square = max(mean * mean, squareWeight > 0 ? squares / squareWeight : 0)
      return square > 0 ? square : 1
    }

    /// Level and shape.
    private func base(at seconds: Int64) -> Double {
      mean + (week?.expectation(at: seconds, neutral: 0) ?? 0)
    }

    func center(at seconds: Int64) -> Double { base(at: seconds) + Double(drift.lag) }

    /// Scale of the predictive t and its degrees of freedom; `prior` is a variance worth two residuals.
    func predictive(prior: Double) -> (scale: Double, freedom: Double) {
      let variance = (squares + 2 * prior) / (squareWeight + 2)
      return ((variance * (1 + 1 / max(weight, 0.5))).squareRoot(), min(squareWeight, 60) + 2)
    }

    /// To a new level, of which so many buckets are known; nil leaves it to the next ones.
    mutating func move(by step: Double?, buckets: Int, spread: Double) {
      if let step { mean += step }
      weight = min(weight, step == nil ? 1 : Double(buckets))
      // The way to the new level was no spread.
      let variance = spread * squares / max(squareWeight, 1)
      squareWeight = min(squareWeight, Double(buckets))
      squares = variance * squareWeight
      drift = Drift()
    }

    /// So many seconds on, if it goes on as it does.
    mutating func advance(by seconds: Double, prior: Double) {
      let (step, doubt) = drift.course(ahead: seconds, memory: SeasonalCount.memorySeconds)
      mean += step
      let (scale, _) = predictive(prior: prior)
      let known = max(weight, 0.5)
      // σ² / n, and what is not known of the slope
      if scale > 0 { weight = 1 / (1 / known + doubt * (1 + 1 / known) / (scale * scale)) }
    }

    mutating func learn(
      _ value: Double, at seconds: Int64, bucketSeconds: Int64, isOld: Bool, prior: Double
    ) {
      let base = base(at: seconds)
      let expected = base + Double(drift.lag)
      var seen = value
      if weight > 0 {
        let (scale, freedom) = predictive(prior: prior)
        let t = (value - expected) / scale
        evidence =
          0.998 * evidence - (freedom + 1) / 2 * log1p(t * t / freedom) - log(scale)
        seen = min(max(value, expected - 4 * scale), expected + 4 * scale)
        squares = 0.998 * squares + (seen - expected) * (seen - expected)
        squareWeight = 0.998 * squareWeight + 1
        tryNarrowing(seen - expected, at: seconds)
      }
      let gamma = exp(-Double(bucketSeconds) / SeasonalCount.memorySeconds)
      if week != nil { drift.learn(seen - base, of: 1, at: seconds) }
      let season = seen - (base - mean)
      mean = weight > 0 ? (gamma * weight * mean + season) / (gamma * weight + 1) : value
      weight = gamma * weight + 1
      if isOld, week == nil { week = WeekShape() }
      week?.learn(seen - mean - Double(drift.measured), at: seconds, neutral: 0)
    }

    private mutating func tryNarrowing(_ residual: Double, at seconds: Int64) {
      guard week != nil else { return }
      let believed = squares / squareWeight
      guard let variance = trial.take(residual * residual, weight: 1, believed: believed, at: seconds) else {
        return
      }
      squareWeight = min(squareWeight, 168)
      squares = variance * squareWeight
    }
  }

  private var plainTrack = Track()
  private var logTrack = Track()
  /// One, of a key that was zero at times; in a list, as most keys have none and pay for no more than its place.
  private(set) var busyValues: [BusyValues] = []
  public var observations: Int { Int(looks) }
  /// Half the size of a number that nobody reaches: keys are many.
  private var looks: Int32 = 0
  /// No value was below zero: then none is expected there, whatever a level and a week's shape add up to.
  private var isNeverNegative = true
  /// Only the logarithm, for values that are sizes.
  private let isLogOnly: Bool

  public init(isLogOnly: Bool) { self.isLogOnly = isLogOnly }

  static func logarithm(_ value: Double) -> Double { value >= 0 ? log1p(value) : -log1p(-value) }
  static func unlogarithm(_ value: Double) -> Double { value >= 0 ? expm1(value) : -expm1(-value) }

  private var prefersLog: Bool {
    // Densities on the two scales are comparable after the change of variable, which the plain track's
    // residual scale carries; the margin keeps a young key on the logarithm.
    isLogOnly || observations < 20 || logTrack.evidence + jacobianSum >= plainTrack.evidence
  }
  private var jacobianSum = 0.0

  /// What a key's siblings say of its spread: variances on the two scales.
  public struct Prior: Sendable {
    public var logVariance: Double
    /// And of what they amount to while they are not idle.
    var busy: BusyValues.Prior?

    public init(logVariance: Double) { self.logVariance = logVariance }
  }

  private func plainPrior(_ prior: Prior) -> Double {
    prior.logVariance * plainTrack.size
  }

  /// What the model says of a bucket, on the scale that it prefers.
  public struct Outlook: SeriesOutlook {
    let isLog: Bool
    let isKnown: Bool
    let isNeverNegative: Bool
    let center: Double
    let scale: Double
    let freedom: Double
    /// Of a key that is idle at times.
    let busy: BusyValues.Outlook?

    fileprivate init(
      _ track: borrowing Track, isLog: Bool, isKnown: Bool, isNeverNegative: Bool, at seconds: Int64,
      prior: Double, busy: BusyValues.Outlook?
    ) {
      self.busy = busy
      self.isLog = isLog
      self.isKnown = isKnown
      self.isNeverNegative = isNeverNegative
      center = track.center(at: seconds)
      (scale, freedom) = track.predictive(prior: prior)
    }

    /// What the key's seasons know nothing of: it is zero most of the time.
    private var idle: BusyValues.Outlook? { busy?.isIdle == true ? busy : nil }

    /// Distance from the expected, in scales of what is predicted.
    func residual(of value: Double) -> Double { idle?.residual(of: value) ?? scales(of: value) }

    private func scales(of value: Double) -> Double {
      ((isLog ? SeasonalMetric.logarithm(value) : value) - center) / scale
    }

    public func upperSurprisal(of value: Double) -> Double {
      guard isKnown else { return 0 }
      if let idle { return idle.upperSurprisal(of: value) }
      let seasonal = -Tails.logStudentUpper(scales(of: value), freedom: freedom)
      // Beside the hours, a second chance to be strange, which has its price.
      return max(seasonal, busy.map { $0.upperSurprisal(of: value) - log(2) } ?? 0)
    }

    public func lowerSurprisal(of value: Double) -> Double {
      guard isKnown else { return 0 }
      return idle?.lowerSurprisal(of: value) ?? -Tails.logStudentUpper(-scales(of: value), freedom: freedom)
    }

    /// The value of which so much or more (or less) has that surprisal.
    func bound(upper: Bool, surprisal: Double) -> Double {
      guard isKnown else { return 0 }
      if let idle {
        return upper ? idle.upperBound(surprisal: surprisal) : idle.lowerBound(surprisal: surprisal)
      }
      let t = Tails.studentUpperQuantile(surprisal: surprisal, freedom: freedom)
      let seasonal = expectation(scales: upper ? t : -t)
      guard upper, let busy else { return seasonal }
      return min(seasonal, busy.upperBound(surprisal: surprisal + log(2)))
    }

    public var expected: Double { isKnown ? idle?.expected ?? expectation(scales: 0) : 0 }

    /// Median and the value `t` scales above it, in the value's own unit.
    func expectation(scales t: Double) -> Double {
      guard isKnown else { return 0 }
      let value = isLog ? SeasonalMetric.unlogarithm(min(700, center + t * scale)) : center + t * scale
      return isNeverNegative ? max(0, value) : value
    }

    public func extend(_ run: inout RecentRun, with value: Double) {
      run.append(residual: residual(of: value))
    }
  }

  public func outlook(at seconds: Int64, prior: Prior) -> Outlook {
    let isKnown = observations > 0
    let busy = busyValues.first?.outlook(at: seconds, prior: prior.busy, variance: prior.logVariance)
    if prefersLog {
      return Outlook(
        logTrack, isLog: true, isKnown: isKnown, isNeverNegative: isNeverNegative, at: seconds,
        prior: prior.logVariance, busy: busy)
    }
    return Outlook(
      plainTrack, isLog: false, isKnown: isKnown, isNeverNegative: isNeverNegative, at: seconds,
      prior: plainPrior(prior), busy: busy)
  }

  /// Surprisal of the side's tail.
  public func surprisal(of value: Double, upper: Bool, at seconds: Int64, prior: Prior) -> Double {
    let now = outlook(at: seconds, prior: prior)
    return upper ? now.upperSurprisal(of: value) : now.lowerSurprisal(of: value)
  }

  /// Distance from the expected, in scales of what is predicted.
  func residual(of value: Double, at seconds: Int64, prior: Prior) -> Double {
    outlook(at: seconds, prior: prior).residual(of: value)
  }

  /// Part of the predicted variance that is the level's error, and the degrees of freedom.
  func doubt(_ prior: Prior) -> (shared: Double, freedom: Double) {
    let track = prefersLog ? logTrack : plainTrack
    // σ² / n of σ² (1 + 1 / n)
    return (1 / (1 + max(track.weight, 0.5)), track.predictive(prior: 1).freedom)
  }

  public mutating func advance(by seconds: Int64, prior: Prior) {
    if !isLogOnly { plainTrack.advance(by: Double(seconds), prior: plainPrior(prior)) }
    logTrack.advance(by: Double(seconds), prior: prior.logVariance)
  }

  // MARK: Change points

  public var heapBytes: Int {
    let busy = busyValues.first?.heapBytes ?? 0
    return [plainTrack, logTrack].reduce(busy) {
      $0 + ($1.week == nil ? 0 : WeekShape.byteCount + Drift.byteCount)
    }
  }
  /// Whether a change could be told from chance.
  public var isBusy: Bool { logTrack.week != nil && busyValues.first?.isIdle != true }

  /// What a value says of a change.
  public func evidence(of value: Double, at seconds: Int64, prior: Prior) -> ChangeWatch.Evidence {
    let own = residual(of: value, at: seconds, prior: prior)
    // 0 where the hours hardly differ, as what differs there is noise.
    func gain(_ hour: Int64) -> Double {
      let other = residual(of: value, at: hour, prior: prior)
      return abs(other - own) > 1 ? (own * own - other * other) / 2 : 0
    }
    return ChangeWatch.Evidence(
      residual: own, actual: value, expected: expectation(at: seconds, prior: prior),
      isLater: gain(seconds - 3600), isEarlier: gain(seconds + 3600))
  }

  /// Follows a change at once; the level (or spread, or hour) before and after it.
  public mutating func accept(_ change: ChangeWatch.Change, prior: Prior) -> (before: Double, after: Double) {
    let isLog = prefersLog
    let scale = (isLog ? logTrack : plainTrack).predictive(
      prior: isLog ? prior.logVariance : plainPrior(prior)
    ).scale
    // As of a bucket of no shape; where no value was negative, none is told.
    func level() -> Double {
      let level = isLog ? Self.unlogarithm(logTrack.mean) : plainTrack.mean
      return isNeverNegative ? max(0, level) : level
    }
    let before = level()
    switch change.kind {
    case .level:
      logTrack.move(by: isLog ? change.amount * scale : nil, buckets: change.buckets, spread: change.spread)
      plainTrack.move(by: isLog ? nil : change.amount * scale, buckets: change.buckets, spread: change.spread)
      return (before, level())
    case .scale:
      logTrack.squares *= change.amount
      plainTrack.squares *= change.amount
      return (scale, scale * change.amount.squareRoot())
    case .time:
      logTrack.week?.shift(hours: Int(change.amount / 3600))
      plainTrack.week?.shift(hours: Int(change.amount / 3600))
      return (0, change.amount)
    }
  }

  /// Median and the value `t` scales above it, in the value's own unit.
  public func expectation(at seconds: Int64, prior: Prior, scales t: Double = 0) -> Double {
    outlook(at: seconds, prior: prior).expectation(scales: t)
  }

  public mutating func learn(
    _ value: Double, outlook: Outlook, at seconds: Int64, bucketSeconds: Int64, prior: Prior
  ) {
    learn(value, at: seconds, bucketSeconds: bucketSeconds, prior: prior)
  }

  public mutating func learn(_ value: Double, at seconds: Int64, bucketSeconds: Int64, prior: Prior) {
    let isOld = Double(observations) * Double(bucketSeconds) >= 86_400 / 2 && observations >= 48
    if !isLogOnly {
      plainTrack.learn(
        value, at: seconds, bucketSeconds: bucketSeconds, isOld: isOld, prior: plainPrior(prior))
      jacobianSum = 0.998 * jacobianSum - Self.logarithm(abs(value))
    }
    learnBusy(value, at: seconds, bucketSeconds: bucketSeconds, prior: prior)
    logTrack.learn(
      Self.logarithm(value), at: seconds, bucketSeconds: bucketSeconds, isOld: isOld,
      prior: prior.logVariance)
    if looks < .max { looks += 1 }
    if value < 0 { isNeverNegative = false }
  }

  /// Before the logarithm has learnt the value: of what comes before the first zero, it knows all.
  private mutating func learnBusy(_ value: Double, at seconds: Int64, bucketSeconds: Int64, prior: Prior) {
    if value < 0 { busyValues = [] }
    if busyValues.isEmpty, value == 0, isNeverNegative {
      busyValues = [
        BusyValues(
          mean: logTrack.mean, weight: logTrack.weight, squares: logTrack.squares,
          squareWeight: logTrack.squareWeight)
      ]
    }
    guard !busyValues.isEmpty else { return }
    busyValues[0].learn(
      value, at: seconds, bucketSeconds: bucketSeconds, prior: prior.busy, variance: prior.logVariance)
  }

  /// Squared residuals on the logarithm and their number: for the siblings' prior.
  public var spreadEvidence: (squares: Double, weight: Double) { (logTrack.squares, logTrack.squareWeight) }

  public func encode(to writer: inout StateWriter) {
    writer.write(isLogOnly ? 1 : 0)
    writer.write(isNeverNegative)
    writer.write(observations)
    writer.write(jacobianSum)
    if !isLogOnly { plainTrack.encode(to: &writer) }
    logTrack.encode(to: &writer)
    writer.write(busyValues.first)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    isLogOnly = try reader.readInt() == 1
    isNeverNegative = try reader.readBool()
    looks = Int32(clamping: try reader.readInt())
    jacobianSum = try reader.readDouble()
    if !isLogOnly { plainTrack = try Track(from: &reader) }
    logTrack = try Track(from: &reader)
    if let busy = try reader.readIfAny(BusyValues.self) { busyValues = [busy] }
  }
}
