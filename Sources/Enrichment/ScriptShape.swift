/// Length, entropy and spread of surprisal of a script block: what Winlogbeat's own processing adds to PowerShell's events, for
/// logs that came another way.
public struct ScriptShape: Enricher {
  public let inputs = ["powershell.file.script_block_text"]
  public let outputs = [
    "powershell.file.script_block_length", "powershell.file.script_block_entropy_bits",
    "powershell.file.script_block_surprisal_stdev",
  ]
  public let meaning =
    "length in bytes, Shannon entropy in bits a byte, and standard deviation of the bytes' surprisal in bits, of the script"

  public init() {}

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    guard !input.isEmpty else { return [nil, nil, nil] }
    let shape = ByteEntropy(input)
    return [String(input.count), shape.bits.twoDecimals, shape.deviation.twoDecimals]
  }
}
