/// Reads the times of line-based logs, with the month as a word or slashes in the date:
///
/// | written | by |
/// |---|---|
/// | `Jan  5 09:15:00`, `Jan 05 09:15:00.123` | syslog (RFC 3164): the year is from a ``YearWindow`` |
/// | `Jan 05 2026 09:15:00`, `Jan 5 09:15:00 2026`, `Mon Jan  5 09:15:00 2026` | Cisco, CEF, `ctime` |
/// | `05/Jan/2026:09:15:00 +0100`, `05-Jan-2026 09:15:00.123` | Apache, nginx, BIND |
/// | `2026/01/05 09:15:00` | Palo Alto |
///
/// A time without a zone is in UTC.
public enum LogTime {
  public static func parse(_ text: UnsafeBufferPointer<UInt8>, years: YearWindow?) -> EventTime? {
    parse(text, years: years, anyDay: false)
  }

  /// - Parameter anyDay: whether a month may have 31 days.
  static func parse(_ text: UnsafeBufferPointer<UInt8>, years: YearWindow?, anyDay: Bool) -> EventTime? {
    guard text.count >= 14, text.count <= 48 else { return nil }
    var scan = Scan(text)
    scan.anyDay = anyDay
    if isDigit(text[0]) { return text[4] == 0x2F ? slashed(&scan) : dayFirst(&scan) }
    return monthFirst(&scan, years)
  }

  /// Whether the bytes are a time that only lacks its year.
  public static func lacksYear(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    parse(text, years: nil) == nil && parse(text, years: YearWindow(year: 2024)) != nil
  }

  private static func slashed(_ scan: inout Scan) -> EventTime? {
    guard let year = scan.number(4), scan.skip(0x2F), let month = scan.number(2), scan.skip(0x2F),
      let day = scan.number(2), scan.skip(0x20), let time = scan.clock(), let offset = scan.zone()
    else { return nil }
    return make(year, month, day, time, offset, scan.anyDay)
  }

  private static func dayFirst(_ scan: inout Scan) -> EventTime? {
    guard let day = scan.number(1...2), let separator = scan.next(), [0x2F, 0x2D, 0x20].contains(separator),
      let month = scan.month(), scan.skip(separator), let year = scan.number(4), let gap = scan.next(),
      gap == 0x3A || gap == 0x20, let time = scan.clock(), let offset = scan.zone()
    else { return nil }
    return make(year, month, day, time, offset, scan.anyDay)
  }

  private static func monthFirst(_ scan: inout Scan, _ years: YearWindow?) -> EventTime? {
    var found = scan.month()
    if found == nil {
      // `Mon Jan  5 09:15:00 2026`
      guard scan.letters(3), scan.skip(0x20) else { return nil }
      found = scan.month()
    }
    guard let month = found, scan.skip(0x20) else { return nil }
    scan.skipSpaces()
    guard let day = scan.number(1...2), (1...31).contains(day), scan.skip(0x20) else { return nil }
    var year = scan.leadingYear()
    guard let time = scan.clock() else { return nil }
    if year == nil { year = scan.trailingYear() }
    guard let offset = scan.zone() else { return nil }
    if let year { return make(year, month, day, time, offset, scan.anyDay) }
    if scan.anyDay { return EventTime.has(day: day, month: month, year: 2024) ? nil : EventTime(seconds: 0) }
    guard let seconds = years?.seconds(month: month, day: day, secondOfDay: time.seconds) else { return nil }
    return EventTime(nanoseconds: (seconds - offset) * 1_000_000_000 + time.nanoseconds)
  }

  /// How many bytes a time takes that begins with its month, as in front of a syslog message.
  public static func lengthOfMonthFirst(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
    var scan = Scan(UnsafeBufferPointer(rebasing: text.prefix(48)))
    guard scan.month() != nil, scan.skip(0x20) else { return nil }
    scan.skipSpaces()
    guard scan.number(1...2) != nil, scan.skip(0x20) else { return nil }
    _ = scan.leadingYear()
    guard scan.clock() != nil else { return nil }
    _ = scan.trailingYear()
    return scan.at
  }

  static func make(
    _ year: Int64, _ month: Int64, _ day: Int64, _ time: (seconds: Int64, nanoseconds: Int64),
    _ offset: Int64, _ anyDay: Bool
  ) -> EventTime? {
    guard (1678...2261).contains(year), (1...12).contains(month), (1...31).contains(day),
      anyDay || EventTime.has(day: day, month: month, year: year)
    else { return nil }
    let seconds = EventTime.days(year: year, month: month, day: day) * 86_400 + time.seconds - offset
    return EventTime(nanoseconds: seconds * 1_000_000_000 + time.nanoseconds)
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }

  /// A place in the text, moved by what is read.
  struct Scan {
    let text: UnsafeBufferPointer<UInt8>
    var at = 0
    /// As of ``LogTime/parse(_:years:anyDay:)``.
    var anyDay = false

    init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

    mutating func next() -> UInt8? {
      guard at < text.count else { return nil }
      at += 1
      return text[at - 1]
    }

    mutating func skip(_ byte: UInt8) -> Bool {
      guard at < text.count, text[at] == byte else { return false }
      at += 1
      return true
    }

    mutating func skipSpaces() { while at < text.count, text[at] == 0x20 { at += 1 } }

    mutating func letters(_ count: Int) -> Bool {
      guard at + count <= text.count else { return false }
      for place in at..<(at + count) where (text[place] | 0x20) &- 0x61 > 25 { return false }
      at += count
      return true
    }

    mutating func number(_ digits: Int) -> Int64? { number(digits...digits) }

    mutating func number(_ digits: ClosedRange<Int>) -> Int64? {
      var value: Int64 = 0
      let start = at
      while at < text.count, at - start < digits.upperBound, LogTime.isDigit(text[at]) {
        value = value * 10 + Int64(text[at] - 0x30)
        at += 1
      }
      return at - start >= digits.lowerBound ? value : nil
    }

    /// `Jan` … `Dec`, in any case.
    mutating func month() -> Int64? {
      guard at + 3 <= text.count else { return nil }
      let word =
        UInt32(text[at] | 0x20) << 16 | UInt32(text[at + 1] | 0x20) << 8 | UInt32(text[at + 2] | 0x20)
      let month: Int64
      switch word {
      case 0x6A616E: month = 1
      case 0x666562: month = 2
      case 0x6D6172: month = 3
      case 0x617072: month = 4
      case 0x6D6179: month = 5
      case 0x6A756E: month = 6
      case 0x6A756C: month = 7
      case 0x617567: month = 8
      case 0x736570: month = 9
      case 0x6F6374: month = 10
      case 0x6E6F76: month = 11
      case 0x646563: month = 12
      default: return nil
      }
      at += 3
      return month
    }

    /// `2026 ` before the time of day.
    mutating func leadingYear() -> Int64? {
      let start = at
      if let year = number(4), skip(0x20) { return year }
      at = start
      return nil
    }

    /// ` 2026` after the time of day.
    mutating func trailingYear() -> Int64? {
      let start = at
      if skip(0x20), let year = number(4), at == text.count || text[at] == 0x20 { return year }
      at = start
      return nil
    }

    /// `hh:mm:ss`, with a fraction after a dot or comma.
    mutating func clock() -> (seconds: Int64, nanoseconds: Int64)? {
      guard let hour = number(1...2), hour < 24, skip(0x3A), let minute = number(2), minute < 60, skip(0x3A),
        let second = number(2), second <= 60
      else { return nil }
      var nanoseconds: Int64 = 0
      if at < text.count, text[at] == 0x2E || text[at] == 0x2C {
        at += 1
        var scale: Int64 = 100_000_000
        let start = at
        while at < text.count, LogTime.isDigit(text[at]) {
          nanoseconds += Int64(text[at] - 0x30) * scale
          scale /= 10
          at += 1
        }
        if at == start { return nil }
      }
      return (hour * 3600 + minute * 60 + second, nanoseconds)
    }

    /// The rest: nothing, `Z`, `UTC`, `GMT` or `±hh[:]mm`; seconds east of UTC.
    mutating func zone() -> Int64? {
      skipSpaces()
      if at == text.count { return 0 }
      let rest = text.count - at
      if rest == 1, text[at] == 0x5A { return 0 }
      if rest == 3, text[at...].elementsEqual("UTC".utf8) || text[at...].elementsEqual("GMT".utf8) {
        return 0
      }
      let isWest = text[at] == 0x2D
      guard isWest || text[at] == 0x2B else { return nil }
      at += 1
      guard let hours = number(2), hours < 24 else { return nil }
      _ = skip(0x3A)
      guard let minutes = number(2), minutes < 60, at == text.count else { return nil }
      return (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
  }
}
