import HarrierDetectors

#if canImport(Glibc)
  import Glibc
#endif

extension Side {
  /// What two sides cost beyond one, in nats (Bonferroni).
  var price: Double { self == .both ? log(2) : 0 }

  /// Surprisal of the stranger of the sides that are asked, at least 0, and which it is.
  ///
  /// - Parameter surprisal: of one side, its price paid.
  @inline(__always)
  func stranger(_ surprisal: (_ isHigh: Bool) -> Double) -> (surprisal: Double, isHigh: Bool) {
    switch self {
    case .high: return (surprisal(true), true)
    case .low: return (surprisal(false), false)
    case .both:
      let (upper, lower) = (surprisal(true), surprisal(false))
      return (max(upper, lower), upper >= lower)
    }
  }
}
