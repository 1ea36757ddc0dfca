import CSimdjson

/// Fields that held another kind of value than the mapping expects, and how often: their rows are kept, the
/// field is missing in them.
public struct Conflicts: Sendable {
  /// `user: a value where an object was expected` → count.
  public private(set) var counts: [String: Int] = [:]
  /// Distinct sentences kept: a hostile log cannot have more of them than the mapping has paths.
  static let most = 256

  public init() {}

  public mutating func add(_ sentence: String, _ count: Int = 1) {
    if counts[sentence] == nil, counts.count >= Self.most { return }
    counts[sentence, default: 0] += count
  }

  public mutating func merge(_ other: Conflicts) {
    for (sentence, count) in other.counts { add(sentence, count) }
  }

  mutating func take(from parser: OpaquePointer) {
    withUnsafeTemporaryAllocation(of: hj_conflict.self, capacity: 64) { found in
      while true {
        let count = hj_take_conflicts(parser, found.baseAddress, 64)
        for conflict in found.prefix(count) {
          let kinds = conflict.found_object ? "an object where a value was" : "a value where an object was"
          add("\(String(cString: conflict.path)): \(kinds) expected", Int(conflict.count))
        }
        if count < 64 { return }
      }
    }
  }
}
