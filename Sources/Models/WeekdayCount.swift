import HarrierStatistics

/// How often somebody watched each day of the week, to its end.
///
/// Use to tell a weekday on which nothing happened from one that the logs do not have yet: ten days of logs have each day once or
/// twice.
///
/// - Input: times in the order in which they are learnt.
/// - State: 32 bytes.
public struct WeekdayCount: Sendable, StateCodable {
  /// Monday first.
  private var counts: InlineArray<7, Int32> = .init(repeating: 0)
  /// That goes on, in days since 1970.
  private(set) var day = Int32.min

  public init() {}

  /// Another day than the last one ends that; and the days between them, if they are no more than a week, were quiet.
  public mutating func note(_ seconds: Int64) {
    let today = Self.day(of: seconds)
    guard today != day else { return }
    if day != .min {
      let gap = Int(today) - Int(day)
      let over = (1...Self.longestSilence).contains(gap) ? gap : 1
      for step in 0..<over { counts[Self.weekday(Int(day) + step)] &+= 1 }
    }
    day = today
  }

  /// In days: nobody watched a longer one.
  private static let longestSilence = 7

  /// Days of that weekday, but for those of an earlier count.
  func days(_ weekday: Int, since earlier: WeekdayCount) -> Int {
    Int(counts[weekday]) - Int(earlier.counts[weekday])
  }

  static func day(of seconds: Int64) -> Int32 {
    Int32(clamping: seconds >= 0 ? seconds / 86_400 : (seconds + 1) / 86_400 - 1)
  }

  /// 1970-01-01 was a Thursday.
  static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }

  public func encode(to writer: inout StateWriter) {
    for weekday in 0..<7 { writer.write(Int(counts[weekday])) }
    writer.write(day == .min ? nil : Int(day))
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    for weekday in 0..<7 { counts[weekday] = Int32(clamping: try reader.readInt()) }
    day = try reader.readIntIfAny().map { Int32(clamping: $0) } ?? .min
  }
}
