import HarrierStatistics

/// A budget of alerts a day, turned into the one return period at which that many are expected.
///
/// J detectors, each expected to show something of return period T once in T: Σ 1/T = J/T = N a day, so
/// T = J/N days. No other tuning.
public struct Budget: Sendable {
  public let alertsPerDay: Double
  public let returnPeriodSeconds: Double

  public init(alertsPerDay: Double, detectors: Int) {
    self.alertsPerDay = alertsPerDay
    returnPeriodSeconds = Double(max(1, detectors)) / max(alertsPerDay, 1e-6) * ReturnPeriod.day
  }

  public var score: Double { ReturnPeriod.score(seconds: returnPeriodSeconds) }

  public func isAlert(_ record: Record) -> Bool { record.returnPeriodSeconds >= returnPeriodSeconds }
}
