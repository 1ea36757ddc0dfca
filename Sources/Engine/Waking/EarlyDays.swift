import HarrierEvents
import HarrierStatistics

/// A detector's first days with events, and whom it saw on them: while they are few, a key that it sees for the first time
/// is at least as rare as they are.
///
/// A day begins with the first event after the one before is over, not at midnight. Use beside ``WakingRegister``, which
/// knows how long the source was heard; not for a detector that is seldom without events: its model knows better.
///
/// - State: eight bytes a key, ``mostKeys`` of them, until the days are more than few.
struct EarlyDays: StateCodable {
  /// So many days before are few.
  static let few = 4
  /// More keys than that are no rare visitors.
  private static let mostKeys = 256
  private static let day: Int64 = 86_400

  /// Start of each day's first bucket, in seconds.
  private var starts: [Int64] = []
  private(set) var keys: Set<UInt64> = []
  /// Whether the last day has had a key of its own.
  private var hasNews = false
  /// Whether they are more than few.
  private(set) var areOver = false

  /// How many days came before, where a key that is new in a bucket (by its start, in seconds) is the first of its day; nil
  /// where it is not, or the days were many.
  func earlier(at seconds: Int64) -> Int? {
    guard !areOver else { return nil }
    guard let last = starts.last, seconds - last < Self.day else {
      return starts.count <= Self.few ? starts.count : nil
    }
    return hasNews ? nil : starts.count - 1
  }

  /// - Parameter names: of the bucket's keys.
  mutating func note(_ names: some Sequence<UInt64>, at seconds: Int64) {
    guard !areOver else { return }
    if starts.last.map({ seconds - $0 >= Self.day }) ?? true {
      starts.append(seconds)
      hasNews = false
    }
    for name in names where keys.insert(name).inserted { hasNews = true }
    guard starts.count > Self.few + 1 || keys.count > Self.mostKeys else { return }
    areOver = true
    keys = []
  }

  init() {}

  func encode(to writer: inout StateWriter) {
    writer.write(starts.count)
    for start in starts { writer.write(Int(start)) }
    writer.write(keys.sorted())
    writer.write(hasNews)
    writer.write(areOver)
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    for _ in 0..<(try reader.readCount()) { starts.append(Int64(try reader.readInt())) }
    keys = Set(try reader.readHashes())
    hasNews = try reader.readBool()
    areOver = try reader.readBool()
  }
}

extension EarlyDays {
  /// A day of finite logs that has keys which no other day has.
  struct Visit {
    /// Places of its first and last bucket among the detector's.
    var day: Range<Int>
    /// Other days with events.
    var others: Int
    /// Keys that more than one day has.
    var known: Set<UInt64>
  }

  /// Those of a detector, where its days are few: the same as a live hunt asks for, when everything is known.
  ///
  /// - Parameters:
  ///   - buckets: that have events, in order.
  ///   - names: of the keys of one of them, by place.
  /// - Returns: by the place of the first bucket with such a key.
  /// - Complexity: O(keys of all buckets) where the days are few, O(buckets) else.
  static func visits(
    _ buckets: [Int64], bucketSeconds: Int64, names: (Int) -> [UInt64]
  ) -> [Int: Visit] {
    guard let days = days(of: buckets, bucketSeconds: bucketSeconds) else { return [:] }
    if days.count == 1 { return [0: Visit(day: days[0], others: 0, known: [])] }
    guard let known = common(to: days, names: names) else { return [:] }
    var visits: [Int: Visit] = [:]
    for day in days {
      guard let first = day.first(where: { names($0).contains { !known.contains($0) } }) else { continue }
      visits[first] = Visit(day: day, others: days.count - 1, known: known)
    }
    return visits
  }

  /// Places of the buckets of each day; nil where they are too many.
  private static func days(of buckets: [Int64], bucketSeconds: Int64) -> [Range<Int>]? {
    var days: [Range<Int>] = []
    for place in buckets.indices {
      if let last = days.last, (buckets[place] - buckets[last.lowerBound]) * bucketSeconds < day {
        days[days.count - 1] = last.lowerBound..<place + 1
      } else {
        guard days.count <= few else { return nil }
        days.append(place..<place + 1)
      }
    }
    return days.isEmpty ? nil : days
  }

  /// Keys that several days have; nil where keys are many.
  private static func common(to days: [Range<Int>], names: (Int) -> [UInt64]) -> Set<UInt64>? {
    var dayOf: [UInt64: Int] = [:]
    var common: Set<UInt64> = []
    for (number, place) in days.enumerated().flatMap({ number, day in day.map { (number, $0) } }) {
      for name in names(place) {
        if dayOf.updateValue(number, forKey: name).map({ $0 != number }) ?? false { common.insert(name) }
      }
      if dayOf.count > mostKeys { return nil }
    }
    return common
  }
}
