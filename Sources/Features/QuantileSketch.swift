import HarrierEvents
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// Quantiles of a field's numbers to one percent of the value, merged exactly: the sketch of a union is the union
/// of the sketches, in any order.
///
/// - State: a counter for each percent step that occurs; at most 3,112 on either side of zero, as sizes below
///   1e-9 count as zero and those above 1e18 as 1e18.
/// - Edge: the quantile of a single number is that number, as the least and the greatest are kept.
///
/// ## Source
/// DDSketch: Masson, Rim & Lee, *DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error
/// Guarantees*, PVLDB 12 (2019), algorithms 1–3. Differs: the range is fixed in place of a collapse of the lowest
/// bins, so that the bound on memory too knows no order.
public struct QuantileSketch: Sendable, StateCodable {
  /// α: the relative error.
  public static let accuracy = 0.01
  static let least = 1e-9
  static let greatest = 1e18
  private static let gamma = (1 + accuracy) / (1 - accuracy)
  private static let perLogarithm = 1 / log(gamma)

  public private(set) var count = 0
  /// Σ by signed step: step i > 0 holds γ^(i−1) < x/least ≤ γ^i; −i the same below zero; 0 what counts as zero.
  private var bins: [Int: Int] = [:]
  private var smallest = Double.infinity
  private var largest = -Double.infinity

  public init() {}

  private static func step(of value: Double) -> Int {
    let size = abs(value)
    guard size >= least else { return 0 }
    let step = 1 + Int((log(min(size, greatest) / least) * perLogarithm).rounded(.up))
    return value > 0 ? step : -step
  }

  /// The middle of a step: 2γ^i / (γ + 1).
  private static func value(of step: Int) -> Double {
    guard step != 0 else { return 0 }
    let size = least * 2 * exp(Double(abs(step) - 1) / perLogarithm) / (gamma + 1)
    return step > 0 ? size : -size
  }

  public mutating func add(_ value: Double, times weight: Int = 1) {
    guard value.isFinite else { return }
    bins[Self.step(of: value), default: 0] += weight
    count += weight
    smallest = min(smallest, value)
    largest = max(largest, value)
  }

  public mutating func merge(_ other: QuantileSketch) {
    bins.merge(other.bins, uniquingKeysWith: +)
    count += other.count
    smallest = min(smallest, other.smallest)
    largest = max(largest, other.largest)
  }

  /// The value of rank ⌊q(n − 1)⌋; nil where there is none.
  ///
  /// - Complexity: a sort of the steps in use.
  public func quantile(_ q: Double) -> Double? { quantiles([q]).first }

  /// Several at once, in ascending order of rank; empty where there is none.
  public func quantiles(_ ranks: [Double]) -> [Double] {
    guard count > 0 else { return [] }
    var found: [Double] = []
    var below = 0
    for (step, held) in bins.sorted(by: { $0.key < $1.key }) {
      below += held
      while found.count < ranks.count, Double(below) > (ranks[found.count] * Double(count - 1)).rounded(.down)
      {
        found.append(min(max(Self.value(of: step), smallest), largest))
      }
    }
    return found
  }

  /// The median distance from a center: MAD, where that is the median.
  public func medianDistance(from center: Double) -> Double? {
    var distances = QuantileSketch()
    for (step, held) in bins {
      let value = min(max(Self.value(of: step), smallest), largest)
      distances.add(abs(value - center), times: held)
    }
    return distances.quantile(0.5)
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(smallest)
    writer.write(largest)
    writer.write(bins.count)
    for (step, held) in bins.sorted(by: { $0.key < $1.key }) {
      writer.write(step)
      writer.write(held)
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    smallest = try reader.readDouble()
    largest = try reader.readDouble()
    for _ in 0..<(try reader.readCount(least: 2)) {
      let step = try reader.readInt()
      let held = try reader.readInt()
      bins[step] = held
      count &+= held
    }
  }
}

/// A field's numbers for their median.
public struct QuantileAccumulator: Accumulator {
  private var sketch = QuantileSketch()
  public init() {}
  public mutating func add(_ input: EvidenceInput) { sketch.add(input.number, times: input.weight) }
  public func payload(_ symbols: SymbolTable) -> Payload { .quantiles(sketch) }
}
