/// Length in bytes and Shannon entropy of a command line.
///
/// Encoded payloads stand out by both. Entropy is in bits a byte, with two decimals: an ordinary command has 4 to 5, Base64
/// comes near 6.
public struct CommandLineShape: Enricher {
  public let inputs = ["process.command_line"]
  public let outputs = ["process.command_line_length", "process.command_line_entropy"]
  public let meaning = "length in bytes, and Shannon entropy in bits a byte, of the command line"

  public init() {}

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    guard !input.isEmpty else { return [nil, nil] }
    return [String(input.count), ByteEntropy(input).bits.twoDecimals]
  }
}
