import Foundation
import Testing

@testable import HarrierJobs

/// RFC 5545 as far as calendars of maintenance need it.
struct ICSFileTests {
  private func calendar(_ body: String) throws -> JobCalendar {
    let text =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\n"
      + body.split(separator: "\n").joined(separator: "\r\n") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    return JobCalendar(name: "x", events: try ICSFile.events(text))
  }

  /// An hour that begins at a time, UTC.
  private func isOff(_ calendar: JobCalendar, _ time: String) throws -> Bool {
    let start = try #require(ICSTime.instant(time))
    return calendar.covers(start..<(start + 3600))
  }

  @Test func `an event once, its end not included`() throws {
    let once = try calendar("DTSTART:20260105T090000Z\nDTEND:20260105T110000Z\nSUMMARY:long\n  er")
    #expect(once.events[0].title == "long er")
    #expect(try !isOff(once, "20260105T080000Z"))
    #expect(try isOff(once, "20260105T083000Z"))
    #expect(try isOff(once, "20260105T100000Z"))
    #expect(try !isOff(once, "20260105T110000Z"))
    #expect(try !isOff(once, "20260106T090000Z"))
  }

  @Test func `a date is its whole day, a duration an end`() throws {
    let day = try calendar("DTSTART;VALUE=DATE:20260105")
    #expect(try isOff(day, "20260105T233000Z"))
    #expect(try !isOff(day, "20260106T000000Z"))
    let short = try calendar("DTSTART:20260105T090000Z\nDURATION:PT1H30M")
    #expect(short.events[0].seconds == 5400)
  }

  @Test func `daily, with an interval, a count and a day left out`() throws {
    let daily = try calendar(
      "DTSTART:20260105T220000Z\nDURATION:PT4H\nRRULE:FREQ=DAILY;INTERVAL=2;COUNT=4\nEXDATE:20260107T220000Z")
    #expect(try isOff(daily, "20260105T220000Z"))
    #expect(try isOff(daily, "20260106T010000Z"))
    #expect(try !isOff(daily, "20260106T220000Z"))
    #expect(try !isOff(daily, "20260107T220000Z"))
    #expect(try isOff(daily, "20260111T220000Z"))
    #expect(try !isOff(daily, "20260113T220000Z"))
  }

  @Test func `an occurrence that was moved is not where it was`() throws {
    let daily = try calendar(
      """
      UID:a@example.com
      DTSTART:20260105T030000Z
      DURATION:PT1H
      RRULE:FREQ=DAILY
      END:VEVENT
      BEGIN:VEVENT
      UID:a@example.com
      RECURRENCE-ID:20260117T030000Z
      DTSTART:20260117T200000Z
      DURATION:PT1H
      """)
    #expect(try isOff(daily, "20260116T033000Z"))
    #expect(try !isOff(daily, "20260117T033000Z"))
    #expect(try isOff(daily, "20260117T203000Z"))
    #expect(try isOff(daily, "20260118T033000Z"))
  }

  @Test func `weekly on weekends, until a day`() throws {
    let weekly = try calendar(
      "DTSTART:20260103T000000Z\nDTEND:20260104T000000Z\nRRULE:FREQ=WEEKLY;BYDAY=SA,SU;UNTIL=20260118")
    #expect(try isOff(weekly, "20260104T120000Z"))
    #expect(try !isOff(weekly, "20260105T120000Z"))
    #expect(try isOff(weekly, "20260118T120000Z"))
    #expect(try !isOff(weekly, "20260124T120000Z"))
  }

  @Test func `the second Tuesday and the last Friday of a month`() throws {
    let patches = try calendar("DTSTART:20260113T180000Z\nDURATION:PT6H\nRRULE:FREQ=MONTHLY;BYDAY=2TU")
    #expect(try isOff(patches, "20260210T180000Z"))
    #expect(try !isOff(patches, "20260217T180000Z"))
    let last = try calendar("DTSTART:20260130T180000Z\nDURATION:PT1H\nRRULE:FREQ=MONTHLY;BYDAY=-1FR")
    #expect(try isOff(last, "20260227T180000Z"))
    #expect(try !isOff(last, "20260220T180000Z"))
  }

  @Test func `a zone's wall clock holds through summer time`() throws {
    let berlin = try calendar(
      "DTSTART;TZID=Europe/Berlin:20260105T090000\nDTEND;TZID=Europe/Berlin:20260105T100000\nRRULE:FREQ=DAILY"
    )
    #expect(try isOff(berlin, "20260110T080000Z"))
    #expect(try !isOff(berlin, "20260110T070000Z"))
    #expect(try isOff(berlin, "20260710T070000Z"))
    #expect(try !isOff(berlin, "20260710T080000Z"))
  }

  @Test func `zones may have the names that Outlook writes`() throws {
    let berlin = try calendar(
      "DTSTART;TZID=W. Europe Standard Time:20260105T090000\nDURATION:PT1H\nRRULE:FREQ=DAILY")
    #expect(try isOff(berlin, "20260110T080000Z"))
    #expect(try isOff(berlin, "20260710T070000Z"))
    let delhi = try calendar("DTSTART;TZID=\"India Standard Time\":20260105T090000\nDURATION:PT1H")
    #expect(try isOff(delhi, "20260105T033000Z"))
  }

  @Test func `a cancelled event is none, and an alarm's lines are not the event's`() throws {
    #expect(try calendar("DTSTART:20260105\nSTATUS:CANCELLED").events.isEmpty)
    let alarmed = try calendar(
      "DTSTART:20260105T090000Z\nBEGIN:VALARM\nDURATION:PT99H\nEND:VALARM\nDURATION:PT1H")
    #expect(alarmed.events[0].seconds == 3600)
  }

  @Test(arguments: [
    ("DTEND:20260105", 3, "an event without DTSTART"), ("DTSTART:soon", 4, "found “soon”, allowed: 20260105"),
    ("DTSTART:20260105T090000Z\nDTEND:20260105T090000Z", 4, "an event that takes no time"),
    ("DTSTART;TZID=Nowhere:20260105T090000", 4, "found the zone “Nowhere”"),
    ("DTSTART:20260105\nRRULE:FREQ=DAILY;BYHOUR=3", 5, "found “BYHOUR”"),
    ("DTSTART:20260105\nRRULE:FREQ=DAILY;COUNT=0", 5, "found “FREQ=DAILY;COUNT=0”"),
    ("DTSTART:20260105\nnonsense", 5, "found “nonsense”, allowed: NAME:value"),
  ])
  func `what is wrong is named with its line`(body: String, line: Int, message: String) {
    let failure = #expect(throws: ICSFile.Failure.self) { try calendar(body) }
    #expect(failure?.line == line)
    #expect(failure?.message.hasPrefix(message) == true, "\(failure?.message ?? "")")
  }

  @Test func `another file is no calendar`() {
    #expect(throws: ICSFile.Failure.self) { try ICSFile.events("a:b\n") }
    #expect(throws: ICSFile.Failure.self) { try ICSFile.events("") }
  }
}
