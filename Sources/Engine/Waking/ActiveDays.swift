import HarrierStatistics

/// On which days any job of a hunt saw anything: how much of a time was watched, and what of it nobody has logs of.
///
/// - State: four bytes a day.
struct ActiveDays: StateCodable {
  private static let day: Int64 = 86_400
  /// Nights, weekends and holidays belong to a watch; what is longer than this is a gap in the logs.
  private static let longestSilence: Int64 = 7 * day

  /// Since 1970.
  private var days: Set<Int32> = []

  init() {}

  /// - Parameter seconds: since 1970.
  mutating func note(_ seconds: Int64) {
    days.insert(Int32(clamping: Hunt.bucket(of: seconds, Self.day)))
  }

  /// Of a time, without what gaps last longer than a week.
  func watched(_ time: Range<Int64>) -> Int64 {
    let inside = days.map { Int64($0) * Self.day }.filter { time.contains($0) }.sorted()
    var watched: Int64 = 0
    var last = time.lowerBound
    for day in inside + [time.upperBound] {
      watched += min(day - last, Self.longestSilence)
      last = day
    }
    return watched
  }

  func encode(to writer: inout StateWriter) {
    writer.write(days.count)
    for day in days.sorted() { writer.write(Int(day)) }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    for _ in 0..<(try reader.readCount()) { days.insert(Int32(clamping: try reader.readInt())) }
  }
}
