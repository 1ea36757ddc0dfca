import HarrierEvents

/// `network.direction` (inbound, outbound, internal, external) from both addresses, where the log does not say it.
///
/// One's own are the networks the user named; where none are named, private, loopback and link-local addresses and the
/// metadata services.
public struct NetworkDirection: JointEnricher {
  public let inputs = ["source.ip", "destination.ip"]
  public let outputs = ["network.direction"]
  public let meaning = "inbound, outbound, internal or external, by one's own networks (`--own-networks`)"
  private let own: [NetworkRange]
  private static let insideKinds: Set<String> = ["private", "loopback", "link_local", "metadata"]

  public init(own: [NetworkRange] = []) { self.own = own }

  public func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?] {
    guard let source = NetworkAddress(inputs[0]), let destination = NetworkAddress(inputs[1]) else {
      return [nil]
    }
    return switch (isOwn(source), isOwn(destination)) {
    case (true, true): ["internal"]
    case (true, false): ["outbound"]
    case (false, true): ["inbound"]
    case (false, false): ["external"]
    }
  }

  private func isOwn(_ address: NetworkAddress) -> Bool {
    own.isEmpty
      ? Self.insideKinds.contains(AddressClass.name(of: address)) : own.contains { $0.contains(address) }
  }
}
