#if canImport(Glibc)
  import Glibc
#endif

/// Logarithms of tail probabilities, exact where the probability itself would be zero.
public enum Tails {
  /// ln Γ(x), x > 0.
  @inlinable public static func logGamma(_ x: Double) -> Double {
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }

  /// ln I_x(a, b), the regularised incomplete beta function.
  ///
  /// - Parameters: `a`, `b` > 0; `x` and its complement `y` = 1 − x, both given so that neither loses
  ///   digits.
  ///
  /// ## Source
  /// DLMF 8.17.22 (continued fraction), evaluated by Lentz's method as modified by Thompson & Barnett,
  /// J. Comput. Phys. 64 (1986), with the symmetry I_x(a,b) = 1 − I_y(b,a) where it converges faster.
  public static func logIncompleteBeta(_ a: Double, _ b: Double, x: Double, y: Double) -> Double {
    if x <= 0 { return -.infinity }
    if y <= 0 { return 0 }
    let logFront =
      a * log(x) + b * log(y) + logGamma(a + b) - logGamma(a) - logGamma(b)
    if x < (a + 1) / (a + b + 2) {
      return min(0, logFront - log(a) + log(continuedFraction(a, b, x)))
    }
    let complement = logFront - log(b) + log(continuedFraction(b, a, y))
    if complement >= 0 { return -.infinity }
    return log1p(-exp(complement))
  }

  private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var h = d
    for m in 1...400 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 + even * d
      if abs(d) < tiny { d = tiny }
      c = 1 + even / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      h *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 + odd * d
      if abs(d) < tiny { d = tiny }
      c = 1 + odd / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let step = d * c
      h *= step
      if abs(step - 1) < 1e-14 { break }
    }
    return h
  }

  /// ln √(2π).
  private static let logRootTwoPi = 0.918_938_533_204_672_74

  /// ln P(Z ≥ z) of a standard normal.
  ///
  /// Beyond 30 the asymptotic series of DLMF 7.12.1, where `erfc` underflows.
  public static func logNormalUpper(_ z: Double) -> Double {
    if z < 30 { return log(0.5 * erfc(z / 2.0.squareRoot())) }
    let inverse = 1 / (z * z)
    return -0.5 * z * z - log(z) - logRootTwoPi + log1p(-inverse + 3 * inverse * inverse)
  }

  /// ln P(T ≥ t) of Student's t with `freedom` degrees of freedom.
  ///
  /// P = ½ I_{ν/(ν+t²)}(ν/2, ½) for t ≥ 0 (DLMF 8.17).
  public static func logStudentUpper(_ t: Double, freedom: Double) -> Double {
    let square = t * t
    let x = freedom / (freedom + square)
    let half = logIncompleteBeta(freedom / 2, 0.5, x: x, y: square / (freedom + square)) - log(2)
    return t >= 0 ? half : log1p(-exp(half))
  }

  /// The t ≥ 0 with P(T ≥ t) = exp(−`surprisal`); 0 for what half of all reach, and 1e9 at most.
  ///
  /// Newton's method on ln P over ln t, from the normal quantile with its first correction (Cornish & Fisher 1938); ln P falls ever
  /// steeper in ln t, up to ν, so that after a first step at most it comes down from above.
  public static func studentUpperQuantile(surprisal: Double, freedom: Double) -> Double {
    guard surprisal > log(2) else { return 0 }
    let z = normalUpperQuantile(surprisal: surprisal)
    var t = z + z * (z * z + 1) / (4 * freedom)
    guard t > 0 else { return 0 }
    let front = logGamma((freedom + 1) / 2) - logGamma(freedom / 2) - log(freedom * .pi) / 2
    for _ in 0..<40 {
      let tail = logStudentUpper(t, freedom: freedom)
      let density = front - (freedom + 1) / 2 * log1p(t * t / freedom)
      let step = (surprisal + tail) / (t * exp(density - tail))
      t = min(1e9, t * exp(min(max(step, -4), 4)))
      if abs(step) < 1e-9 || t == 1e9 { break }
    }
    return t
  }

  /// The z ≥ 0 with P(Z ≥ z) = exp(−`surprisal`) of a standard normal; 0 for what half of all reach.
  ///
  /// Newton's method on ln P, which is concave: from above, four steps give nine digits.
  public static func normalUpperQuantile(surprisal: Double) -> Double {
    guard surprisal > log(2) else { return 0 }
    // P(Z ≥ z) ≤ ½ exp(−z² / 2)
    var z = (2 * (surprisal - log(2))).squareRoot()
    for _ in 0..<6 {
      let tail = logNormalUpper(z)
      // The hazard φ(z) / P(Z ≥ z).
      let hazard = exp(-0.5 * z * z - logRootTwoPi - tail)
      z -= (-tail - surprisal) / hazard
    }
    return max(0, z)
  }
}
