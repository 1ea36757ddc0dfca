import HarrierEvents
import HarrierScoring

/// Times and spans as people read them, in UTC.
public enum TimeText {
  /// The bucket's start: to the minute, or the day alone where a bucket is a day or more.
  public static func label(_ time: EventTime, bucketSpan: Int64) -> String {
    bucketSpan >= 86_400 ? String(time.iso8601.prefix(10)) : minute(time)
  }

  public static func minute(_ time: EventTime) -> String { shorten(time.iso8601, to: 16) }

  public static func millisecond(_ time: EventTime) -> String { shorten(time.iso8601, to: 23) }

  /// An ISO 8601 text to the minute, as the summary has it.
  public static func minute(iso8601: String) -> String { shorten(iso8601, to: 16) }

  private static func shorten(_ iso8601: String, to length: Int) -> String {
    VisibleText.line(String(iso8601.prefix(length)).replacing("T", with: " "))
  }

  /// `40 seconds`, `3 hours`, `about 5 weeks`, `more than 1000 years`.
  public static func span(seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1000 * year else { return "more than 1000 years" }
    if seconds < 1 { return "less than a second" }
    let units: [(seconds: Double, name: String)] = [
      (year, "year"), (year / 12, "month"), (604_800, "week"), (86_400, "day"), (3600, "hour"),
      (60, "minute"), (1, "second"),
    ]
    // Two of a unit at least, before it is used: 36 hours say more than 2 days.
    let unit = units.first { seconds >= 1.95 * $0.seconds } ?? units[units.count - 1]
    let count = Int((seconds / unit.seconds).rounded())
    return "\(count) \(unit.name)\(count == 1 ? "" : "s")"
  }

  private static let year = 365.25 * 86_400
}
