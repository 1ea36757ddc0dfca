import HarrierEvents

/// Who asked, of a DNS question that a host wrote down itself: the first of the host's addresses that others can reach.
public struct AskingHost: JointEnricher {
  public let inputs = ["host.ip", "network.protocol"]
  public let outputs = ["source.ip"]
  public let meaning = "who asked, of a DNS question that the host itself wrote down"

  public init() {}

  public func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?] {
    guard String(decoding: inputs[1], as: UTF8.self).lowercased() == "dns" else { return [nil] }
    let addresses = inputs[0].split(separator: 0x1F).map { String(decoding: $0, as: UTF8.self) }
    return [addresses.first { !Self.isOfHostOnly($0) }]
  }

  /// Loopback and link-local addresses.
  private static func isOfHostOnly(_ address: String) -> Bool {
    ["127.", "169.254.", "fe80:"].contains { address.lowercased().hasPrefix($0) } || address == "::1"
  }
}
