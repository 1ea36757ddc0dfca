import HarrierJobs
import HarrierStatistics

/// How often by and over values turn up, for `exclude_frequent`.
///
/// A value is frequent that shows in a tenth of its detector's buckets or more; nothing is before there are twenty.
struct FrequencyTally: StateCodable {
  private static let share = 0.1
  private static let leastBuckets = 20.0
  private static let halfLifeSeconds = 30.0 * 86_400

  private var counts: [KeyName: Double] = [:]
  private var buckets = 0.0

  init() {}

  /// The by value or the member alone, within its partition.
  private static func parts(_ name: KeyName, _ choice: ExcludeFrequent) -> [KeyName] {
    var parts: [KeyName] = []
    if choice.coversBy, name.by != 0 {
      parts.append(KeyName(partition: name.partition, over: 0, by: name.by))
    }
    if choice.coversOver, name.over != 0 {
      parts.append(KeyName(partition: name.partition, over: name.over, by: 0))
    }
    return parts
  }

  func isFrequent(_ name: KeyName, _ choice: ExcludeFrequent) -> Bool {
    guard buckets >= Self.leastBuckets else { return false }
    return Self.parts(name, choice).contains { counts[$0, default: 0] >= Self.share * buckets }
  }

  /// Takes in the keys of a bucket.
  mutating func learn(_ names: [KeyName], _ choice: ExcludeFrequent, bucketSeconds: Int64) {
    for part in Set(names.flatMap { Self.parts($0, choice) }) { counts[part, default: 0] += 1 }
    buckets += 1
    if buckets * Double(bucketSeconds) > 2 * Self.halfLifeSeconds { halve() }
  }

  private mutating func halve() {
    buckets /= 2
    counts = counts.mapValues { $0 / 2 }.filter { $0.value >= 0.25 }
  }

  func forEachWord(_ body: (UInt32) -> Void) { for name in counts.keys { name.forEachWord(body) } }

  func encode(to writer: inout StateWriter) {
    writer.write(buckets)
    writer.write(counts.count)
    for name in counts.keys.sorted() {
      name.encode(to: &writer)
      writer.write(counts[name]!)
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    buckets = try reader.readDouble()
    for _ in 0..<(try reader.readCount(least: 11)) {
      let name = try KeyName(from: &reader)
      counts[name] = try reader.readDouble()
    }
  }
}
