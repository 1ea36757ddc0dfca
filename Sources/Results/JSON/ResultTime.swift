import HarrierEvents

/// Reads back the one way results write a time: `2026-01-05T09:15:00.000Z`.
public enum ResultTime {
  public static func parse(_ text: String) -> EventTime? {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, matchesFrame(bytes),
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10]),
      let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]),
      let second = number(bytes[17..<19]), let milli = number(bytes[20..<23]),
      (1678...2261).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24,
      minute < 60, second < 61
    else { return nil }
    let days = EventTime.days(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
    return EventTime(nanoseconds: seconds * 1_000_000_000 + milli * 1_000_000)
  }

  private static func matchesFrame(_ bytes: [UInt8]) -> Bool {
    let frame = Array("0000-00-00T00:00:00.000Z".utf8)
    return zip(bytes, frame).allSatisfy { byte, model in model == UInt8(ascii: "0") || byte == model }
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    var value: Int64 = 0
    for digit in digits {
      guard (48...57).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - 48)
    }
    return value
  }
}
