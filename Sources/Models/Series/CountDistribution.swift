import HarrierStatistics

/// Counts of variance φμ + αμ²: negative binomial in units of φ events, φ ≤ 1.
///
/// - `mean`: μ; `ratio`: φ in 0 ..< 1 for counts that keep together, 1 for independent events; `spread`: α.
///
/// ## Source
/// Quasi-Poisson (McCullagh & Nelder 1989, § 6.2.3) as a distribution: X / φ has the variance of a Poisson count of
/// mean μ / φ. Half a count is the correction for continuity, which vanishes at φ = 1.
public struct CountDistribution: Sendable {
  private let scaled: NegativeBinomial
  private let unit: Double

  public init(mean: Double, ratio: Double, spread: Double) {
    unit = ratio
    scaled = NegativeBinomial(mean: mean / ratio, size: 1 / spread)
  }

  public var mean: Double { scaled.mean * unit }
  public var variance: Double { scaled.variance * unit * unit }

  /// ln P(X ≥ k).
  public func logUpperTail(from k: Double) -> Double {
    k <= 0 ? 0 : scaled.logUpperTail(from: (k - 0.5) / unit + 0.5)
  }

  /// ln P(X ≤ k).
  public func logLowerTail(to k: Double) -> Double {
    k < 0 ? -.infinity : scaled.logLowerTail(to: (k + 0.5) / unit - 0.5)
  }

  /// The least k with P(X ≥ k) ≤ exp(−`surprisal`), nearly, for an explanation's bounds.
  public func upperQuantile(surprisal: Double) -> Double {
    ((scaled.upperQuantile(surprisal: surprisal) - 0.5) * unit + 0.5).rounded(.up)
  }

  /// The most k with P(X ≤ k) ≤ exp(−`surprisal`), nearly; 0 where even none is likelier.
  public func lowerQuantile(surprisal: Double) -> Double {
    var (low, high) = (0.0, max(0, mean))
    while high - low > max(0.5, 1e-3 * high) {
      let middle = (low + high) / 2
      if -logLowerTail(to: middle) >= surprisal { low = middle } else { high = middle }
    }
    return -logLowerTail(to: low) >= surprisal ? low.rounded(.down) : 0
  }
}
