/// Reads the times that tools write for people and into what they export:
///
/// | written | by |
/// |---|---|
/// | `11/26/2026, 9:15:00.123 AM`, `11/26/2026 9:15:00 AM` | the portals of Azure, Windows in its American spelling |
/// | `Nov 26, 2026 @ 09:15:00.123` | Kibana |
/// | `Nov 26, 2026 9:15:00 AM` | the portal of Microsoft Defender |
/// | `/Date(1764148500123)/`, `/Date(1764148500123+0100)/` | .NET's JSON (PowerShell up to 5.1), milliseconds of UTC |
///
/// A time without a zone is in UTC. Dates with slashes are read with the month first, and only where `AM` or `PM`
/// says so: of `05/06/2026 09:15:00` nobody can tell the month.
enum ToolTime {
  static func parse(_ text: UnsafeBufferPointer<UInt8>, anyDay: Bool = false) -> EventTime? {
    guard text.count >= 9, text.count <= 40 else { return nil }
    if text[0] == 0x2F { return date(text) }
    var scan = LogTime.Scan(text)
    scan.anyDay = anyDay
    return LogTime.isDigit(text[0]) ? american(&scan) : monthNamed(&scan)
  }

  private static func american(_ scan: inout LogTime.Scan) -> EventTime? {
    guard let month = scan.number(1...2), scan.skip(0x2F), let day = scan.number(1...2), scan.skip(0x2F),
      let year = scan.number(4)
    else { return nil }
    _ = scan.skip(0x2C)
    guard scan.skip(0x20), let time = scan.halfClock(), let offset = scan.zone() else { return nil }
    return LogTime.make(year, month, day, time, offset, scan.anyDay)
  }

  private static func monthNamed(_ scan: inout LogTime.Scan) -> EventTime? {
    guard let month = scan.month(), scan.skip(0x20), let day = scan.number(1...2), scan.skip(0x2C),
      scan.skip(0x20), let year = scan.number(4)
    else { return nil }
    _ = scan.skip(0x2C)
    guard scan.skip(0x20) else { return nil }
    let isKibana = scan.skip(0x40) && scan.skip(0x20)
    guard let time = isKibana ? scan.clock() : scan.halfClock(), let offset = scan.zone() else { return nil }
    return LogTime.make(year, month, day, time, offset, scan.anyDay)
  }

  /// The offset behind the number is where it was written; the number is of UTC all the same.
  private static func date(_ text: UnsafeBufferPointer<UInt8>) -> EventTime? {
    let head = "/Date(", tail = ")/"
    guard text.starts(with: head.utf8), text.suffix(2).elementsEqual(tail.utf8) else { return nil }
    let inside = UnsafeBufferPointer(rebasing: text[6..<(text.count - 2)])
    let sign = inside.dropFirst().firstIndex { $0 == 0x2B || $0 == 0x2D } ?? inside.endIndex
    guard inside[sign...].dropFirst().allSatisfy(LogTime.isDigit),
      let milliseconds = Int64(String(decoding: inside[..<sign], as: UTF8.self)),
      case (let nanoseconds, false) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    else { return nil }
    return EventTime(nanoseconds: nanoseconds)
  }
}

extension LogTime.Scan {
  fileprivate enum Half { case morning, afternoon }

  /// `9:15:00.123 AM`.
  fileprivate mutating func halfClock() -> (seconds: Int64, nanoseconds: Int64)? {
    guard let time = clock(), (1..<13).contains(time.seconds / 3600), skipsAnySpace(),
      let half = halfOfDay()
    else { return nil }
    return (time.seconds % 43_200 + (half == .afternoon ? 43_200 : 0), time.nanoseconds)
  }

  /// `AM` or `PM`, in any case.
  fileprivate mutating func halfOfDay() -> Half? {
    guard at + 2 <= text.count, text[at + 1] | 0x20 == 0x6D else { return nil }
    let half: Half
    switch text[at] | 0x20 {
    case 0x61: half = .morning
    case 0x70: half = .afternoon
    default: return nil
    }
    at += 2
    return half
  }

  /// A space, or the narrow one that no line is broken at (U+202F), which newer tools write before `AM`.
  fileprivate mutating func skipsAnySpace() -> Bool {
    if skip(0x20) { return true }
    guard text.dropFirst(at).starts(with: "\u{202F}".utf8) else { return false }
    at += 3
    return true
  }
}
