import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// Which part of a source's value a field takes: a slice, so that nothing is copied.
///
/// - Complexity: of the value's length.
struct ValuePart: Sendable {
  private let take: LogMapping.Take?
  private let after: [UInt8]?
  private let before: [UInt8]?

  init(_ source: LogMapping.FieldSource) {
    take = source.take
    after = source.after.map { Array($0.utf8) }
    before = source.before.map { Array($0.utf8) }
  }

  /// The part, or nothing where the value has none.
  func of(_ value: FieldValue) -> FieldValue {
    var value = value
    if let after {
      guard let place = Self.find(after, in: value) else { return .absent }
      value = Self.slice(value, place + after.count, Int(value.length))
      if before == nil { value = Self.line(value) }
    }
    if let before, let place = Self.find(before, in: value) { value = Self.slice(value, 0, place) }
    guard let take else { return value }
    return Self.part(value, take)
  }

  private static func slice(_ value: FieldValue, _ from: Int, _ to: Int) -> FieldValue {
    guard let bytes = value.bytes else { return value }
    return FieldValue(bytes: bytes + from, length: UInt32(to - from), kind: value.kind)
  }

  private static func find(_ word: [UInt8], in value: FieldValue) -> Int? {
    guard let bytes = value.bytes, let first = word.first else { return nil }
    // The last place where the word still fits, and one more.
    let end = Int(value.length) - word.count + 1
    var at = 0
    while at < end, let place = memchr(bytes + at, Int32(first), end - at) {
      at = UnsafePointer(place.assumingMemoryBound(to: UInt8.self)) - bytes
      if word.withUnsafeBufferPointer({ StableHash.equal($0.baseAddress, bytes + at, word.count) }) {
        return at
      }
      at += 1
    }
    return nil
  }

  /// Up to the end of the line, or of one of several values.
  private static func line(_ value: FieldValue) -> FieldValue {
    let end = value.buffer.firstIndex { $0 == 0x0A || $0 == 0x0D || $0 == FieldValue.separator }
    var line = slice(value, 0, end ?? Int(value.length))
    line.kind = .string
    return line
  }

  private static func part(_ value: FieldValue, _ take: LogMapping.Take) -> FieldValue {
    let bytes = value.buffer
    let count = bytes.count
    func last(_ wanted: (UInt8) -> Bool) -> Int? { bytes.lastIndex(where: wanted) }
    switch take {
    case .basename:
      return last { $0 == 0x2F || $0 == 0x5C }.map { slice(value, $0 + 1, count) } ?? value
    case .afterBackslash:
      return last { $0 == 0x5C }.map { slice(value, $0 + 1, count) } ?? value
    case .beforeBackslash:
      return last { $0 == 0x5C }.map { slice(value, 0, $0) } ?? .absent
    case .beforeDot:
      return bytes.firstIndex(of: 0x2E).map { slice(value, 0, $0) } ?? value
    case .ip:
      return address(value)
    }
  }

  private static func address(_ value: FieldValue) -> FieldValue {
    let bytes = value.buffer
    let isAddress = bytes.allSatisfy {
      ($0 >= 0x30 && $0 <= 0x3A) || $0 == 0x2E || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x66)
    }
    guard isAddress, bytes.contains(0x3A) || bytes.contains(0x2E) else { return .absent }
    let mapped = Array("::ffff:".utf8)
    let isMapped =
      bytes.count > 7 && bytes.contains(0x2E)
      && zip(bytes, mapped).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    return isMapped ? slice(value, 7, bytes.count) : value
  }
}
