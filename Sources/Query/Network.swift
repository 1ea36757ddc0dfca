extension ValueTest {
  /// A network in CIDR notation: `10.0.0.0/8`, `2001:db8::/32`.
  ///
  /// It holds the addresses that share its prefix, and the very text it is written with, for fields that name
  /// networks. IPv4 counts as part of IPv6 (`::ffff:0:0/96`), as in Elasticsearch.
  public struct Network: Hashable, Sendable {
    public let text: String

    private let literal: Literal
    private let prefix: UInt128
    /// Bits that an address may differ in.
    private let freeBits: Int

    /// Nil if the text is no network.
    public init?(_ text: String) {
      let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      guard parts.count == 2, (1...3).contains(parts[1].count),
        parts[1].allSatisfy({ ASCII.digit($0) != nil }),
        let length = Int(String(decoding: parts[1], as: UTF8.self)),
        let address = Array(parts[0]).withUnsafeBytes({ QueryAddress($0) })
      else { return nil }
      let width = address.isIPv4 ? 32 : 128
      guard length <= width else { return nil }
      self.text = text
      literal = Literal(text)
      freeBits = width - length
      prefix = address.bits >> UInt128(freeBits)
    }

    /// The bits that an address has for a prefix, where a text is an address with more than those behind its slash: a slip,
    /// for no field says such a thing. Nil for every other text.
    static func bitsExceeded(in text: String) -> Int? {
      let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[1].isEmpty, parts[1].allSatisfy({ ASCII.digit($0) != nil }),
        let address = Array(parts[0]).withUnsafeBytes({ QueryAddress($0) }), Network(text) == nil
      else { return nil }
      return address.isIPv4 ? 32 : 128
    }

    public static func == (a: Network, b: Network) -> Bool { a.text == b.text }
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    func contains(_ value: UnsafeRawBufferPointer) -> Bool {
      if let address = QueryAddress(value) { return address.bits >> UInt128(freeBits) == prefix }
      return literal.equals(value)
    }
  }
}
