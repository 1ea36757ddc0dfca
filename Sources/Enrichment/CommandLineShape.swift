#if canImport(Glibc)
  import Glibc
#endif

/// Length in bytes and Shannon entropy of a command line.
///
/// Encoded payloads stand out by both. Entropy is in bits a byte, with two decimals: an ordinary command has 4 to 5, Base64
/// comes near 6.
///
/// ## Source
/// Shannon, *A Mathematical Theory of Communication*, Bell System Technical Journal 27 (1948), section 6:
/// H = −Σ p log₂ p over the frequencies of bytes.
public struct CommandLineShape: Enricher {
  public let inputs = ["process.command_line"]
  public let outputs = ["process.command_line_length", "process.command_line_entropy"]
  public let meaning = "length in bytes, and Shannon entropy in bits a byte, of the command line"

  public init() {}

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    guard !input.isEmpty else { return [nil, nil] }
    return [String(input.count), Self.twoDecimals(Self.entropy(input))]
  }

  /// Bits a byte, 0…8.
  static func entropy(_ bytes: UnsafeBufferPointer<UInt8>) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let total = Double(bytes.count)
    // H = log₂ n − (Σ c log₂ c) / n, the same with one division.
    let sum = counts.reduce(0.0) { $1 > 1 ? $0 + Double($1) * log2(Double($1)) : $0 }
    return max(0, log2(total) - sum / total)
  }

  private static func twoDecimals(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
