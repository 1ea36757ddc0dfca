#if canImport(Glibc)
  import Glibc
#endif

/// An address of either version as 16 bytes; IPv4 ones as IPv6 maps them (`::ffff:192.0.2.1`).
struct NetworkAddress: Sendable, Hashable {
  let high: UInt64
  let low: UInt64

  /// Nil where the bytes are no address. A zone (`%eth0`) is passed over.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    let end = text.firstIndex(of: 0x25) ?? text.count
    guard end > 1, end < 46 else { return nil }
    let isNarrow = !text[..<end].contains(0x3A)
    let found = withUnsafeTemporaryAllocation(of: CChar.self, capacity: end + 1) {
      word -> (UInt64, UInt64)? in
      for at in 0..<end { word[at] = CChar(bitPattern: text[at]) }
      word[end] = 0
      if isNarrow {
        var address = in_addr()
        guard inet_pton(AF_INET, word.baseAddress, &address) == 1 else { return nil }
        return (0, 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: address.s_addr)))
      }
      var address = in6_addr()
      guard inet_pton(AF_INET6, word.baseAddress, &address) == 1 else { return nil }
      return withUnsafeBytes(of: &address) {
        (
          UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
          UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        )
      }
    }
    guard let found else { return nil }
    (high, low) = found
  }
}

/// A range of addresses as `10.0.0.0/8`, `2001:db8::/32` or a single address.
public struct NetworkRange: Sendable, Hashable {
  private let high: UInt64
  private let low: UInt64
  private let highMask: UInt64
  private let lowMask: UInt64

  /// Nil where the text is no range.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first,
      let address = Array(first.utf8).withUnsafeBufferPointer({ NetworkAddress($0) })
    else { return nil }
    let own = first.contains(":") ? 128 : 32
    guard let length = parts.count == 1 ? own : Int(parts[1]), (0...own).contains(length) else { return nil }
    let bits = length + 128 - own
    highMask = bits >= 64 ? .max : bits == 0 ? 0 : .max << UInt64(64 - bits)
    lowMask = bits <= 64 ? 0 : bits == 128 ? .max : .max << UInt64(128 - bits)
    high = address.high & highMask
    low = address.low & lowMask
  }

  func contains(_ address: NetworkAddress) -> Bool {
    address.high & highMask == high && address.low & lowMask == low
  }
}
