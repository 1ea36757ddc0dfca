/// Reads the times that logs write: ISO 8601 with any offset and 0–9 digits of a fraction (`T` or a
/// space) or in its basic form, epoch seconds, milliseconds, microseconds or nanoseconds, told apart by their size, and what
/// ``LogTime`` and ``ToolTime`` read.
public enum TimeParser {
  /// - Returns: nil where the bytes are not a time, or not one of ``EventTime/readable``.
  public static func parse(_ value: FieldValue, years: YearWindow? = nil) -> EventTime? {
    switch value.kind {
    case .number: return readable(epoch(value.buffer))
    case .string: return parse(value.buffer, years: years)
    default: return nil
    }
  }

  public static func parse(_ text: UnsafeBufferPointer<UInt8>, years: YearWindow? = nil) -> EventTime? {
    readable(
      iso8601(text) ?? basic(text) ?? epoch(text) ?? LogTime.parse(text, years: years)
        ?? ToolTime.parse(text))
  }

  private static func readable(_ time: EventTime?) -> EventTime? {
    guard let time, EventTime.readable.contains(time.nanoseconds) else { return nil }
    return time
  }

  /// Why a value is no time.
  public static func problem(_ value: FieldValue) -> String {
    switch value.kind {
    case .number: problem(of: epoch(value.buffer))
    case .string: problem(value.buffer)
    default: problem(of: nil)
    }
  }

  public static func problem(_ text: UnsafeBufferPointer<UInt8>) -> String {
    problem(
      of: iso8601(text, anyDay: true) ?? basic(text, anyDay: true) ?? epoch(text)
        ?? LogTime.parse(text, years: nil, anyDay: true) ?? ToolTime.parse(text, anyDay: true))
  }

  /// - Parameter time: as it would be read if a month had any day and the range were longer.
  private static func problem(of time: EventTime?) -> String {
    guard let time else { return "time not understood" }
    return EventTime.readable.contains(time.nanoseconds)
      ? "a date that does not exist" : "a time outside of 1680 to 2259"
  }

  public static func parse(_ text: String) -> EventTime? {
    var text = text
    return text.withUTF8 { parse($0) }
  }

  /// `2026-01-05T09:15:00.123456789+01:00`, `2026-01-05 09:15:00`, `2026-01-05`.
  ///
  /// - Parameter anyDay: whether a month may have 31 days.
  static func iso8601(_ text: UnsafeBufferPointer<UInt8>, anyDay: Bool = false) -> EventTime? {
    guard text.count >= 10, text.count <= 40, text[4] == 0x2D, text[7] == 0x2D,
      let year = digits(text, 0, 4), let month = digits(text, 5, 2), let day = digits(text, 8, 2),
      let midnight = midnight(year, month, day, anyDay)
    else { return nil }
    if text.count == 10 { return EventTime(seconds: midnight) }
    guard text.count >= 16, text[10] == 0x54 || text[10] == 0x20 || text[10] == 0x74,
      let hour = digits(text, 11, 2), text[13] == 0x3A, let minute = digits(text, 14, 2), hour <= 24,
      minute < 60
    else { return nil }
    let second = text.count > 16 && text[16] == 0x3A ? digits(text, 17, 2) ?? .max : nil
    return moment(text, at: second == nil ? 16 : 19, midnight, hour, minute, second)
  }

  /// `20260105T091500Z`, `20260105T0915+0100`: ISO 8601 without what divides its parts.
  static func basic(_ text: UnsafeBufferPointer<UInt8>, anyDay: Bool = false) -> EventTime? {
    guard text.count >= 13, text.count <= 36, text[8] == 0x54 || text[8] == 0x74 || text[8] == 0x20,
      let year = digits(text, 0, 4), let month = digits(text, 4, 2), let day = digits(text, 6, 2),
      let midnight = midnight(year, month, day, anyDay), let hour = digits(text, 9, 2), hour <= 24
    else { return nil }
    // `20260105 09:15:00`, where the clock is written in full all the same.
    let colon = text[11] == 0x3A ? 1 : 0
    guard let minute = digits(text, 11 + colon, 2), minute < 60 else { return nil }
    let end = 13 + colon
    let hasSecond = colon == 0 || (end < text.count && text[end] == 0x3A)
    let second = hasSecond ? digits(text, end + colon, 2) : nil
    return moment(text, at: second == nil ? end : end + colon + 2, midnight, hour, minute, second)
  }

  @inline(__always)
  private static func midnight(_ year: Int64, _ month: Int64, _ day: Int64, _ anyDay: Bool) -> Int64? {
    guard (1...12).contains(month), (1678...2261).contains(year),
      anyDay ? (1...31).contains(day) : EventTime.has(day: day, month: month, year: year)
    else { return nil }
    return EventTime.days(year: year, month: month, day: day) * 86_400
  }

  /// The rest of a time: a fraction behind the second, and a zone. The hour 24 is the end of the day and nothing behind.
  @inline(__always)
  private static func moment(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, _ midnight: Int64, _ hour: Int64, _ minute: Int64,
    _ second: Int64?
  ) -> EventTime? {
    guard (second ?? 0) <= 60 else { return nil }
    let seconds = midnight + hour * 3600 + minute * 60 + (second ?? 0)
    var at = start
    var nanoseconds: Int64 = 0
    if second != nil {
      if at < text.count, text[at] == 0x2E || text[at] == 0x2C {
        at += 1
        var scale: Int64 = 100_000_000
        let start = at
        while at < text.count, text[at] >= 0x30, text[at] <= 0x39 {
          nanoseconds += Int64(text[at] - 0x30) * scale
          scale /= 10
          at += 1
        }
        if at == start { return nil }
      }
    }
    guard hour < 24 || (minute == 0 && (second ?? 0) == 0 && nanoseconds == 0),
      let offset = zone(text, &at), at == text.count
    else { return nil }
    return EventTime(nanoseconds: (seconds - offset) * 1_000_000_000 + nanoseconds)
  }

  /// Seconds east of UTC: nothing and `Z` are 0, else `±hh`, `±hhmm`, `±hh:mm`.
  private static func zone(_ text: UnsafeBufferPointer<UInt8>, _ at: inout Int) -> Int64? {
    if at == text.count { return 0 }
    if text[at] == 0x5A || text[at] == 0x7A {
      at += 1
      return 0
    }
    if text[at] == 0x20 { at += 1 }
    guard at < text.count, text[at] == 0x2B || text[at] == 0x2D else {
      // `2026-01-05 09:15:00 UTC`
      guard text.count - at == 3, text[at] == 0x55, text[at + 1] == 0x54, text[at + 2] == 0x43 else {
        return nil
      }
      at += 3
      return 0
    }
    let sign: Int64 = text[at] == 0x2D ? -1 : 1
    guard let hours = digits(text, at + 1, 2), hours < 24 else { return nil }
    at += 3
    if at < text.count, text[at] == 0x3A { at += 1 }
    if at == text.count { return sign * hours * 3600 }
    guard let minutes = digits(text, at, 2), minutes < 60 else { return nil }
    at += 2
    return sign * (hours * 3600 + minutes * 60)
  }

  @inline(__always)
  private static func digits(_ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ count: Int) -> Int64? {
    guard from + count <= text.count else { return nil }
    var value: Int64 = 0
    for at in from..<(from + count) {
      let digit = text[at] &- 0x30
      if digit > 9 { return nil }
      value = value * 10 + Int64(digit)
    }
    return value
  }

  /// Seconds below 10¹¹, milliseconds below 10¹⁴, microseconds below 10¹⁷, nanoseconds from there; a
  /// fraction counts exactly.
  static func epoch(_ text: UnsafeBufferPointer<UInt8>) -> EventTime? {
    var at = 0
    let negative = text.first == 0x2D
    if negative { at += 1 }
    var whole: Int64 = 0
    let start = at
    while at < text.count, text[at] >= 0x30, text[at] <= 0x39 {
      let (product, overflow) = whole.multipliedReportingOverflow(by: 10)
      if overflow || product > Int64.max - 9 { return nil }
      whole = product + Int64(text[at] - 0x30)
      at += 1
    }
    guard at > start else { return nil }
    let unit: Int64 =
      whole < 100_000_000_000
      ? 1_000_000_000 : whole < 100_000_000_000_000 ? 1_000_000 : whole < 100_000_000_000_000_000 ? 1000 : 1
    var fraction: Int64 = 0
    if at < text.count, text[at] == 0x2E {
      at += 1
      var scale = unit / 10
      while at < text.count, text[at] >= 0x30, text[at] <= 0x39 {
        fraction += Int64(text[at] - 0x30) * scale
        scale /= 10
        at += 1
      }
    }
    if at < text.count, text[at] == 0x65 || text[at] == 0x45 { return exponent(text) }
    guard at == text.count else { return nil }
    let (nanoseconds, overflow) = whole.multipliedReportingOverflow(by: unit)
    guard !overflow, nanoseconds <= Int64.max - fraction else { return nil }
    return EventTime(nanoseconds: negative ? -(nanoseconds + fraction) : nanoseconds + fraction)
  }

  /// `1.7e9`: what some exporters make of a large epoch.
  private static func exponent(_ text: UnsafeBufferPointer<UInt8>) -> EventTime? {
    guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite, abs(value) < 9e18
    else { return nil }
    let unit = abs(value) < 1e11 ? 1e9 : abs(value) < 1e14 ? 1e6 : abs(value) < 1e17 ? 1e3 : 1.0
    // 1.7e10 seconds lie beyond the year 2261.
    return Int64(exactly: (value * unit).rounded(.towardZero)).map { EventTime(nanoseconds: $0) }
  }
}
