import HarrierEvents
import Testing

struct YearWindowTests {
  private func time(_ text: String, _ years: YearWindow?) -> String? {
    var text = text
    return text.withUTF8 { TimeParser.parse($0, years: years)?.iso8601 }
  }

  @Test func `no line is later than a day after its file was changed`() throws {
    let changed = try #require(TimeParser.parse("2026-01-02T12:00:00Z"))
    let years = YearWindow(fileModified: changed)
    #expect(time("Jan  3 11:59:59", years) == "2026-01-03T11:59:59.000Z")
    #expect(time("Jan  3 12:00:01", years) == "2025-01-03T12:00:01.000Z")
    #expect(time("Dec 31 23:59:59", years) == "2025-12-31T23:59:59.000Z")
  }

  @Test func `from the first line on the calendar goes over New Year`() throws {
    let first = try #require(TimeParser.parse("2025-11-20T08:00:00Z"))
    let years = YearWindow(first: first)
    #expect(time("Nov 20 08:00:00", years) == "2025-11-20T08:00:00.000Z")
    #expect(time("Nov 19 09:00:00", years) == "2025-11-19T09:00:00.000Z")
    #expect(time("Jan  4 00:00:00", years) == "2026-01-04T00:00:00.000Z")
  }

  @Test func `a leap day lies in the last leap year`() {
    #expect(time("Feb 29 10:00:00", YearWindow(year: 2026)) == "2024-02-29T10:00:00.000Z")
    #expect(time("Feb 29 10:00:00", YearWindow(year: 2102)) == "2096-02-29T10:00:00.000Z")
  }

  @Test func `without years there is no time`() {
    #expect(time("Jan  5 09:15:00", nil) == nil)
    #expect(time("Jan 05 2026 09:15:00", nil) == "2026-01-05T09:15:00.000Z")
  }

  @Test(arguments: [
    "2026/01/05 09:15:00", "05/Jan/2026:10:15:00 +0100", "05-Jan-2026 09:15:00.000",
    "Mon Jan  5 09:15:00 2026",
    "jan 5 2026 9:15:00 UTC", "Jan  5 09:15:00 2026", "05 Jan 2026 09:15:00 GMT",
    "Jan 05 2026 02:15:00 -07:00",
  ])
  func `one moment as text logs write it`(text: String) {
    #expect(time(text, nil) == "2026-01-05T09:15:00.000Z")
  }

  @Test(arguments: [
    "2026/13/05 09:15:00", "05/Foo/2026:10:15:00 +0100", "Jan 32 2026 09:15:00", "Jan  5 2026 24:15:00",
    "Jan  5 2026 09:15:00 EST", "Jan  5 2026 09:15", "05-Jan-2026T09:15:00", "Jan  5 2026 09:15:00.",
  ])
  func `what is no time of a text log is none`(text: String) {
    #expect(time(text, YearWindow(year: 2026)) == nil)
  }
}
