import HarrierEvents

/// Who asked, of a DNS question that a host wrote down itself: the first of the host's addresses that others can reach.
public struct AskingHost: JointEnricher {
  public let inputs = ["host.ip", "network.protocol"]
  public let outputs = ["source.ip"]
  public let meaning = "who asked, of a DNS question that the host itself wrote down"

  public init() {}

  public func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?] {
    guard String(decoding: inputs[1], as: UTF8.self).lowercased() == "dns" else { return [nil] }
    let reachable = inputs[0].split(separator: FieldValue.separator).first { text in
      NetworkAddress(UnsafeBufferPointer(rebasing: text)).map {
        !Self.own.contains(AddressClass.name(of: $0))
      } ?? false
    }
    return [reachable.map { String(decoding: $0, as: UTF8.self) }]
  }

  /// Classes of addresses that mean a host to itself only.
  private static let own: Set = ["loopback", "link_local"]
}
