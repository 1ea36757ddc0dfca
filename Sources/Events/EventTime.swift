/// A moment of an event, in nanoseconds since 1970-01-01T00:00:00Z: event time, never the machine's clock.
///
/// - Range: 1678 to 2261 (a 64-bit integer's worth of nanoseconds); of a log ``readable``.
public struct EventTime: Hashable, Comparable, Sendable, Codable {
  public var nanoseconds: Int64

  /// Nanoseconds of the times that a log may have, 1680 to 2259: two years off the ends of the range, so that a bucket, a
  /// latency or a day can be added to any without leaving it.
  public static let readable: ClosedRange<Int64> = -9_151_488_000_000_000_000...9_151_488_000_000_000_000

  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
  public init(seconds: Int64) { self.nanoseconds = seconds &* 1_000_000_000 }

  /// Whole seconds, rounded towards the past.
  public var seconds: Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  public static func < (a: EventTime, b: EventTime) -> Bool { a.nanoseconds < b.nanoseconds }

  /// ISO 8601 in UTC with milliseconds, such as `2026-01-05T09:15:00.000Z`: how results print a time.
  public var iso8601: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(24)
    writeISO8601(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the time in ISO 8601 in UTC.
  ///
  /// - Parameter fractionDigits: of the second, 0…9; what is finer is cut off.
  public func writeISO8601(to bytes: inout [UInt8], fractionDigits: Int = 3) {
    precondition((0...9).contains(fractionDigits), "a second has at most nine fraction digits")
    let (seconds, nanos) = Self.floorDivide(nanoseconds, by: 1_000_000_000)
    let (days, secondOfDay) = Self.floorDivide(seconds, by: 86_400)
    let (year, month, day) = Self.civil(fromDays: days)
    func write(_ value: Int64, _ width: Int, after mark: UInt8? = nil) {
      if let mark { bytes.append(mark) }
      var divisor: Int64 = 1
      for _ in 1..<width { divisor *= 10 }
      while divisor > 0 {
        bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
        divisor /= 10
      }
    }
    write(year, 4)
    write(month, 2, after: UInt8(ascii: "-"))
    write(day, 2, after: UInt8(ascii: "-"))
    write(secondOfDay / 3600, 2, after: UInt8(ascii: "T"))
    write(secondOfDay / 60 % 60, 2, after: UInt8(ascii: ":"))
    write(secondOfDay % 60, 2, after: UInt8(ascii: ":"))
    if fractionDigits > 0 {
      var fraction = nanos
      for _ in fractionDigits..<9 { fraction /= 10 }
      write(fraction, fractionDigits, after: UInt8(ascii: "."))
    }
    bytes.append(UInt8(ascii: "Z"))
  }

  @usableFromInline
  static func floorDivide(_ a: Int64, by b: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder < 0 ? (quotient - 1, remainder + b) : (quotient, remainder)
  }

  /// Days since the epoch of a proleptic Gregorian date.
  ///
  /// ## Source
  /// Howard Hinnant, "chrono-compatible low-level date algorithms" (2013), `days_from_civil`.
  @inlinable
  public static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Whether a month of a year has so many days.
  @inlinable
  static func has(day: Int64, month: Int64, year: Int64) -> Bool {
    if day <= 28 { return day >= 1 }
    if month == 2 { return day == 29 && YearWindow.isLeap(year) }
    // The months of 31 days, a bit each.
    return day <= 30 || (day == 31 && 0b1_0101_1010_1010 >> month & 1 == 1)
  }

  /// The inverse of ``days(year:month:day:)`` (Hinnant's `civil_from_days`).
  @usableFromInline
  static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * mp + 2) / 5 + 1
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }
}
