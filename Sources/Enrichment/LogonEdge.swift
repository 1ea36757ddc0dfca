import HarrierEvents

/// An edge of the graph of log-ons: who came from where to which host, as in `ann@192.0.2.7 > srv-1`.
public struct LogonEdge: JointEnricher {
  public let inputs: [String]
  public let outputs = ["harrier.logon.edge"]
  public let meaning = "who came from where to which host, as in `ann@192.0.2.7 > srv-1`"

  /// - Parameter source: the field that tells where the log-on came from.
  public init(source: String) { inputs = ["user.name", source, "host.name"] }

  public func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?] {
    let words = inputs.map { String(decoding: $0, as: UTF8.self).lowercased() }
    // A log-on from the host itself is no edge.
    if words[1] == words[2] || ["127.0.0.1", "::1", "-", "localhost"].contains(words[1]) { return [nil] }
    return ["\(words[0])@\(words[1]) > \(words[2])"]
  }
}
