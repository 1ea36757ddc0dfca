import HarrierEvents

/// Reads `FREQ=WEEKLY;BYDAY=SA,SU;UNTIL=20261231T000000Z`.
enum RecurrenceParser {
  struct Failure: Error { var message: String }

  static let rule = "FREQ=DAILY, WEEKLY, MONTHLY or YEARLY, with INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY"

  /// - Parameters:
  ///   - first: the day of the first occurrence.
  static func parse(_ text: String, first: Int64) throws(Failure) -> Recurrence {
    var parts: [String: String] = [:]
    for part in text.split(separator: ";") {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { throw refused(text) }
      parts[pair[0].uppercased()] = pair[1].uppercased()
    }
    guard let frequency = parts.removeValue(forKey: "FREQ").flatMap(Recurrence.Frequency.init) else {
      throw refused(text)
    }
    var recurrence = Recurrence(frequency)
    var count: Int?
    // Weeks start on Monday here; another start matters only to every second week and more.
    parts["WKST"] = nil
    for (key, value) in parts.sorted(by: { $0.key < $1.key }) {
      switch key {
      case "INTERVAL": recurrence.interval = Int64(try positive(value, text))
      case "COUNT": count = try positive(value, text)
      case "UNTIL":
        guard let until = ICSTime.instant(value) else { throw refused(text) }
        // A date is its whole day.
        recurrence.until = value.count == 8 ? until + 86_399 : until
      case "BYDAY":
        recurrence.weekdays = try value.split(separator: ",").map { day throws(Failure) in
          try weekday(day, text)
        }
      case "BYMONTHDAY":
        recurrence.monthDays = try value.split(separator: ",").map { day throws(Failure) in
          guard let day = Int64(day), (1...31).contains(abs(day)) else { throw refused(text) }
          return day
        }
      case "BYMONTH" where frequency == .yearly: break
      default: throw Failure(message: "found “\(key)” in “\(NodeReader.shown(text))”, allowed: \(rule)")
      }
    }
    if let count { recurrence.end(after: count, first: first) }
    return recurrence
  }

  private static func refused(_ text: String) -> Failure {
    Failure(message: "found “\(NodeReader.shown(text))”, allowed: \(rule)")
  }

  private static func positive(_ value: String, _ text: String) throws(Failure) -> Int {
    guard let number = Int(value), (1...100_000).contains(number) else { throw refused(text) }
    return number
  }

  /// `SA`, `2TU`, `-1FR`.
  private static func weekday(_ value: Substring, _ text: String) throws(Failure) -> Recurrence.Weekday {
    let number = value.dropLast(2)
    guard let place = Recurrence.weekdayNames.firstIndex(of: String(value.suffix(2))),
      let ordinal = number.isEmpty ? 0 : Int64(number)
    else { throw refused(text) }
    return Recurrence.Weekday(weekday: Int64(place), ordinal: ordinal)
  }
}
