import HarrierEvents
import HarrierStatistics

/// A group's key as text, free of any worker's symbols: parts, each with its length before it.
struct GroupName: Hashable, Sendable {
  private(set) var bytes: [UInt8] = []
  /// The same in every run: groups become rows in this order.
  private(set) var order: UInt64 = 0

  init(_ parts: some Sequence<UnsafeBufferPointer<UInt8>>) {
    for part in parts { append(part) }
    seal()
  }

  private init() {}

  private mutating func append(_ part: UnsafeBufferPointer<UInt8>) {
    let count = UInt32(truncatingIfNeeded: part.count)
    withUnsafeBytes(of: count.littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: part)
  }

  private mutating func seal() { order = bytes.withUnsafeBufferPointer { StableHash.hash($0) } }

  /// The parts, empty where an event had none.
  var parts: [ArraySlice<UInt8>] {
    var parts: [ArraySlice<UInt8>] = []
    var at = 0
    while at + 4 <= bytes.count {
      let count = (0..<4).reduce(0) { $0 | Int(bytes[at + $1]) << (8 * $1) }
      at += 4
      parts.append(bytes[at..<min(bytes.count, at + count)])
      at += count
    }
    return parts
  }

  /// The first parts, and one more.
  func prefix(_ count: Int, and last: [UInt8]) -> GroupName {
    var name = GroupName()
    for part in parts.prefix(count) { part.withUnsafeBufferPointer { name.append($0) } }
    last.withUnsafeBufferPointer { name.append($0) }
    name.seal()
    return name
  }

  func hash(into hasher: inout Hasher) { hasher.combine(order) }

  static func precedes(_ a: GroupName, _ b: GroupName) -> Bool {
    a.order != b.order ? a.order < b.order : a.bytes.lexicographicallyPrecedes(b.bytes)
  }
}

extension GroupName: StateCodable {
  func encode(to writer: inout StateWriter) { bytes.withUnsafeBufferPointer { writer.write($0) } }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    bytes = try reader.readBytes()
    seal()
  }
}
