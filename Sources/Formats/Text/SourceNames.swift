import HarrierEvents

/// The names that somebody wants from a decoder, each with the slots it fills: a flat hash table over bytes.
struct SourceNames: Sendable {
  typealias Leaf = (path: String, slot: Int, rank: UInt16)

  struct Target: Sendable {
    var slot: Int
    var rank: UInt16
  }

  private struct Entry: Sendable {
    var hash: UInt64
    /// Of its name in `bytes`.
    var start: Int
    var length: Int
    var targets: Range<Int>
  }

  private let leaves: [Leaf]
  private var entries: [Entry?] = []
  private var bytes: [UInt8] = []
  private var targets: [Target] = []
  private var mask = 0
  let isEmpty: Bool

  /// - Parameter prefix: only names that begin with it, which then go without.
  init(leaves: [Leaf], prefix: String = "") {
    self.leaves = leaves
    var byName: [String: [Target]] = [:]
    for leaf in leaves where leaf.path.hasPrefix(prefix) {
      byName[String(leaf.path.dropFirst(prefix.count)), default: []].append(
        Target(slot: leaf.slot, rank: leaf.rank))
    }
    isEmpty = byName.isEmpty
    var size = 8
    while size < byName.count * 2 { size *= 2 }
    entries = Array(repeating: nil, count: size)
    mask = size - 1
    for (name, found) in byName.sorted(by: { $0.key < $1.key }) {
      let hash = StableHash.hash(name)
      let first = targets.count
      targets += found
      let entry = Entry(
        hash: hash, start: bytes.count, length: name.utf8.count, targets: first..<targets.count)
      bytes += Array(name.utf8)
      var place = Int(truncatingIfNeeded: hash) & mask
      while entries[place] != nil { place = (place + 1) & mask }
      entries[place] = entry
    }
  }

  /// The same leaves under a longer prefix.
  func under(_ prefix: String) -> SourceNames { SourceNames(leaves: leaves, prefix: prefix) }

  /// All wanted names with their leaves, for decoders that look for paths themselves.
  func paths(prefix: String) -> [Leaf] {
    leaves.compactMap { leaf in
      leaf.path.hasPrefix(prefix) && leaf.path.count > prefix.count
        ? (String(leaf.path.dropFirst(prefix.count)), leaf.slot, leaf.rank) : nil
    }
  }

  func targets(of name: String) -> [Target] {
    var name = name
    guard let found = name.withUTF8({ find($0) }) else { return [] }
    return Array(targets[found])
  }

  @inline(__always)
  private func find(_ name: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
    if isEmpty { return nil }
    let hash = StableHash.hash(name)
    var place = Int(truncatingIfNeeded: hash) & mask
    while let entry = entries[place] {
      if entry.hash == hash, entry.length == name.count,
        bytes.withUnsafeBufferPointer({
          StableHash.equal($0.baseAddress! + entry.start, name.baseAddress, entry.length)
        })
      {
        return entry.targets
      }
      place = (place + 1) & mask
    }
    return nil
  }

  /// Whether anybody wants the name: its value need not be decoded otherwise.
  @inline(__always)
  func wants(_ name: UnsafeBufferPointer<UInt8>) -> Bool { find(name) != nil }

  /// Fills the name's slots. Of several values for a slot the one of least rank stays, among equals the first.
  @inline(__always)
  func put(_ name: UnsafeBufferPointer<UInt8>, _ value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>) {
    guard value.length > 0, let found = find(name) else { return }
    for index in found { Self.put(targets[index], value, row) }
  }

  @inline(__always)
  static func put(_ target: Target, _ value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>) {
    let place = row[target.slot]
    if place.isPresent && place.rank <= target.rank { return }
    var value = value
    value.rank = target.rank
    row[target.slot] = value
  }
}
