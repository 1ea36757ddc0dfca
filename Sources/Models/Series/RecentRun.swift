import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// A key's last values together against what was expected of them: where a slow rise shows that no single value
/// gives away.
///
/// Exponential sums that are as wide as a mean of twelve values (effectively: (Σw)² / Σw² = 12), so that a key pays
/// for four numbers and not for twelve pairs of them.
///
/// - Input: a value, what was expected of it, and the variance that it has of its own.
/// - State: 16 bytes a key; none in saved state before the second value.
/// - Not for: one large value. A value counts up to four standard deviations, so that it takes several.
///
/// ## Source
/// Roberts (1959), doi:10.1080/00401706.1959.10489860: the chart of exponential means. Differs: sums instead of means, each value with
/// a variance of its own, and the error of the level, which the values of a run share, added when it is asked for.
public struct RecentRun: StateCodable {
  /// λ = 2 / (n + 1) for n = 12.
  public static let length = 12
  static let keep: Float = 1 - 2 / Float(length + 1)
  /// Fewer values are no run: the weight of six.
  static let leastWeight: Float = 4
  /// Standard deviations that one value counts at most.
  static let mostScales = 4.0

  /// Σ w x.
  public private(set) var actual: Float = 0
  /// Σ w μ.
  public private(set) var expected: Float = 0
  /// Σ w² σ².
  public private(set) var variance: Float = 0
  /// Σ w.
  public private(set) var weight: Float = 0

  public init() {}

  /// Whether it holds enough values to be asked.
  public var isLong: Bool { weight >= Self.leastWeight }

  public mutating func append(_ value: Double, expected mean: Double, variance own: Double) {
    let most = Self.mostScales * own.squareRoot()
    actual = Self.keep * actual + Float(min(max(value, mean - most), mean + most))
    expected = Self.keep * expected + Float(mean)
    variance = Self.keep * Self.keep * variance + Float(own)
    weight = Self.keep * weight + 1
  }

  /// Takes in a standard residual: the mean is 0, the variance 1.
  public mutating func append(residual: Double) { append(residual, expected: 0, variance: 1) }

  /// Surprisal of the tails of standard residuals, Student's t; `shared` is the part of a residual's variance that is the
  /// level's error, and the same for all of them. A side that is not asked for is 0.
  public func surprisal(
    shared: Double, freedom: Double, isAsked: (_ upper: Bool) -> Bool = { _ in true }
  ) -> (upper: Double, lower: Double) {
    let total = Double(variance) * (1 - shared) + Double(weight) * Double(weight) * shared
    let t = Double(actual) / total.squareRoot()
    guard abs(t) >= Self.ordinaryScales, isAsked(t > 0) else { return (0, 0) }
    let tail = -Tails.logStudentUpper(abs(t), freedom: freedom)
    return t > 0 ? (tail, 0) : (0, tail)
  }

  /// Most runs are within a standard deviation, which is not worth a tail.
  static let ordinaryScales = 1.0

  public func encode(to writer: inout StateWriter) {
    writer.write(weight > 0 ? 1 : 0)
    guard weight > 0 else { return }
    for value in [actual, expected, variance, weight] { writer.write(value) }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    guard try reader.readInt() == 1 else { return }
    actual = try reader.readFloat()
    expected = try reader.readFloat()
    variance = try reader.readFloat()
    weight = try reader.readFloat()
  }
}
