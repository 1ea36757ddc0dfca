import HarrierEvents

/// How many distinct values: exact up to ``cap``, estimated beyond.
///
/// Keeps the smallest hashes (k minimum values), whose merge is exact in the sense that it equals the
/// sketch of the union, in any order.
///
/// ## Source
/// Bar-Yossef et al., RANDOM 2002; the estimate (k − 1) / u₍ₖ₎ of Beyer et al., SIGMOD 2007, eq. 3.
/// Relative error about 1/√(k − 2), 1.6 % at 4096.
public struct DistinctSketch: Sendable {
  public static let cap = 4096
  /// Smallest hashes, in no order.
  public private(set) var hashes: Set<UInt64> = []
  private var largest: UInt64 = 0
  public private(set) var isCapped = false

  public init() {}

  public init(hashes: Set<UInt64>, isCapped: Bool) {
    self.hashes = hashes
    self.isCapped = isCapped
    largest = hashes.max() ?? 0
  }

  public mutating func add(_ hash: UInt64) {
    if hashes.count < Self.cap {
      if hashes.insert(hash).inserted { largest = max(largest, hash) }
    } else if hash != largest, !hashes.contains(hash) {
      isCapped = true
      guard hash < largest else { return }
      hashes.insert(hash)
      hashes.remove(largest)
      largest = hashes.max() ?? 0
    }
  }

  public mutating func merge(_ other: DistinctSketch) {
    for hash in other.hashes { add(hash) }
    if other.isCapped { isCapped = true }
  }

  public var estimate: Double {
    guard isCapped else { return Double(hashes.count) }
    return Double(Self.cap - 1) / (Double(largest) / 0x1p64)
  }
}

/// Distinct values of a field: `distinct_count`.
public struct DistinctAccumulator: Accumulator {
  private var sketch = DistinctSketch()
  private var last: UInt64 = 0
  public init() {}

  public mutating func add(_ input: EvidenceInput) {
    guard input.symbol != 0, input.hash != last else { return }
    last = input.hash
    sketch.add(input.hash)
  }

  public func payload(_ symbols: SymbolTable) -> Payload { .distinct(sketch) }
}
