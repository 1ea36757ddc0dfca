#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// A budget of alerts a day, turned into the one return period at which that many are expected.
///
/// J detectors, each expected to show something of return period T once in T: Σ 1/T = J/T = N a day, so
/// T = J/N days. That is the promise, and the upper bound: detectors that see the same things strike together, and what
/// they tell of one host in an hour is one story. Where it is known how many stories of a day's return period a day
/// brings (c), T = c/N days is what gives N.
///
/// Who asks for five alerts a day has not asked for fifty on the day when a change of the network makes everything
/// strange. Beyond 1.4 times the budget within a day each alert must be twice as rare as the one before
/// (``price(after:storiesADay:)``): chance stays near the budget, and an intrusion, whose return periods lie far beyond
/// it, comes through.
public struct Budget: Sendable {
  public let alertsPerDay: Double
  /// By promise, where nothing is known of the stories.
  public let returnPeriodSeconds: Double

  public init(alertsPerDay: Double, detectors: Int) {
    self.alertsPerDay = alertsPerDay
    returnPeriodSeconds = Double(max(1, detectors)) / max(alertsPerDay, 1e-6) * ReturnPeriod.day
  }

  /// The time that the budget is counted over: a day, or as long as one alert has to last.
  public var windowSeconds: Double { ReturnPeriod.day * max(1, 1 / max(alertsPerDay, 1e-3)) }

  /// Alerts that such a time may hold before they become dearer.
  public var allowance: Int { max(1, Int(1.4 * min(alertsPerDay, 1e6))) }

  /// The return period from which on stories are counted, in seconds: a day, or less where the budget asks for less.
  public var countedFrom: Double { min(ReturnPeriod.day, returnPeriodSeconds) }

  /// The return period at which so many are expected, in seconds.
  ///
  /// - Parameter storiesADay: of at least ``countedFrom``; nil where that is not known.
  public func returnPeriod(storiesADay: Double?) -> Double {
    guard let storiesADay else { return returnPeriodSeconds }
    return min(returnPeriodSeconds, countedFrom * max(1, storiesADay / max(alertsPerDay, 1e-6)))
  }

  /// The return period that the next alert needs, in seconds, where the window has had so many.
  public func price(after spent: Int, storiesADay: Double?) -> Double {
    let beyond = max(0, spent - allowance + 1)
    return returnPeriod(storiesADay: storiesADay) * pow(2, Double(min(beyond, 240)))
  }
}
