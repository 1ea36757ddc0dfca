import HarrierEvents
import Testing

struct TimeParserTests {
  @Test(
    arguments: zip(
      [
        "2026-01-05T09:15:00Z", "2026-01-05 09:15:00", "2026-01-05T10:15:00+01:00",
        "2026-01-05T10:15:00.5+0100", "2026-01-05T09:15:00.123456789Z", "1767604500", "1767604500000",
        "1767604500000000", "1767604500000000000", "1767604500.25",
      ],
      [
        0, 0, 0, 500_000_000, 123_456_789, 0, 0, 0, 0, 250_000_000,
      ] as [Int64]))
  func `one moment in many spellings`(text: String, nanoseconds: Int64) {
    #expect(TimeParser.parse(text)?.nanoseconds == 1_767_604_500_000_000_000 + nanoseconds)
  }

  @Test(arguments: [
    "", "-", "yesterday", "2026-13-01", "2026-01-05T25:00:00Z", "12:30", "1e400", "2026-01-05T09:15:00.Z",
    "17.e9", "1.7e10",
  ])
  func `what is no time is none`(text: String) {
    #expect(TimeParser.parse(text) == nil)
  }
}
