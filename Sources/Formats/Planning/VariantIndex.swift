import HarrierEvents

/// Which variants can hold for a row, by the value of the source that most of them ask for: with a hundred
/// event ids only those of the row's own are tried.
///
/// - Complexity: a hash and a look a row.
struct VariantIndex: Sendable {
  private let slot: Int
  private let mask: Int
  /// Hash of a value, or 0 for an empty place.
  private let hashes: [UInt64]
  private let lists: [[Int32]]
  /// Variants that do not ask for the source.
  private let others: [Int32]

  /// Nil where no source is asked for more than a few times.
  init?(_ conditions: [[(slot: Int, values: [[UInt8]])]]) {
    var uses: [Int: Int] = [:]
    for condition in conditions { for part in condition { uses[part.slot, default: 0] += 1 } }
    guard let most = uses.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }), most.value > 4 else {
      return nil
    }
    let slot = most.key
    var words: Set<[UInt8]> = []
    for condition in conditions {
      for part in condition where part.slot == slot { words.formUnion(part.values) }
    }
    var size = 16
    while size < words.count * 2 { size *= 2 }
    var hashes = [UInt64](repeating: 0, count: size)
    var lists = [[Int32]](repeating: [], count: size)
    for word in words {
      let hash = word.withUnsafeBufferPointer { StableHash.hash($0) } | 1
      var place = Int(truncatingIfNeeded: hash >> 1) & (size - 1)
      while hashes[place] != 0, hashes[place] != hash { place = (place + 1) & (size - 1) }
      hashes[place] = hash
      // Two words of one hash share a list: each variant's own conditions are asked all the same.
      lists[place] = conditions.indices.filter { at in
        lists[place].contains(Int32(at))
          || conditions[at].allSatisfy { $0.slot != slot || $0.values.contains(word) }
      }.map(Int32.init)
    }
    self.slot = slot
    mask = size - 1
    self.hashes = hashes
    self.lists = lists
    others = conditions.indices.filter { at in conditions[at].allSatisfy { $0.slot != slot } }.map(Int32.init)
  }

  /// In their order, those that may hold.
  @inline(__always)
  func candidates(_ row: UnsafeMutablePointer<FieldValue>) -> [Int32] {
    let value = row[slot]
    guard value.isPresent else { return others }
    let hash = StableHash.hash(value.buffer) | 1
    var place = Int(truncatingIfNeeded: hash >> 1) & mask
    while hashes[place] != 0 {
      if hashes[place] == hash { return lists[place] }
      place = (place + 1) & mask
    }
    return others
  }
}
