import Foundation
import HarrierEvents

/// Reads the events of an iCalendar file.
///
/// ## Source
/// RFC 5545: lines unfolded (3.1), VEVENT (3.6.1), DTSTART, DTEND, DURATION, RRULE, EXDATE. A time without a zone is
/// UTC; a date is a whole day. A changed single occurrence (RECURRENCE-ID) stands in for the series' own, on the day that it names.
enum ICSFile {
  struct Failure: Error {
    var line: Int
    var message: String
  }

  /// A content line with its parameters.
  private struct Line {
    var number: Int
    var name: String
    var parameters: [String: String]
    var value: String
  }

  static func events(_ text: String) throws(Failure) -> [CalendarEvent] {
    let lines = try lines(of: text)
    guard lines.contains(where: { $0.name == "BEGIN" && $0.value == "VCALENDAR" }) else {
      throw Failure(line: 1, message: "no iCalendar file: it lacks BEGIN:VCALENDAR")
    }
    var events: [(uid: String?, event: CalendarEvent)] = []
    var moved: [(uid: String?, instant: Int64)] = []
    var current: [Line]?
    // Alarms and the like within an event have lines of the same names.
    var depth = 0
    for line in lines {
      switch (line.name, line.value) {
      case ("BEGIN", "VEVENT"): current = [line]
      case ("END", "VEVENT"):
        let uid = current?.first { $0.name == "UID" }?.value
        if let line = current?.first(where: { $0.name == "RECURRENCE-ID" }) {
          moved.append((uid, try instant(line, try zone(of: line))))
        }
        if let event = try event(current ?? []) { events.append((uid, event)) }
        current = nil
      case ("BEGIN", _) where current != nil: depth += 1
      case ("END", _) where current != nil: depth -= 1
      default: if depth == 0 { current?.append(line) }
      }
    }
    return events.map { uid, event in
      var event = event
      guard event.recurrence != nil else { return event }
      for one in moved where one.uid == uid {
        event.excludedDays.insert(ZonedDay(one.instant, event.zone).day)
      }
      return event
    }
  }

  private static func lines(of text: String) throws(Failure) -> [Line] {
    var lines: [(number: Int, text: String)] = []
    for (number, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      if raw.first == " " || raw.first == "\t", !lines.isEmpty {
        lines[lines.count - 1].text += raw.dropFirst()
      } else if !raw.isEmpty {
        lines.append((number + 1, String(raw)))
      }
    }
    return try lines.map { number, text throws(Failure) in
      guard let colon = text.firstIndex(of: ":") else {
        throw Failure(line: number, message: "found “\(NodeReader.shown(text))”, allowed: NAME:value")
      }
      let head = text[..<colon].split(separator: ";")
      var parameters: [String: String] = [:]
      for parameter in head.dropFirst() {
        let pair = parameter.split(separator: "=", maxSplits: 1)
        if pair.count == 2 { parameters[pair[0].uppercased()] = String(pair[1].replacing("\"", with: "")) }
      }
      return Line(
        number: number, name: head.first?.uppercased() ?? "", parameters: parameters,
        value: String(text[text.index(after: colon)...]))
    }
  }

  private static func event(_ lines: [Line]) throws(Failure) -> CalendarEvent? {
    let first = { (name: String) in lines.first { $0.name == name } }
    if first("STATUS")?.value.uppercased() == "CANCELLED" { return nil }
    guard let begin = first("DTSTART") else {
      throw Failure(line: lines.first?.number ?? 1, message: "an event without DTSTART")
    }
    let zone = try zone(of: begin)
    let start = try instant(begin, zone)
    let isDate = begin.value.count == 8
    var seconds: Int64 = isDate ? 86_400 : 0
    if let end = first("DTEND") {
      seconds = try instant(end, try self.zone(of: end)) - start
    } else if let duration = first("DURATION") {
      guard let length = ICSTime.duration(duration.value) else {
        throw Failure(
          line: duration.number, message: "found “\(duration.value)”, allowed: a length such as PT2H")
      }
      seconds = length
    }
    guard seconds > 0 else { throw Failure(line: begin.number, message: "an event that takes no time") }
    var event = CalendarEvent(
      title: first("SUMMARY")?.value ?? "", start: start, seconds: seconds, zone: zone)
    if let rule = first("RRULE") {
      do throws(RecurrenceParser.Failure) {
        event.recurrence = try RecurrenceParser.parse(rule.value, first: ZonedDay(start, zone).day)
      } catch { throw Failure(line: rule.number, message: error.message) }
    }
    for line in lines where line.name == "EXDATE" {
      for value in line.value.split(separator: ",") {
        guard let instant = ICSTime.instant(String(value), zone: zone) else { throw refused(line) }
        event.excludedDays.insert(ZonedDay(instant, zone).day)
      }
    }
    return event
  }

  private static func zone(of line: Line) throws(Failure) -> TimeZone {
    guard let name = line.parameters["TZID"] else { return .gmt }
    guard let zone = TimeZone(identifier: name) ?? WindowsZones.zone(name) else {
      throw Failure(
        line: line.number,
        message: "found the zone “\(NodeReader.shown(name))”, allowed: a name such as Europe/Berlin or "
          + "W. Europe Standard Time")
    }
    return zone
  }

  private static func instant(_ line: Line, _ zone: TimeZone) throws(Failure) -> Int64 {
    guard let instant = ICSTime.instant(line.value, zone: zone) else { throw refused(line) }
    return instant
  }

  private static func refused(_ line: Line) -> Failure {
    Failure(
      line: line.number,
      message:
        "found “\(NodeReader.shown(line.value))”, allowed: 20260105, 20260105T090000 or 20260105T090000Z")
  }
}

/// Times and lengths as iCalendar writes them.
enum ICSTime {
  /// `20260105`, `20260105T090000`, `20260105T090000Z`, in seconds since the epoch.
  static func instant(_ text: String, zone: TimeZone = .gmt) -> Int64? {
    let digits = text.utf8.map { Int64($0) - 48 }
    func number(_ range: Range<Int>) -> Int64? {
      digits[range].allSatisfy { (0...9).contains($0) } ? digits[range].reduce(0) { $0 * 10 + $1 } : nil
    }
    guard digits.count >= 8, let year = number(0..<4), let month = number(4..<6), let day = number(6..<8),
      (1...12).contains(month), (1...31).contains(day)
    else { return nil }
    let days = EventTime.days(year: year, month: month, day: day)
    if digits.count == 8 { return ZonedDay(day: days, second: 0).instant(zone) }
    let isUTC = text.hasSuffix("Z")
    guard digits.count == (isUTC ? 16 : 15), text.utf8.dropFirst(8).first == UInt8(ascii: "T"),
      let hour = number(9..<11), let minute = number(11..<13), let second = number(13..<15), hour < 24,
      minute < 60, second <= 60
    else { return nil }
    return ZonedDay(day: days, second: hour * 3600 + minute * 60 + second).instant(isUTC ? .gmt : zone)
  }

  /// `PT2H30M`, `P1D`, `P1W`, in seconds.
  static func duration(_ text: String) -> Int64? {
    guard
      let match = text.wholeMatch(
        of: /\+?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?/)
    else { return nil }
    let parts = [match.1, match.2, match.3, match.4, match.5].map { $0.flatMap { Int64($0) } ?? 0 }
    return zip(parts, [604_800, 86_400, 3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
