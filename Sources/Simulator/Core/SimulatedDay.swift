/// Milliseconds since 1970 in UTC.
typealias Milliseconds = Int64

/// One day of the simulation, in UTC, with what the calendar says about it.
struct SimulatedDay: Sendable {
  /// Days since the simulation began.
  let index: Int
  let start: Milliseconds
  let year: Int
  let month: Int
  let dayOfMonth: Int
  /// 0 is Monday.
  let weekday: Int
  /// `2026-01-05`
  let text: String

  init(index: Int, simulationStart: Int64) {
    self.index = index
    let epochDay = Int(simulationStart.quotientFloored(by: 86_400)) + index
    start = Milliseconds(epochDay) * 86_400_000
    weekday = Self.weekday(ofEpochDay: epochDay)
    (year, month, dayOfMonth) = Self.civil(epochDay)
    text = "\(year)-\(Self.padded(month))-\(Self.padded(dayOfMonth))"
    // Every other Tuesday; 6 January 2026 is one of them.
    isPatchDay = weekday == 1 && (epochDay / 7) % 2 == (20_459 / 7) % 2
  }

  let isPatchDay: Bool
  var isWeekend: Bool { weekday >= 5 }
  var isFirstOfMonth: Bool { dayOfMonth == 1 }
  var isThirdMonday: Bool { weekday == 0 && (15...21).contains(dayOfMonth) }

  func time(hour: Double) -> Milliseconds { start + Milliseconds(hour * 3_600_000) }

  static func weekday(ofEpochDay day: Int) -> Int { (day + 3) % 7 }

  static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// The date of a day since 1970 (Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`).
  static func civil(_ epochDay: Int) -> (year: Int, month: Int, day: Int) {
    let z = epochDay + 719_468
    let era = z / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}

extension Int64 {
  func quotientFloored(by divisor: Int64) -> Int64 {
    self >= 0 ? self / divisor : (self - divisor + 1) / divisor
  }
}
