import HarrierEvents

/// The stretch of time an ISO 8601 text names, read without allocating: `2026-01-05` is a day,
/// `2026-01-05T09:15` a minute, `2026-01-05T09:15:00.250Z` a millisecond.
///
/// As in Elasticsearch's ranges: `> 2026-01-05` begins the day after, `<= 2026-01-05` ends with that day.
/// Without a zone it is UTC.
struct DateSpan: Hashable, Sendable {
  /// Nanoseconds since 1970.
  let start: Int64
  /// Exclusive.
  let end: Int64

  func contains(_ moment: Int64) -> Bool { start <= moment && moment < end }

  /// Nil if the bytes are no ISO date with a day, between 1678 and 2261.
  init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count >= 10, bytes.count <= 40 else { return nil }
    var reader = DateReader(bytes: bytes)
    guard let day = reader.day() else { return nil }
    var (seconds, nanos, length) = (day * 86_400, Int64(0), 86_400 * Self.second)
    if !reader.atEnd {
      guard let time = reader.time(), let zone = reader.zone(), reader.atEnd else { return nil }
      seconds += time.seconds - zone
      (nanos, length) = (time.nanos, time.length)
    }
    start = seconds * Self.second + nanos
    end = start + length
  }

  static let second: Int64 = 1_000_000_000
}

private struct DateReader {
  let bytes: UnsafeRawBufferPointer
  var index = 0

  var atEnd: Bool { index == bytes.count }

  /// Days since 1970.
  mutating func day() -> Int64? {
    guard let year = number(4), (1678...2261).contains(year), takes("-"), let month = number(2),
      (1...12).contains(month), takes("-"), let day = number(2), (1...31).contains(day)
    else { return nil }
    let days = EventTime.days(year: year, month: month, day: day)
    let nextMonth = EventTime.days(year: year, month: month + 1, day: 1)
    // `days` knows no thirteenth month, but December has its 31 days anyway.
    return month == 12 || days < nextMonth ? days : nil
  }

  mutating func time() -> (seconds: Int64, nanos: Int64, length: Int64)? {
    guard takes("T") || takes("t") || takes(" "), let hour = number(2), hour < 24, takes(":"),
      let minute = number(2), minute < 60
    else { return nil }
    let whole = hour * 3600 + minute * 60
    guard takes(":") else { return (whole, 0, 60 * DateSpan.second) }
    // 60 is a leap second.
    guard let second = number(2), second <= 60 else { return nil }
    guard takes(".") || takes(",") else { return (whole + second, 0, DateSpan.second) }
    guard let (nanos, length) = fraction() else { return nil }
    return (whole + second, nanos, length)
  }

  private mutating func fraction() -> (nanos: Int64, length: Int64)? {
    var (nanos, length) = (Int64(0), DateSpan.second)
    while !atEnd, let digit = ASCII.digit(bytes[index]) {
      index += 1
      length /= 10
      nanos += Int64(digit) * length
      if length == 0 { return nil }
    }
    return length < DateSpan.second ? (nanos, length) : nil
  }

  /// Seconds ahead of UTC.
  mutating func zone() -> Int64? {
    if atEnd || takes("Z") || takes("z") { return 0 }
    let east = takes("+")
    guard east || takes("-"), let hours = number(2), hours < 24 else { return nil }
    var minutes: Int64 = 0
    if !atEnd {
      _ = takes(":")
      guard let value = number(2), value < 60 else { return nil }
      minutes = value
    }
    return (east ? 1 : -1) * (hours * 3600 + minutes * 60)
  }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    guard !atEnd, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  /// A number of exactly so many digits.
  private mutating func number(_ digits: Int) -> Int64? {
    guard index + digits <= bytes.count else { return nil }
    var result: Int64 = 0
    for _ in 0..<digits {
      guard let digit = ASCII.digit(bytes[index]) else { return nil }
      result = result * 10 + Int64(digit)
      index += 1
    }
    return result
  }
}
