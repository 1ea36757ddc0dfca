/// How densely the events of a detector's keys lie in time: counts by five minutes, of the 64 keys whose hashes are
/// the smallest, so that the choice knows no order and every chosen key is counted from its first event on.
///
/// - State: 16 bytes a key and five minutes with events.
struct KeyDensity {
  static let slotSeconds: Int64 = 300
  private static let mostKeys = 64
  private var counts: [UInt64: [Int64: Int]] = [:]
  private var largest: UInt64 = 0

  mutating func add(_ key: UInt64, second: Int64) {
    let slot = Hunt.bucket(of: second, Self.slotSeconds)
    if counts[key] == nil {
      guard counts.count < Self.mostKeys || key < largest else { return }
      if counts.count == Self.mostKeys { counts[largest] = nil }
      counts[key] = [:]
      largest = counts.keys.max() ?? 0
    }
    counts[key]![slot, default: 0] += 1
  }

  /// Counts of one key by bucket of a length, empty ones among them, with the key's number of events.
  func series(seconds: Int64, covered: Range<Int64>) -> [(events: Int, counts: [Int])] {
    let first = Hunt.bucket(of: covered.lowerBound, seconds)
    let buckets = max(1, Int(Hunt.bucket(of: covered.upperBound - 1, seconds) - first) + 1)
    return counts.sorted { $0.key < $1.key }.map { _, slots in
      var series = [Int](repeating: 0, count: buckets)
      var events = 0
      for (slot, count) in slots {
        let bucket = Int(Hunt.bucket(of: slot * Self.slotSeconds, seconds) - first)
        guard series.indices.contains(bucket) else { continue }
        series[bucket] += count
        events += count
      }
      return (events, series)
    }
  }
}
