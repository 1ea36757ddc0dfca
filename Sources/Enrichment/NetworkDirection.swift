import HarrierEvents

/// `network.direction` (inbound, outbound, internal, external) from both addresses, where the log does not say it.
///
/// One's own are the networks the user named; where none are named, private addresses. What no router passes on
/// never leaves: loopback, link-local, multicast and broadcast addresses, and the metadata services of clouds.
public struct NetworkDirection: JointEnricher {
  public let inputs = ["source.ip", "destination.ip"]
  public let outputs = ["network.direction"]
  public let meaning = "inbound, outbound, internal or external, by one's own networks (`--own-networks`)"
  private let own: [NetworkRange]
  private static let unroutedKinds: Set<String> = ["loopback", "link_local", "metadata", "multicast"]
  /// Broadcast, and who has no address yet.
  private static let unrouted = ["255.255.255.255", "0.0.0.0"].compactMap { NetworkRange($0) }

  public init(own: [NetworkRange] = []) { self.own = own }

  public func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?] {
    guard let source = NetworkAddress(inputs[0]), let destination = NetworkAddress(inputs[1]) else {
      return [nil]
    }
    return switch (isInside(source), isInside(destination)) {
    case (true, true): ["internal"]
    case (true, false): ["outbound"]
    case (false, true): ["inbound"]
    case (false, false): ["external"]
    }
  }

  func isInside(_ address: NetworkAddress) -> Bool {
    let kind = AddressClass.name(of: address)
    if Self.unroutedKinds.contains(kind) || Self.unrouted.contains(where: { $0.contains(address) }) {
      return true
    }
    return own.isEmpty ? kind == "private" : own.contains { $0.contains(address) }
  }
}
