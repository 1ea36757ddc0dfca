import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// Which part of a source's value a field takes: a slice, so that nothing is copied.
///
/// - Complexity: of the value's length.
struct ValuePart: Sendable {
  private let take: [LogMapping.Take]
  private let separator: [UInt8]
  /// Of the parts between separators: from 1 on, or from -1 on from the end; 0 for the whole.
  private let number: Int
  private let after: [UInt8]?
  private let before: [UInt8]?

  init(_ source: LogMapping.FieldSource) {
    take = source.take
    after = source.after.map { Array($0.utf8) }
    before = source.before.map { Array($0.utf8) }
    separator = source.split.map { Array($0.separator.utf8) } ?? []
    number = source.split?.part ?? 0
  }

  init(split: LogMapping.Split) {
    var source = LogMapping.FieldSource(from: [])
    source.split = split
    self.init(source)
  }

  /// The part, or nothing where the value has none.
  func of(_ value: FieldValue, _ arena: GrowingArena) -> FieldValue {
    var value = value
    if let after {
      guard let place = Self.find(after, in: value) else { return .absent }
      value = Self.slice(value, place + after.count, Int(value.length))
      if before == nil { value = Self.line(value) }
    }
    if let before, let place = Self.find(before, in: value) { value = Self.slice(value, 0, place) }
    if number != 0 { value = Self.part(value, separator, number) }
    for take in take where value.isPresent { value = Self.part(value, take, arena) }
    return value
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

  private static func part(
    _ value: FieldValue, _ take: LogMapping.Take, _ arena: GrowingArena
  ) -> FieldValue {
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
    case .withoutRoot: return count > 1 && bytes[count - 1] == 0x2E ? slice(value, 0, count - 1) : value
    case .ip: return ip(value)
    case .lowercase: return Rewriting.lowercase(value, arena)
    case .uppercase: return Rewriting.uppercase(value, arena)
    case .words: return Rewriting.words(value, arena)
    case .urlDecoded: return Rewriting.decoded(value, plus: 0x20, arena)
    case .percentDecoded: return Rewriting.decoded(value, plus: 0x2B, arena)
    case .nonzero:
      let digits = bytes.starts(with: [0x30, 0x78]) ? bytes.dropFirst(2) : bytes[...]
      return digits.allSatisfy { $0 == 0x30 } ? .absent : value
    case .urlHost: return HostPart.ofURL(value)
    case .address: return HostPart.address(value)
    case .port: return HostPart.port(value)
    case .seconds: return Rewriting.shifted(value, by: 9, arena)
    case .milliseconds: return Rewriting.shifted(value, by: 6, arena)
    case .microseconds: return Rewriting.shifted(value, by: 3, arena)
    case .clock: return Rewriting.clock(value, arena)
    }
  }

  /// One of the parts between separators; nothing where there are fewer, or where it is empty.
  private static func part(_ value: FieldValue, _ separator: [UInt8], _ number: Int) -> FieldValue {
    var wanted = number
    if number < 0 {
      // From the end: as many parts as there are, and that many back.
      var rest = value
      wanted += 2
      while let place = find(separator, in: rest) {
        rest = slice(rest, place + separator.count, Int(rest.length))
        wanted += 1
      }
    }
    guard wanted > 0 else { return .absent }
    var rest = value
    while let place = find(separator, in: rest) {
      wanted -= 1
      if wanted == 0 { return place > 0 ? slice(rest, 0, place) : .absent }
      rest = slice(rest, place + separator.count, Int(rest.length))
    }
    return wanted == 1 && rest.length > 0 ? rest : .absent
  }

  private static func ip(_ value: FieldValue) -> FieldValue {
    let bytes = value.buffer
    let hasColon = bytes.contains(0x3A)
    let isAddress = bytes.allSatisfy {
      ($0 >= 0x30 && $0 <= 0x3A) || $0 == 0x2E || (hasColon && $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x66)
    }
    guard isAddress, hasColon || bytes.contains(0x2E) else { return .absent }
    let mapped = Array("::ffff:".utf8)
    let isMapped =
      bytes.count > 7 && bytes.contains(0x2E)
      && zip(bytes, mapped).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    return isMapped ? slice(value, 7, bytes.count) : value
  }
}
