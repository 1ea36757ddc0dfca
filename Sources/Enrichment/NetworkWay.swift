import HarrierEvents

/// `harrier.network.way`: whether a connection leaves the house (`out`), enters it (`in`), stays `inside` or was never there
/// (`outside`).
///
/// What a host calls `egress`, and some sensors `outbound`, has left the host, and the house only if the other side is none of
/// its own: addresses tell, and the networks that the user named.
public struct NetworkWay: JointEnricher {
  public let inputs: [String]
  public let outputs = ["harrier.network.way"]
  public let meaning =
    "out of the house, in, inside or outside, by the direction that is told and one's own networks"
  private let direction: NetworkDirection

  /// - Parameters:
  ///   - own: as of ``NetworkDirection``.
  ///   - hasAddresses: false for logs that tell a direction and not both sides.
  public init(own: [NetworkRange] = [], hasAddresses: Bool) {
    direction = NetworkDirection(own: own)
    inputs = ["network.direction"] + (hasAddresses ? direction.inputs : [])
  }

  public func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?] {
    let told = String(decoding: inputs[0], as: UTF8.self).lowercased()
    guard inputs.count == 3 else { return [Self.ways[told]] }
    return switch told {
    case "outbound", "egress": [isInside(inputs[2]) ? "inside" : "out"]
    case "inbound", "ingress": [isInside(inputs[1]) ? "inside" : "in"]
    default:
      [
        Self.ways[told]
          ?? direction.values(of: Array(inputs.dropFirst()), time: time)[0].flatMap { Self.ways[$0] }
      ]
    }
  }

  private func isInside(_ address: UnsafeBufferPointer<UInt8>) -> Bool {
    NetworkAddress(address).map(direction.isInside) ?? false
  }

  private static let ways = [
    "outbound": "out", "egress": "out", "inbound": "in", "ingress": "in", "internal": "inside",
    "external": "outside",
  ]
}
