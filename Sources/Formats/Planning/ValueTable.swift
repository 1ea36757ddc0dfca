import HarrierEvents

/// Source values and what they become: looked up by hash, without an allocation.
struct ValueTable: Sendable {
  private let keys: [[UInt8]]
  private let values: [FieldValue]
  /// In place of a value that the table lacks; nil where it passes.
  private let otherwise: FieldValue?
  /// Number of an entry + 1 by hash, 0: empty; at most half full.
  private let index: [UInt32]

  init(_ table: [String: String], otherwise: FieldValue?, texts: ConstantText) {
    self.otherwise = otherwise
    let entries = table.sorted { $0.key < $1.key }
    keys = entries.map { Array($0.key.utf8) }
    values = entries.map { texts.value($0.value) }
    var size = 4
    while size < entries.count * 2 { size *= 2 }
    var places = [UInt32](repeating: 0, count: size)
    for (number, key) in keys.enumerated() {
      var at = Int(truncatingIfNeeded: key.withUnsafeBufferPointer { StableHash.hash($0) }) & (size - 1)
      while places[at] != 0 { at = (at + 1) & (size - 1) }
      places[at] = UInt32(number + 1)
    }
    index = places
  }

  func value(of key: FieldValue) -> FieldValue {
    var at = Int(truncatingIfNeeded: StableHash.hash(key.buffer)) & (index.count - 1)
    while index[at] != 0 {
      let entry = Int(index[at]) - 1
      if keys[entry].count == Int(key.length),
        keys[entry].withUnsafeBufferPointer({ StableHash.equal($0.baseAddress, key.bytes, keys[entry].count) }
        )
      {
        return values[entry]
      }
      at = (at + 1) & (index.count - 1)
    }
    return otherwise ?? key
  }
}
