/// An IP address read from text without allocating. IPv4 lives inside IPv6 at `::ffff:0:0/96`, so that
/// `::ffff:10.0.0.1` and `10.0.0.1` are one address.
struct QueryAddress: Hashable, Comparable, Sendable {
  let bits: UInt128
  /// Written with dots alone; decides how a network's prefix length is counted.
  let isIPv4: Bool

  /// Nil if the bytes are no address. A zone (`fe80::1%eth0`) is left off.
  init?(_ bytes: UnsafeRawBufferPointer) {
    if let bits = Self.ipv4(bytes[...]) {
      self.bits = 0xFFFF_0000_0000 | UInt128(bits)
      isIPv4 = true
    } else if let bits = Self.ipv6(bytes.prefix { $0 != UInt8(ascii: "%") }) {
      self.bits = bits
      isIPv4 = false
    } else {
      return nil
    }
  }

  static func == (a: QueryAddress, b: QueryAddress) -> Bool { a.bits == b.bits }
  static func < (a: QueryAddress, b: QueryAddress) -> Bool { a.bits < b.bits }
  func hash(into hasher: inout Hasher) { hasher.combine(bits) }

  private typealias Bytes = Slice<UnsafeRawBufferPointer>

  /// Four numbers of 0…255. A leading zero is refused, because readers disagree whether it means octal.
  private static func ipv4(_ bytes: Bytes) -> UInt32? {
    var result: UInt32 = 0
    var octet: UInt32?
    var dots = 0
    for byte in bytes {
      if let digit = ASCII.digit(byte) {
        guard octet != 0 else { return nil }
        let next = (octet ?? 0) * 10 + UInt32(digit)
        guard next <= 255 else { return nil }
        octet = next
      } else {
        guard byte == UInt8(ascii: "."), let value = octet, dots < 3 else { return nil }
        result = result << 8 | value
        octet = nil
        dots += 1
      }
    }
    guard dots == 3, let last = octet else { return nil }
    return result << 8 | last
  }

  private static func ipv6(_ bytes: Bytes) -> UInt128? {
    guard (2...45).contains(bytes.count) else { return nil }
    var groups = Groups()
    var index = bytes.startIndex
    if bytes.starts(with: [UInt8(ascii: ":"), UInt8(ascii: ":")]) {
      groups.hasGap = true
      index += 2
    }
    while index < bytes.endIndex {
      let end = bytes[index...].firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
      guard groups.append(bytes[index..<end], isLast: end == bytes.endIndex) else { return nil }
      guard end < bytes.endIndex else { break }
      index = end + 1
      guard index < bytes.endIndex else { return nil }
      if bytes[index] == UInt8(ascii: ":") {
        guard !groups.hasGap else { return nil }
        groups.hasGap = true
        index += 1
      }
    }
    return groups.value
  }

  /// The groups of sixteen bits before and behind the `::`.
  private struct Groups {
    var head: UInt128 = 0
    var tail: UInt128 = 0
    var headCount = 0
    var tailCount = 0
    var hasGap = false

    var value: UInt128? {
      let count = headCount + tailCount
      guard hasGap ? count < 8 : count == 8 else { return nil }
      return headCount == 0 ? tail : head << (16 * UInt128(8 - headCount)) | tail
    }

    mutating func append(_ bytes: Bytes, isLast: Bool) -> Bool {
      guard headCount + tailCount < 8 else { return false }
      if isLast, let embedded = QueryAddress.ipv4(bytes) {
        push(UInt128(embedded >> 16))
        push(UInt128(embedded & 0xFFFF))
        return true
      }
      guard (1...4).contains(bytes.count) else { return false }
      var group: UInt128 = 0
      for byte in bytes {
        guard let digit = ASCII.hexDigit(byte) else { return false }
        group = group << 4 | UInt128(digit)
      }
      push(group)
      return true
    }

    private mutating func push(_ group: UInt128) {
      if hasGap {
        tail = tail << 16 | group
        tailCount += 1
      } else {
        head = head << 16 | group
        headCount += 1
      }
    }
  }
}
