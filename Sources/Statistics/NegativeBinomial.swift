#if canImport(Glibc)
  import Glibc
#endif

/// Counts whose variance exceeds their mean: μ + μ²/r.
///
/// - `mean`: μ ≥ 0, events a bucket.
/// - `size`: r > 0; large is Poisson.
public struct NegativeBinomial: Sendable {
  public let mean: Double
  public let size: Double

  public init(mean: Double, size: Double) {
    self.mean = max(mean, 1e-9)
    self.size = min(max(size, 1e-3), 1e7)
  }

  /// ln P(X ≥ k).
  ///
  /// P(X ≥ k) = I_{μ/(r+μ)}(k, r) (Abramowitz & Stegun 26.5.26).
  /// - Complexity: constant; some 20 terms of a continued fraction.
  public func logUpperTail(from k: Double) -> Double {
    if k <= 0 { return 0 }
    let total = size + mean
    return Tails.logIncompleteBeta(k, size, x: mean / total, y: size / total)
  }

  /// ln P(X ≤ k).
  public func logLowerTail(to k: Double) -> Double {
    if k < 0 { return -.infinity }
    let total = size + mean
    return Tails.logIncompleteBeta(size, k + 1, x: size / total, y: mean / total)
  }

  public var variance: Double { mean + mean * mean / size }

  /// The least k with P(X ≥ k) ≤ exp(−`surprisal`), for an explanation's bounds.
  ///
  /// - Complexity: some 40 tails (doubling, then halving).
  public func upperQuantile(surprisal: Double) -> Double {
    var high = max(1, mean.rounded(.up))
    while logUpperTail(from: high) > -surprisal, high < 1e15 { high *= 2 }
    var low = 0.0
    while high - low > max(1, high * 1e-6) {
      let middle = ((low + high) / 2).rounded(.down)
      if logUpperTail(from: middle) > -surprisal { low = middle } else { high = middle }
    }
    return high
  }
}
