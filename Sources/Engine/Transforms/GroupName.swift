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
      let end = end(at)
      parts.append(bytes[(at + 4)..<end])
      at = end
    }
    return parts
  }

  /// Where the part that begins there ends.
  private func end(_ start: Int) -> Int {
    let count = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start, as: UInt32.self) }
    return min(bytes.count, start + 4 + Int(UInt32(littleEndian: count)))
  }

  /// Where the first parts end.
  private func end(of count: Int) -> Int {
    var at = 0
    for _ in 0..<count where at + 4 <= bytes.count { at = end(at) }
    return at
  }

  /// The first parts, and one more.
  func prefix(_ count: Int, and last: [UInt8]) -> GroupName {
    var name = GroupName()
    name.bytes.append(contentsOf: bytes[..<end(of: count)])
    last.withUnsafeBufferPointer { name.append($0) }
    name.seal()
    return name
  }

  func hash(into hasher: inout Hasher) { hasher.combine(order) }

  static func == (a: GroupName, b: GroupName) -> Bool { a.order == b.order && a.bytes == b.bytes }

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
