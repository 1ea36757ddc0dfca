#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// When a key's buckets are more than zero, and what they then amount to: for sums of what is idle at times.
///
/// A level that takes zeros for values lies between idle and busy, with a spread that reaches from one to the other, or,
/// where a key is hardly ever busy, with none: beside it no total is far from anything, or all are. Here the two are apart:
/// P(X ≥ x) = p(t) T(x) for x > 0, with p(t) the share of busy buckets at that hour and T the upper tail of
/// Student's t of ln(1 + x) among busy ones.
///
/// - Input: a number ≥ 0 a closed bucket.
/// - State: 100 bytes, made with a key's first zero, and 0.4 KB more for a key that was busy often enough to have hours.
///
/// ## Source
/// Mullahy (1986), doi:10.1016/0304-4076(86)90002-3: the hurdle model. Differs: for real numbers; the hurdle has hours.
struct BusyValues: StateCodable {
  /// Buckets and those of them that were not zero, as far as they are remembered.
  private var buckets = 0.0
  private var busy = 0.0
  /// Of the logarithms of busy ones: mean and weight; Σ of squared residuals and its weight.
  private var mean = 0.0
  private var weight = 0.0
  private var squares = 0.0
  private var squareWeight = 0.0
  private var hours: BusyHours?

  /// Hours of idleness are known only from weeks.
  private static let memorySeconds = 28.0 * 86_400
  /// A mean follows within a hundred busy buckets, a spread within five hundred.
  private static let meanKept = 0.99
  private static let squaresKept = 0.998
  /// What siblings say of a spread is worth so many values of the key's own.
  private static let siblingsWorth = 6.0
  /// Busy buckets before hours are told apart.
  private static let leastForHours = 4.0

  /// Of a key that was never idle until now: what it amounted to.
  init(mean: Double, weight: Double, squares: Double, squareWeight: Double) {
    self.mean = mean
    self.weight = min(weight, 1 / (1 - Self.meanKept))
    self.squares = squares
    self.squareWeight = squareWeight
    buckets = weight
    busy = weight
  }

  // MARK: Siblings

  /// What a key's siblings amount to while they are busy.
  struct Prior: Sendable {
    /// Of the siblings' means, and the variance among these.
    var center: Double
    var between: Double
    /// Variance of the values of one key.
    var within: Double

    private static let leastSiblings = 5.0

    /// nil of so few siblings that they say nothing.
    init?(of siblings: some Sequence<BusyValues>) {
      var (count, sum, sumOfSquares, squares, weight) = (0.0, 0.0, 0.0, 0.0, 0.0)
      for sibling in siblings where sibling.weight > 0 {
        (count, sum, sumOfSquares) = (
          count + 1, sum + sibling.mean, sumOfSquares + sibling.mean * sibling.mean
        )
        // None counts for more than a day of quarter-hours.
        let share = min(1, 96 / max(sibling.squareWeight, 1))
        squares += share * sibling.squares
        weight += share * sibling.squareWeight
      }
      guard count >= Self.leastSiblings else { return nil }
      center = sum / count
      between = max(0.01, (sumOfSquares - sum * center) / (count - 1))
      within = max(0.001, (squares + 2) / (weight + 2))
    }
  }

  // MARK: What is expected

  /// nil where neither the key nor its siblings say what is usual.
  func outlook(at seconds: Int64, prior: Prior?, variance: Double) -> Outlook? {
    guard prior != nil || squareWeight >= 1 else { return nil }
    let (center, scale, freedom) = predictive(prior: prior, variance: variance)
    return Outlook(
      isIdle: isIdle, share: share(at: seconds), center: center, scale: scale, freedom: freedom)
  }

  /// Whether most buckets are zero.
  var isIdle: Bool { busy < 0.5 * buckets }

  /// p(t): of an hour that was never busy, as much as of all others together one bucket more would make.
  private func share(at seconds: Int64) -> Double {
    let least = 1 / (buckets + 2)
    let usual = (busy + 0.5) / (buckets + 1)
    return min(max(hours?.share(at: seconds, usual: usual) ?? usual, least), 1 - least)
  }

  /// Center, scale and degrees of freedom of the next busy value: the key's mean drawn to its siblings' as far as it is not
  /// known (normal–normal; Gelman et al., Bayesian Data Analysis, §2.5), its variance drawn to theirs.
  private func predictive(
    prior: Prior?, variance: Double
  ) -> (center: Double, scale: Double, freedom: Double) {
    let within =
      (squares + Self.siblingsWorth * (prior?.within ?? variance)) / (squareWeight + Self.siblingsWorth)
    let freedom = min(squareWeight, 60) + Self.siblingsWorth
    guard let prior else { return (mean, (within + within / max(weight, 0.5)).squareRoot(), freedom) }
    let precision = weight / within + 1 / prior.between
    let center = (weight * mean / within + prior.center / prior.between) / precision
    return (center, (within + 1 / precision).squareRoot(), freedom)
  }

  /// One bucket as the model has it.
  struct Outlook {
    /// Whether most of the key's buckets are zero.
    let isIdle: Bool
    /// p(t).
    let share: Double
    let center: Double
    let scale: Double
    let freedom: Double

    /// Of a value or more, in nats.
    func upperSurprisal(of value: Double) -> Double {
      value > 0 ? -log(share) - Tails.logStudentUpper(scales(of: value), freedom: freedom) : 0
    }

    /// Of a value or less, in nats.
    func lowerSurprisal(of value: Double) -> Double {
      guard value > 0 else { return -log1p(-share) }
      return -log1p(share * expm1(Tails.logStudentUpper(-scales(of: value), freedom: freedom)))
    }

    private func scales(of value: Double) -> Double { (log1p(value) - center) / scale }

    /// The value of which so much or more has that surprisal; 0 where anything has.
    func upperBound(surprisal: Double) -> Double {
      let rest = surprisal + log(share)
      return rest > 0 ? value(scales: scales(surprisal: rest)) : 0
    }

    /// The value of which so much or less has that surprisal; 0 where nothing has less.
    func lowerBound(surprisal: Double) -> Double {
      let rest = exp(-surprisal) - (1 - share)
      return rest > 0 ? value(scales: -scales(surprisal: -log(rest / share))) : 0
    }

    /// The t of which so much or more has that surprisal.
    private func scales(surprisal: Double) -> Double {
      if surprisal >= log(2) { return Tails.studentUpperQuantile(surprisal: surprisal, freedom: freedom) }
      return -Tails.studentUpperQuantile(surprisal: -log(-expm1(-surprisal)), freedom: freedom)
    }

    private func value(scales: Double) -> Double { max(0, expm1(min(700, center + scales * scale))) }

    /// The median: the busy value that 1 − 1 / 2p of them do not reach, nearly (as of a normal, which is near enough so close
    /// to the center).
    var expected: Double {
      guard share > 0.5 else { return 0 }
      return value(scales: -Tails.normalUpperQuantile(surprisal: -log(1 - 0.5 / share)))
    }

    /// The normal score of a value: the z that is as rare as it.
    func residual(of value: Double) -> Double {
      // Half of the zeros lie below zero: Φ⁻¹((1 − p) / 2), to the first order.
      guard value > 0 else { return -share * (Double.pi / 2).squareRoot() }
      let upper = upperSurprisal(of: value)
      return upper >= log(2)
        ? Tails.normalUpperQuantile(surprisal: upper)
        : -Tails.normalUpperQuantile(surprisal: lowerSurprisal(of: value))
    }
  }

  // MARK: Learning

  mutating func learn(
    _ value: Double, at seconds: Int64, bucketSeconds: Int64, prior: Prior?, variance: Double
  ) {
    let isBusy = value > 0
    let kept = exp(-Double(bucketSeconds) / Self.memorySeconds)
    if hours == nil, busy >= Self.leastForHours { hours = BusyHours() }
    hours?.learn(isBusy, at: seconds)
    buckets = kept * buckets + 1
    busy = kept * busy + (isBusy ? 1 : 0)
    if isBusy { learn(busy: log1p(value), prior, variance) }
  }

  private mutating func learn(busy logarithm: Double, _ prior: Prior?, _ variance: Double) {
    guard weight > 0 else {
      (mean, weight) = (logarithm, 1)
      return
    }
    let (center, scale, _) = predictive(prior: prior, variance: variance)
    let seen = min(max(logarithm, center - 4 * scale), center + 4 * scale)
    squares = Self.squaresKept * squares + (seen - mean) * (seen - mean) * weight / (weight + 1)
    squareWeight = Self.squaresKept * squareWeight + 1
    weight = Self.meanKept * weight + 1
    mean += (seen - mean) / weight
  }

  // MARK: Memory and state

  var heapBytes: Int {
    TableBytes.block(MemoryLayout<Self>.stride + 32) + (hours == nil ? 0 : BusyHours.byteCount)
  }

  func encode(to writer: inout StateWriter) {
    for value in [buckets, busy, mean, weight, squares, squareWeight] { writer.write(value) }
    writer.write(hours)
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    buckets = try reader.readDouble()
    busy = try reader.readDouble()
    mean = try reader.readDouble()
    weight = try reader.readDouble()
    squares = try reader.readDouble()
    squareWeight = try reader.readDouble()
    hours = try reader.readIfAny(BusyHours.self)
  }
}

extension BusyValues.Prior: StateCodable {
  func encode(to writer: inout StateWriter) {
    for value in [center, between, within] { writer.write(value) }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    center = try reader.readDouble()
    between = try reader.readDouble()
    within = try reader.readDouble()
  }
}
