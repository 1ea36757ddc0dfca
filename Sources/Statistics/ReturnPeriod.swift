#if canImport(Glibc)
  import Glibc
#endif

/// The one currency of scores: how rarely something so strange turns up by chance.
///
/// 0 at an hour, 25 a day, 50 a week, 75 thirty days, 90 a year, 99 ten years, 100 a hundred years; linear in the
/// logarithm.
public enum ReturnPeriod {
  public static let hour = 3600.0
  public static let day = 86_400.0

  static let knots: [(seconds: Double, score: Double)] = [
    (hour, 0), (day, 25), (7 * day, 50), (30 * day, 75), (365 * day, 90), (3650 * day, 99),
    (36_500 * day, 100),
  ]

  /// 0…100.
  public static func score(seconds: Double) -> Double {
    guard seconds > knots[0].seconds else { return 0 }
    for (lower, upper) in zip(knots, knots.dropFirst()) where seconds < upper.seconds {
      let part = log(seconds / lower.seconds) / log(upper.seconds / lower.seconds)
      return lower.score + part * (upper.score - lower.score)
    }
    return 100
  }

  /// A period held by the longest that a history supports: beyond that it grows by a hundredth of every further factor
  /// of e, which keeps the order among records. In seconds.
  ///
  /// - Parameter limit: above 0.
  public static func supported(_ seconds: Double, by limit: Double) -> Double {
    seconds <= limit ? seconds : limit * (1 + 0.01 * log(seconds / limit))
  }

  /// The inverse of ``supported(_:by:)``: the period before it was held by the history, in seconds.
  ///
  /// - Parameter limit: above 0.
  public static func unheld(_ seconds: Double, by limit: Double) -> Double {
    seconds <= limit ? seconds : limit * exp(min(600, 100 * (seconds / limit - 1)))
  }

  /// The inverse of ``score(seconds:)``, in seconds; an hour for 0 and below.
  public static func seconds(score: Double) -> Double {
    guard score > 0 else { return hour }
    for (lower, upper) in zip(knots, knots.dropFirst()) where score < upper.score {
      let part = (score - lower.score) / (upper.score - lower.score)
      return lower.seconds * exp(part * log(upper.seconds / lower.seconds))
    }
    return knots[knots.count - 1].seconds
  }
}
