import HarrierDetectors

/// What a detector would take in memory, by the sizes that ARCHITECTURE.md lists: good to a factor of two.
enum MemoryEstimate {
  /// - Parameters:
  ///   - words: different texts of by, over and partition; `wordBytes` their mean length.
  ///   - rowsPerBucket: events that an open bucket takes.
  static func bytes(
    _ function: any DetectorFunction.Type, hasOver: Bool, keys: Int, events: Int, words: Int,
    wordBytes: Double, rowsPerBucket: Double, sampleCap: Int
  ) -> Int {
    let vocabulary = Double(words) * (40 + wordBytes)
    // Two buckets are open; a key's sample holds a row an event, up to its cap.
    let open = min(Double(keys), rowsPerBucket)
    let sample = min(Double(sampleCap), rowsPerBucket / max(1, open))
    let buckets = 2 * open * (100 + 72 * sample)
    return Int(vocabulary + buckets + models(function, hasOver: hasOver, keys: keys, events: events))
  }

  private static func models(
    _ function: any DetectorFunction.Type, hasOver: Bool, keys: Int, events: Int
  ) -> Double {
    let keys = Double(keys)
    // A key is busy, and gets a shape of the week, from a hundred events on.
    let busy = min(keys, Double(events) / 100)
    return switch function.expectation {
    case .rarity: 40 * keys
    case .hoursOfDay: 400 * keys
    case .hoursOfWeek: 1400 * keys
    case .whereabouts: 300 * keys
    case .regularity: 40 * keys
    case .seasonalCount, .seasonalMetric: hasOver ? 32 * keys : 100 * keys + 3072 * busy
    case .strangestMetric: 3 * (100 * keys + 3072 * busy)
    }
  }
}
