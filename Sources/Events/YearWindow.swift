/// Which year a time without one lies in, such as RFC 3164's `Jan  5 09:15:00`: the last year in which it is not after
/// `latest`.
///
/// The year comes from outside the log and never from the machine's clock, so that a file says the same today and
/// tomorrow, whichever thread reads which part of it. A log may span at most a year.
public struct YearWindow: Sendable, Hashable {
  /// No time without a year is after this.
  public var latest: EventTime

  private static let day: Int64 = 86_400

  public init(latest: EventTime) { self.latest = latest }

  /// No line lies in the file's own future by more than a day: clocks differ, and zones are not told.
  public init(fileModified: EventTime) {
    latest = EventTime(seconds: fileModified.seconds + Self.day)
  }

  /// `first`, the time of a file's first line, lies in the given year; what follows in the calendar of the next
  /// year follows in time. Lines may come up to a day before the first.
  public init(first: EventTime) {
    latest = EventTime(seconds: first.seconds + 364 * Self.day)
  }

  /// Within one calendar year.
  public init(year: Int64) {
    latest = EventTime(seconds: EventTime.days(year: year + 1, month: 1, day: 1) * Self.day - 1)
  }

  /// Seconds since the epoch of a date and time in the year that fits; nil for a date that no near year has.
  @inlinable
  func seconds(month: Int64, day: Int64, secondOfDay: Int64) -> Int64? {
    let latestSeconds = latest.seconds
    var year = EventTime.civil(fromDays: EventTime.floorDivide(latestSeconds, by: 86_400).0).year
    let earliest = year - 8
    while year >= earliest, year > 1678 {
      if EventTime.has(day: day, month: month, year: year) {
        let seconds = EventTime.days(year: year, month: month, day: day) * 86_400 + secondOfDay
        if seconds <= latestSeconds { return seconds }
      }
      year -= 1
    }
    return nil
  }

  @usableFromInline
  static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
}
