/// A recurrence rule: every so many days, weeks, months or years.
///
/// ## Source
/// RFC 5545, 3.3.10. Not supported: BYSETPOS, BYHOUR and other parts finer or wider than a day.
public struct Recurrence: Sendable, Hashable {
  public enum Frequency: String, Sendable, CaseIterable {
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case yearly = "YEARLY"
  }

  /// A weekday, 0 for Monday, and for months which of them: 2 the second, −1 the last, 0 each.
  public struct Weekday: Sendable, Hashable {
    public var weekday: Int64
    public var ordinal: Int64
  }

  static let weekdayNames = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  public var frequency: Frequency
  public var interval: Int64 = 1
  public var weekdays: [Weekday] = []
  public var monthDays: [Int64] = []
  /// The last instant at which an occurrence may begin, in seconds since the epoch.
  public var until: Int64?
  /// The last day that has an occurrence, where a number of them was given.
  var lastDay: Int64?

  public init(_ frequency: Frequency) { self.frequency = frequency }

  /// Whether a day has an occurrence, for a rule that starts on the first.
  public func holds(day: Int64, first: Int64) -> Bool {
    guard day >= first, day <= lastDay ?? .max else { return false }
    // RFC 5545: DTSTART is the first occurrence, whatever the rule.
    return day == first || fits(day: day, first: first)
  }

  private func fits(day: Int64, first: Int64) -> Bool {
    let date = CivilDate(day: day)
    let start = CivilDate(day: first)
    switch frequency {
    case .daily:
      return (day - first) % interval == 0 && (weekdays.isEmpty || isWeekday(day))
    case .weekly:
      let weeks = Self.week(day) - Self.week(first)
      return weeks % interval == 0
        && (weekdays.isEmpty ? Self.weekday(day) == Self.weekday(first) : isWeekday(day))
    case .monthly:
      let months = (date.year - start.year) * 12 + date.month - start.month
      return months % interval == 0 && fitsMonth(day, date, start)
    case .yearly:
      return (date.year - start.year) % interval == 0 && date.month == start.month
        && fitsMonth(day, date, start)
    }
  }

  private func fitsMonth(_ day: Int64, _ date: CivilDate, _ start: CivilDate) -> Bool {
    if weekdays.isEmpty, monthDays.isEmpty { return date.day == start.day }
    let length = date.monthLength
    let isDay = monthDays.isEmpty || monthDays.contains { $0 == date.day || $0 == date.day - length - 1 }
    let isWeekday =
      weekdays.isEmpty
      || weekdays.contains { one in
        one.weekday == Self.weekday(day)
          && (one.ordinal == 0 || one.ordinal == (date.day - 1) / 7 + 1
            || one.ordinal == -((length - date.day) / 7 + 1))
      }
    return isDay && isWeekday
  }

  private func isWeekday(_ day: Int64) -> Bool { weekdays.contains { $0.weekday == Self.weekday(day) } }

  /// 1970-01-01 was a Thursday.
  static func weekday(_ day: Int64) -> Int64 { ((day + 3) % 7 + 7) % 7 }
  /// Weeks start on Monday.
  private static func week(_ day: Int64) -> Int64 { (day + 3 - weekday(day)) / 7 }

  /// Ends after so many occurrences.
  mutating func end(after count: Int, first: Int64) {
    var left = count
    var day = first
    // A rule that finds none for ten years has no more.
    var idle = 0
    while left > 0, idle < 3660 {
      if holds(day: day, first: first) {
        left -= 1
        lastDayFound = day
        idle = 0
      } else {
        idle += 1
      }
      day += 1
    }
    lastDay = lastDayFound
  }
  private var lastDayFound: Int64?
}

/// A day of the Gregorian calendar.
///
/// ## Source
/// `civil_from_days`: Howard Hinnant, *chrono-Compatible Low-Level Date Algorithms* (2013).
struct CivilDate {
  var year: Int64
  var month: Int64
  var day: Int64

  init(day days: Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var monthLength: Int64 {
    if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
    return [4, 6, 9, 11].contains(month) ? 30 : 31
  }
}
