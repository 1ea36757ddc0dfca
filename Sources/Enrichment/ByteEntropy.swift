#if canImport(Glibc)
  import Glibc
#endif

/// How predictable the bytes of a text are by how often each occurs in it.
///
/// ## Source
/// Shannon, *A Mathematical Theory of Communication*, Bell System Technical Journal 27 (1948), section 6:
/// H = −Σ p log₂ p over the frequencies of bytes.
struct ByteEntropy {
  /// H, in bits a byte, 0…8; 0 for nothing.
  private(set) var bits = 0.0
  /// Standard deviation of −log₂ p over the bytes, in bits: large where plain text and odd characters alternate.
  private(set) var deviation = 0.0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard !bytes.isEmpty else { return }
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    let total = Double(bytes.count)
    var (sum, squares) = (0.0, 0.0)
    for count in counts where count > 0 {
      let surprisal = log2(total) - log2(Double(count))
      sum += Double(count) * surprisal
      squares += Double(count) * surprisal * surprisal
    }
    bits = sum / total
    deviation = max(0, squares / total - bits * bits).squareRoot()
  }
}

extension Double {
  /// Of a number that is not negative.
  var twoDecimals: String {
    let hundredths = Int((self * 100).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
