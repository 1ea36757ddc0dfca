import HarrierEvents

/// Values that a rule makes anew: their bytes lie in the reader's arena.
enum Rewriting {
  static func lowercase(_ value: FieldValue, _ arena: GrowingArena) -> FieldValue {
    withOtherCase(value, 0x41...0x5A, arena)
  }

  static func uppercase(_ value: FieldValue, _ arena: GrowingArena) -> FieldValue {
    withOtherCase(value, 0x61...0x7A, arena)
  }

  private static func withOtherCase(
    _ value: FieldValue, _ letters: ClosedRange<UInt8>, _ arena: GrowingArena
  ) -> FieldValue {
    let count = Int(value.length)
    let bytes = value.bytes!
    guard (0..<count).contains(where: { letters.contains(bytes[$0]) }) else { return value }
    let made = arena.take(count)
    for at in 0..<count { made[at] = letters.contains(bytes[at]) ? bytes[at] ^ 0x20 : bytes[at] }
    return FieldValue(bytes: UnsafePointer(made), length: value.length, kind: value.kind)
  }

  /// Several values with blanks between them.
  static func words(_ value: FieldValue, _ arena: GrowingArena) -> FieldValue {
    guard value.kind == .multiple else { return value }
    let made = arena.take(Int(value.length))
    for (at, byte) in value.buffer.enumerated() { made[at] = byte == FieldValue.separator ? 0x20 : byte }
    return FieldValue(bytes: UnsafePointer(made), length: value.length, kind: .string)
  }

  /// `%2F` is a byte and `+` what is told; a `%` before anything but two hexadecimal digits stays.
  static func decoded(_ value: FieldValue, plus: UInt8, _ arena: GrowingArena) -> FieldValue {
    let bytes = value.buffer
    guard bytes.contains(where: { $0 == 0x2B || $0 == 0x25 }) else { return value }
    let made = arena.take(bytes.count)
    var (at, used) = (0, 0)
    while at < bytes.count {
      if bytes[at] == 0x25, at + 2 < bytes.count, let high = hexValue(bytes[at + 1]),
        let low = hexValue(bytes[at + 2])
      {
        made[used] = high << 4 | low
        at += 3
      } else {
        made[used] = bytes[at] == 0x2B ? plus : bytes[at]
        at += 1
      }
      used += 1
    }
    return FieldValue(bytes: UnsafePointer(made), length: UInt32(used), kind: value.kind)
  }

  /// `1:02:03`, hours, minutes and seconds, as nanoseconds; nothing where it is none.
  static func clock(_ value: FieldValue, _ arena: GrowingArena) -> FieldValue {
    let parts = value.buffer.prefix(16).split(separator: 0x3A, omittingEmptySubsequences: false)
    guard value.length <= 12, parts.count == 3 else { return .absent }
    var seconds = 0
    for (place, part) in parts.enumerated() {
      guard (1...(place == 0 ? 6 : 2)).contains(part.count), part.allSatisfy({ 0x30...0x39 ~= $0 }) else {
        return .absent
      }
      let number = part.reduce(0) { $0 * 10 + Int($1 - 0x30) }
      guard place == 0 || number < 60 else { return .absent }
      seconds = seconds * 60 + number
    }
    return number(Int64(seconds) * 1_000_000_000, arena)
  }

  /// Values one after the other, with a text between them.
  static func joined(_ values: [FieldValue], by separator: [UInt8], _ arena: GrowingArena) -> FieldValue {
    let count = values.reduce(separator.count * max(0, values.count - 1)) { $0 + Int($1.length) }
    let made = arena.take(count)
    var used = 0
    for (place, value) in values.enumerated() {
      for byte in place > 0 ? separator : [] {
        made[used] = byte
        used += 1
      }
      for byte in value.buffer {
        made[used] = byte
        used += 1
      }
    }
    return FieldValue(bytes: UnsafePointer(made), length: UInt32(count), kind: .string)
  }

  /// A decimal number times a power of ten, its fraction cut; nothing where it is no plain number.
  static func shifted(_ value: FieldValue, by places: Int, _ arena: GrowingArena) -> FieldValue {
    let bytes = value.bytes!
    let count = Int(value.length)
    guard count > 0, count <= 24 else { return .absent }
    let made = arena.take(count + places)
    var used = 0
    var fraction = -1
    for at in 0..<count {
      switch bytes[at] {
      case 0x2E where fraction < 0: fraction = 0
      case 0x30...0x39:
        if fraction >= places { continue }
        if fraction >= 0 { fraction += 1 }
        // Leading zeros say nothing.
        if used == 1, made[0] == 0x30 { used = 0 }
        made[used] = bytes[at]
        used += 1
      default: return scientific(value, by: places, arena)
      }
    }
    guard used > 0 else { return .absent }
    for _ in max(0, fraction)..<places where !(used == 1 && made[0] == 0x30) {
      made[used] = 0x30
      used += 1
    }
    return FieldValue(bytes: UnsafePointer(made), length: UInt32(used), kind: .number)
  }

  /// `6.4e-05`: what some writers make of a short time.
  private static func scientific(_ value: FieldValue, by places: Int, _ arena: GrowingArena) -> FieldValue {
    guard let number = Double(value.text), number >= 0, number < 1e9 else { return .absent }
    var scaled = number
    for _ in 0..<places { scaled *= 10 }
    return self.number(Int64(scaled.rounded()), arena)
  }

  private static func number(_ number: Int64, _ arena: GrowingArena) -> FieldValue {
    let text = String(number)
    let made = arena.take(text.utf8.count)
    for (at, byte) in text.utf8.enumerated() { made[at] = byte }
    return FieldValue(bytes: UnsafePointer(made), length: UInt32(text.utf8.count), kind: .number)
  }
}
