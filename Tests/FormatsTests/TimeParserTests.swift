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
