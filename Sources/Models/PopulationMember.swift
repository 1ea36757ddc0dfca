#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// A member of a population: its own habit on a logarithmic scale, with its peers as prior.
///
/// Use for `over`: a content network is always an outlier among domains, and never news. A member without a
/// past is judged by what others did at the same age; the more it has shown, the more by itself.
///
/// - Input: a value ≥ 0 an active bucket.
/// - Output: tails as surprisal in nats, Student's t on ln(1 + x).
/// - State: 32 bytes a member; 500 bytes a population.
///
/// ## Source
/// The normal–normal hierarchical model: Gelman et al., *Bayesian Data Analysis* (3rd ed., 2013), eq. 5.17,
/// with moments in place of a hyperprior.
public struct PopulationMember: StateCodable {
  private var mean = 0.0
  /// Decayed number of observations, and their squared residuals.
  private var weight = 0.0
  private var squares = 0.0
  public private(set) var observations = 0

  public init() {}

  /// Share of a member's habit that an observation leaves: about 50 are remembered.
  static let keep = 0.98

  /// What is expected of a member's next value, on the scale of ln(1 + x).
  public struct Belief: Sendable {
    public var center: Double
    public var scale: Double
    public var freedom: Double
    /// Part of the variance that is doubt of the member's level, and the same for all its values.
    public var shared: Double
  }

  public func predictive(_ population: Population) -> Belief {
    let peers = population.peers(atAge: observations)
    // The member's own spread, shrunk to the members' with the strength of four observations.
    let within = (squares + 4 * population.withinVariance) / (weight + 4)
    guard weight > 0 else {
      return Belief(
        center: peers.mean, scale: peers.variance.squareRoot(), freedom: peers.freedom, shared: 1)
    }
    // 1/τ² + n/σ²
    let precision = 1 / peers.variance + weight / within
    let center = (peers.mean / peers.variance + weight * mean / within) / precision
    let variance = 1 / precision + within
    return Belief(
      center: center, scale: variance.squareRoot(), freedom: min(peers.freedom, 4 + weight),
      shared: 1 / precision / variance)
  }

  public mutating func learn(_ x: Double) {
    let step = weight > 0 ? x - mean : 0
    weight = Self.keep * weight + 1
    mean += (x - mean) / weight
    squares = Self.keep * squares + step * (x - mean)
    observations += 1
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(mean)
    writer.write(weight)
    writer.write(squares)
    writer.write(observations)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    mean = try reader.readDouble()
    weight = try reader.readDouble()
    squares = try reader.readDouble()
    observations = try reader.readInt()
  }
}

/// What members of a population show at each age, and how much one member varies.
public struct Population: StateCodable {
  private static let ages = 12
  private var means = [Double](repeating: 0, count: ages)
  private var squares = [Double](repeating: 0, count: ages)
  private var weights = [Double](repeating: 0, count: ages)
  private var within = 0.0
  private var withinWeight = 0.0

  public static let heapBytes = 3 * TableBytes.block(ages * 8)

  public init() {}

  private static func rung(_ age: Int) -> Int {
    min(ages - 1, Int.bitWidth - (age + 1).leadingZeroBitCount - 1)
  }

  /// Mean and variance of ln(1 + x) at an age, with a wide belief worth three members.
  public func peers(atAge age: Int) -> (mean: Double, variance: Double, freedom: Double) {
    let rung = Self.rung(age)
    let weight = weights[rung]
    let variance = (squares[rung] + 3) / (weight + 3)
    return (means[rung], max(variance, 0.01), min(weight, 40) + 3)
  }

  var withinVariance: Double { max(0.01, (within + 1) / (withinWeight + 2)) }

  /// Takes in one member's value, its predictive as it was before.
  public mutating func learn(_ x: Double, age: Int, center: Double, scale: Double) {
    let rung = Self.rung(age)
    // Forgets by the observation of a whole population: some ten thousand of them.
    let keep = 0.9999
    // One intruder must not widen what is ordinary.
    let seen = weights[rung] > 20 ? min(max(x, center - 4 * scale), center + 4 * scale) : x
    weights[rung] = keep * weights[rung] + 1
    let step = seen - means[rung]
    means[rung] += step / weights[rung]
    squares[rung] = keep * squares[rung] + step * (seen - means[rung])
    if age >= 2 {
      within = keep * within + (seen - center) * (seen - center)
      withinWeight = keep * withinWeight + 1
    }
  }

  public func encode(to writer: inout StateWriter) {
    for value in means + squares + weights + [within, withinWeight] { writer.write(value) }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    for index in means.indices { means[index] = try reader.readDouble() }
    for index in squares.indices { squares[index] = try reader.readDouble() }
    for index in weights.indices { weights[index] = try reader.readDouble() }
    within = try reader.readDouble()
    withinWeight = try reader.readDouble()
  }
}
