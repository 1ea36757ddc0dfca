import HarrierEvents
import Testing

struct TimeParserTests {
  @Test(
    arguments: zip(
      [
        "2026-01-05T09:15:00Z", "2026-01-05 09:15:00", "2026-01-05T10:15:00+01:00",
        "2026-01-05T10:15:00.5+0100", "2026-01-05T09:15:00.123456789Z", "1767604500", "1767604500000",
        "1767604500000000", "1767604500000000000", "1767604500.25", "20260105T091500Z", "20260105T0915",
        "20260105t101500.5+0100", "20260105T091500,123456789", "1/5/2026, 9:15:00.123 AM",
        "01/05/2026 09:15:00 am", "1/5/2026 9:15:00\u{202F}AM", "Jan 5, 2026 @ 09:15:00.123",
        "/Date(1767604500123)/", "/Date(1767604500000+0100)/", "20260105 09:15:00", "20260105 09:15",
        "20260105T10:15:00.5+01:00", "Jan 5, 2026 9:15:00 AM",
        "Jan 5, 2026, 9:15:00.123 AM",
      ],
      [
        0, 0, 0, 500_000_000, 123_456_789, 0, 0, 0, 0, 250_000_000, 0, 0, 500_000_000, 123_456_789,
        123_000_000, 0, 0, 123_000_000, 123_000_000, 0, 0, 0, 500_000_000, 0, 123_000_000,
      ] as [Int64]))
  func `one moment in many spellings`(text: String, nanoseconds: Int64) {
    #expect(TimeParser.parse(text)?.nanoseconds == 1_767_604_500_000_000_000 + nanoseconds)
  }

  @Test(arguments: [
    "", "-", "yesterday", "2026-13-01", "2026-01-05T25:00:00Z", "12:30", "1e400", "2026-01-05T09:15:00.Z",
    "17.e9", "1.7e10", "20260105T", "20260105T09", "20260105T250000Z", "20260105 0915:00", "20260105 09:1500",
    "20260105 25:15:00", "20260105T09150", "2026-01-05T09:15:",
    "20261305T091500Z", "Jan 5 09:15:00", "05/06/2026 09:15:00", "13/05/2026 9:15:00 AM",
    "1/5/2026 13:15:00 PM", "1/5/2026 0:15:00 AM", "Jan 5, 2026 13:15:00 PM", "Jan 5, 2026 09:15:00",
    "/Date(17676045)", "/Date(1e9)/",
    "/Date(99999999999999999)/",
  ])
  func `what is no time is none`(text: String) {
    #expect(TimeParser.parse(text) == nil)
    #expect(problem(text) == "time not understood")
  }

  private func problem(_ text: String) -> String {
    var text = text
    return text.withUTF8 { TimeParser.problem($0) }
  }

  @Test(arguments: [
    "2026-02-29", "2026-02-29T10:00:00Z", "2026-04-31 10:00:00", "2026-06-31T10:00:00+01:00",
    "2100-02-29T00:00:00Z", "20260230T100000Z", "31/Nov/2026:09:15:00 +0100", "2026/09/31 09:15:00",
    "Feb 29 2026 09:15:00", "Feb 30 09:15:00", "2/29/2026 9:15:00 AM", "Feb 30, 2026 @ 09:15:00.000",
  ])
  func `a date that does not exist is no time, and says so`(text: String) {
    #expect(TimeParser.parse(text) == nil)
    #expect(problem(text) == "a date that does not exist")
  }

  @Test func `days that exist are days`() {
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    for (month, count) in days.enumerated() {
      for day in 1...31 {
        let text = "2026-\(month < 9 ? "0" : "")\(month + 1)-\(day < 10 ? "0" : "")\(day)"
        #expect((TimeParser.parse(text) != nil) == (day <= count), "\(text)")
      }
    }
    #expect(TimeParser.parse("2024-02-29") != nil && TimeParser.parse("2000-02-29T00:00:00Z") != nil)
    let year = YearWindow(year: 2026)
    var text = "Apr 31 09:15:00"
    #expect(text.withUTF8 { TimeParser.parse($0, years: year) } == nil)
  }

  @Test func `noon and midnight of twelve hours`() {
    #expect(TimeParser.parse("1/5/2026 12:15:00 AM") == TimeParser.parse("2026-01-05T00:15:00Z"))
    #expect(TimeParser.parse("1/5/2026 12:15:00 PM") == TimeParser.parse("2026-01-05T12:15:00Z"))
    #expect(TimeParser.parse("11/26/2026, 11:59:59 PM") == TimeParser.parse("2026-11-26T23:59:59Z"))
  }

  @Test func `the hour 24 is the next midnight`() {
    let midnight = TimeParser.parse("2026-01-06T00:00:00Z")
    for text in ["2026-01-05T24:00:00Z", "2026-01-05 24:00", "2026-01-05T24:00:00.000Z", "20260105T240000Z"] {
      #expect(TimeParser.parse(text) == midnight && midnight != nil)
    }
    #expect(TimeParser.parse("2026-02-28T24:00:00Z") == TimeParser.parse("2026-03-01"))
    for text in ["2026-01-05T24:00:01Z", "2026-01-05T24:01:00Z", "2026-01-05T24:00:00.5Z"] {
      #expect(TimeParser.parse(text) == nil)
    }
  }
}

struct EventTimeTextTests {
  private func text(_ nanoseconds: Int64, _ digits: Int = 3) -> String {
    var bytes: [UInt8] = []
    EventTime(nanoseconds: nanoseconds).writeISO8601(to: &bytes, fractionDigits: digits)
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000000000Z"), (-1, "1969-12-31T23:59:59.999999999Z"),
    (1_767_604_500_123_456_789, "2026-01-05T09:15:00.123456789Z"),
    (951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z"),
    (Int64.min, "1677-09-21T00:12:43.145224192Z"), (Int64.max, "2262-04-11T23:47:16.854775807Z"),
  ])
  func `known moments`(nanoseconds: Int64, expected: String) {
    #expect(text(nanoseconds, 9) == expected)
    #expect(text(nanoseconds, 0) == expected.prefix(19) + "Z")
    #expect(EventTime(nanoseconds: nanoseconds).iso8601 == expected.prefix(23) + "Z")
  }

  @Test func `every number of digits reads back what it tells`() {
    var generator = SystemRandomNumberGenerator()
    for digits in 0...9 {
      let unit = (0..<(9 - digits)).reduce(Int64(1)) { unit, _ in unit * 10 }
      for _ in 0..<200 {
        let seconds = Int64.random(in: 0...4_000_000_000, using: &generator)
        let nanoseconds = seconds * 1_000_000_000 + Int64.random(in: 0..<1_000_000_000, using: &generator)
        let told = text(nanoseconds, digits)
        #expect(TimeParser.parse(told)?.nanoseconds == nanoseconds - nanoseconds % unit, "\(told)")
      }
    }
  }
}
