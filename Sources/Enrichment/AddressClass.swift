/// What kind of address one side of a connection has: private, loopback, link_local, metadata, multicast, bogon or public.
///
/// Metadata are the services of clouds that hand out credentials; bogon is what nobody may use on the Internet. Shared space
/// of carriers (100.64.0.0/10) counts as private.
///
/// ## Source
/// IANA's registries of special-purpose addresses (RFC 6890, RFC 4193, RFC 6598).
public struct AddressClass: Enricher {
  public let inputs: [String]
  public let outputs: [String]
  public let meaning = "private, loopback, link_local, metadata, multicast, bogon or public"

  public init(side: String) {
    inputs = [side + ".ip"]
    outputs = ["harrier.\(side).ip_class"]
  }

  /// The first that holds an address is its kind.
  static let kinds: [(name: String, ranges: [NetworkRange])] = [
    (
      "metadata",
      ranges(
        "169.254.169.254", "169.254.170.2", "169.254.170.23", "fd00:ec2::254", "fd00:ec2::23",
        "100.100.100.200", "168.63.129.16")
    ),
    ("loopback", ranges("127.0.0.0/8", "::1")),
    ("link_local", ranges("169.254.0.0/16", "fe80::/10")),
    ("private", ranges("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")),
    ("multicast", ranges("224.0.0.0/4", "ff00::/8")),
    (
      "bogon",
      ranges(
        "0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "240.0.0.0/4", "::", "100::/64", "2001:db8::/32", "3fff::/20")
    ),
  ]

  private static func ranges(_ texts: String...) -> [NetworkRange] { texts.compactMap { NetworkRange($0) } }

  static func name(of address: NetworkAddress) -> String {
    kinds.first { $0.ranges.contains { $0.contains(address) } }?.name ?? "public"
  }

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    [NetworkAddress(input).map { Self.name(of: $0) }]
  }
}
