import HarrierEvents

/// What kind of account acts, by the name alone: ``AccountKind`` as a field. A table of people says better:
/// `--identities`.
public struct UserKind: Enricher {
  public let inputs = ["user.name"]
  public let outputs = ["harrier.user.kind"]
  public let meaning =
    "service, machine or person, by the name of the account; a number below 1000 is a service"

  public init() {}

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    guard !input.isEmpty, input.count <= 512 else { return [nil] }
    return [AccountKind(name: String(decoding: input, as: UTF8.self)).rawValue]
  }
}
