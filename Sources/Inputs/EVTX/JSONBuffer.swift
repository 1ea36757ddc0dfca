/// JSON text that grows, and takes UTF-16 as event logs hold it.
///
/// - Memory: the largest text it ever held.
struct JSONBuffer: ~Copyable {
  private(set) var bytes: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 1 << 16) {
    self.capacity = capacity
    bytes = .allocate(capacity: capacity)
  }

  deinit { bytes.deallocate() }

  /// Forgets what was written behind a place.
  mutating func cut(to count: Int) { self.count = count }

  /// Leaves out the first bytes.
  mutating func dropFirst(_ dropped: Int) {
    bytes.update(from: bytes + dropped, count: count - dropped)
    count -= dropped
  }

  private mutating func reserve(_ more: Int) {
    guard count + more > capacity else { return }
    capacity = max(capacity * 2, count + more)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: bytes, count: count)
    bytes.deallocate()
    bytes = larger
  }

  @inline(__always)
  mutating func write(_ byte: UInt8) {
    reserve(1)
    bytes[count] = byte
    count += 1
  }

  mutating func write(_ text: UnsafeBufferPointer<UInt8>) {
    guard let base = text.baseAddress else { return }
    reserve(text.count)
    (bytes + count).update(from: base, count: text.count)
    count += text.count
  }

  mutating func write(_ text: StaticString) {
    write(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { write($0) }
  }

  mutating func write(decimal value: UInt64) {
    reserve(20)
    var digits = 1
    var bound: UInt64 = 10
    while digits < 20, value >= bound {
      digits += 1
      let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
      if overflow { break }
      bound = next
    }
    var rest = value
    var at = count + digits
    repeat {
      at -= 1
      bytes[at] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
      rest /= 10
    } while at > count
    count += digits
  }

  mutating func write(decimal value: Int64) {
    if value < 0 { write(UInt8(ascii: "-")) }
    write(decimal: value.magnitude)
  }

  /// So many digits, zeros before.
  mutating func write(decimal value: Int, digits: Int) {
    reserve(digits)
    var rest = value
    for at in stride(from: count + digits - 1, through: count, by: -1) {
      bytes[at] = UInt8(truncatingIfNeeded: 0x30 + rest % 10)
      rest /= 10
    }
    count += digits
  }

  /// Lower-case hexadecimal digits, at least so many.
  mutating func write(hex value: UInt64, digits: Int = 1) {
    let needed = max(digits, (64 - value.leadingZeroBitCount + 3) / 4)
    for place in stride(from: needed - 1, through: 0, by: -1) {
      write(Self.digit(UInt8(truncatingIfNeeded: value >> UInt64(4 * place)) & 15))
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

  /// Little-endian UTF-16 as the inside of a JSON string. A lone surrogate becomes U+FFFD.
  ///
  /// - Complexity: of the units; eight at a time where they are plain ASCII.
  mutating func write(utf16 from: UnsafeRawPointer, units: Int) {
    reserve(units * 6)
    var at = 0
    while at + 8 <= units {
      let block = from.loadUnaligned(fromByteOffset: at * 2, as: SIMD8<UInt16>.self)
      guard Self.isPlain(block) else {
        at = write(unitsFrom: at, to: at + 8, of: from, units)
        continue
      }
      UnsafeMutableRawPointer(bytes + count)
        .storeBytes(of: SIMD8<UInt8>(truncatingIfNeeded: block), as: SIMD8<UInt8>.self)
      count += 8
      at += 8
    }
    _ = write(unitsFrom: at, to: units, of: from, units)
  }

  @inline(__always)
  private static func isPlain(_ block: SIMD8<UInt16>) -> Bool {
    let shifted = block &- SIMD8(repeating: 0x20)
    let odd =
      (shifted .>= SIMD8(repeating: 0x5F)) .| (block .== SIMD8(repeating: 0x22))
      .| (block .== SIMD8(repeating: 0x5C))
    return !any(odd)
  }

  /// Unit by unit; where a pair begins at the end, its other half too. Room is reserved.
  private mutating func write(unitsFrom: Int, to: Int, of from: UnsafeRawPointer, _ units: Int) -> Int {
    var at = unitsFrom
    while at < to {
      let unit = UInt16(littleEndian: from.loadUnaligned(fromByteOffset: at * 2, as: UInt16.self))
      at += 1
      var point = UInt32(unit)
      if unit & 0xF800 == 0xD800 {
        point = 0xFFFD
        if unit < 0xDC00, at < units {
          let low = UInt16(littleEndian: from.loadUnaligned(fromByteOffset: at * 2, as: UInt16.self))
          if low & 0xFC00 == 0xDC00 {
            point = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(low & 0x3FF))
            at += 1
          }
        }
      }
      write(point: point)
    }
    return at
  }

  /// A character inside a JSON string.
  mutating func write(point: UInt32) {
    reserve(6)
    switch point {
    case 0x22, 0x5C:
      write(UInt8(ascii: "\\"))
      write(UInt8(truncatingIfNeeded: point))
    case 0x0A: write("\\n" as StaticString)
    case 0x0D: write("\\r" as StaticString)
    case 0x09: write("\\t" as StaticString)
    case ..<0x20:
      write("\\u" as StaticString)
      write(hex: UInt64(point), digits: 4)
    case ..<0x80: write(UInt8(truncatingIfNeeded: point))
    case ..<0x800:
      write(UInt8(truncatingIfNeeded: 0xC0 | point >> 6))
      write(UInt8(truncatingIfNeeded: 0x80 | point & 0x3F))
    case ..<0x10000:
      write(UInt8(truncatingIfNeeded: 0xE0 | point >> 12))
      write(UInt8(truncatingIfNeeded: 0x80 | point >> 6 & 0x3F))
      write(UInt8(truncatingIfNeeded: 0x80 | point & 0x3F))
    default:
      write(UInt8(truncatingIfNeeded: 0xF0 | point >> 18))
      write(UInt8(truncatingIfNeeded: 0x80 | point >> 12 & 0x3F))
      write(UInt8(truncatingIfNeeded: 0x80 | point >> 6 & 0x3F))
      write(UInt8(truncatingIfNeeded: 0x80 | point & 0x3F))
    }
  }
}
