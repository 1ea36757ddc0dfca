import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// In how many buckets keys were seen, and when last: for `model_prune_window` and for limits of memory.
///
/// - State: 20 bytes a key, twice that in the table; none where nobody asks.
struct KeyUse: StateCodable {
  private struct Use {
    var last: Int64
    /// Buckets with the key, half of them forgotten after ``halfLifeSeconds`` without it.
    var seen: Float
  }

  /// A key seen a hundred times and then not for three months is worth about as much as one seen once today.
  private static let halfLifeSeconds = 14.0 * 86_400
  /// From here on a key counts as in use: it came more than once, of late.
  private static let leastInUse = 2.0
  private var uses: [KeyName: Use] = [:]
  private var checkedDay = Int64.min

  init() {}

  var byteCount: Int {
    TableBytes.dictionary(uses.count, entry: MemoryLayout<KeyName>.stride + MemoryLayout<Use>.stride)
  }

  mutating func see(_ names: [KeyName], bucket: Int64, bucketSeconds: Int64) {
    for name in names {
      guard let use = uses[name] else {
        uses[name] = Use(last: bucket, seen: 1)
        continue
      }
      // Several members of a population show one category in one bucket.
      if use.last == bucket { continue }
      let left = Float(Self.worth(use, at: bucket, bucketSeconds))
      uses[name] = Use(last: bucket, seen: left + 1)
    }
  }

  private static func worth(_ use: Use, at bucket: Int64, _ bucketSeconds: Int64) -> Double {
    Double(use.seen) * exp2(-Double((bucket - use.last) * bucketSeconds) / halfLifeSeconds)
  }

  /// Keys that were not seen for so long, each told once; looked for once a day of event time.
  mutating func takeIdle(bucket: Int64, bucketSeconds: Int64, window: Int64) -> Set<KeyName> {
    let day = bucket * bucketSeconds / 86_400
    guard day > checkedDay else { return [] }
    checkedDay = day
    let gone = Set(uses.filter { (bucket - $0.value.last) * bucketSeconds > window }.keys)
    for name in gone { uses[name] = nil }
    return gone
  }

  /// The keys that tell least: those seen least, and of these the longest idle.
  ///
  /// - Parameters:
  ///   - known: keys of the models; what is not among those seen counts as seen once, now.
  ///   - order: the same in every run for the same key, for those that are alike in all else.
  /// - Returns: them, and how many of them were in use.
  /// - Complexity: O(keys · log keys).
  mutating func takeLeast(
    _ count: Int, of known: [KeyName], bucket: Int64, bucketSeconds: Int64, order: (KeyName) -> UInt64
  ) -> (names: [KeyName], inUse: Int) {
    let ranked = known.map { name -> (worth: Double, last: Int64, order: UInt64, name: KeyName) in
      let use = uses[name] ?? Use(last: bucket, seen: 1)
      return (Self.worth(use, at: bucket, bucketSeconds), use.last, order(name), name)
    }.sorted { ($0.worth, $0.last, $0.order) < ($1.worth, $1.last, $1.order) }
    let least = ranked.prefix(count)
    for one in least { uses[one.name] = nil }
    return (least.map(\.name), least.count { $0.worth >= Self.leastInUse })
  }

  func forEach(_ body: (KeyName) -> Void) { for name in uses.keys { body(name) } }

  func encode(to writer: inout StateWriter) {
    writer.write(checkedDay == .min ? -1 : Int(checkedDay))
    writer.write(uses.count)
    for name in uses.keys.sorted() {
      name.encode(to: &writer)
      writer.write(Int(uses[name]!.last))
      writer.write(uses[name]!.seen)
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    let day = Int64(try reader.readInt())
    checkedDay = day < 0 ? .min : day
    for _ in 0..<(try reader.readCount(least: 8)) {
      let name = try KeyName(from: &reader)
      uses[name] = Use(last: Int64(try reader.readInt()), seen: try reader.readFloat())
    }
  }
}
