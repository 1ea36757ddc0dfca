import HarrierStatistics

/// How often somebody watched each day of the week, to its end.
///
/// Use to tell a weekday on which nothing happened from one that the logs do not have yet: ten days of logs have each day once or
/// twice.
///
/// - Input: times in the order in which they are learnt.
/// - State: 12 bytes, and 28 in the heap once a day is over.
public struct WeekdayCount: Sendable, StateCodable {
  /// Days that are over, by weekday.
  private(set) var over = Days()
  /// That goes on, in days since 1970.
  private(set) var day = Int32.min

  /// How often each weekday was.
  struct Days: Sendable, StateCodable {
    /// Monday first; empty for none.
    private var counts: [Int32] = []

    init() {}

    var heapBytes: Int { counts.isEmpty ? 0 : TableBytes.block(7 * 4) }

    func count(of weekday: Int) -> Int { counts.isEmpty ? 0 : Int(counts[weekday]) }

    fileprivate mutating func add(_ weekday: Int) {
      if counts.isEmpty { counts = [Int32](repeating: 0, count: 7) }
      counts[weekday] &+= 1
    }

    func encode(to writer: inout StateWriter) { for weekday in 0..<7 { writer.write(count(of: weekday)) } }

    init(from reader: inout StateReader) throws(StateReader.Failure) {
      for _ in 0..<7 { counts.append(Int32(clamping: try reader.readInt())) }
      if counts.allSatisfy({ $0 == 0 }) { counts = [] }
    }
  }

  public init() {}

  /// Another day than the last one ends that; and the days between them, if they are no more than a week, were quiet.
  public mutating func note(_ seconds: Int64) {
    let today = Int32(clamping: (seconds - Circle.day.position(of: seconds)) / 86_400)
    guard today != day else { return }
    if day != .min {
      let gap = Int(today) - Int(day)
      let ended = (1...Self.longestSilence).contains(gap) ? gap : 1
      for step in 0..<ended { over.add(Self.weekday(Int(day) + step)) }
    }
    day = today
  }

  /// In days: nobody watched a longer one.
  private static let longestSilence = 7

  /// 1970-01-01 was a Thursday.
  static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }

  public func encode(to writer: inout StateWriter) {
    over.encode(to: &writer)
    writer.write(day == .min ? nil : Int(day))
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    over = try Days(from: &reader)
    day = try reader.readIntIfAny().map { Int32(clamping: $0) } ?? .min
  }
}
