import HarrierEvents
import HarrierStatistics

/// Number, sum and sum of squares of a field's numbers, exact under any cut: `varp`.
///
/// - State: two exact sums, whatever the number of events.
public struct PowerSums: Sendable, StateCodable {
  public private(set) var count = 0
  private var sum = ExactSum()
  private var squares = ExactSum()

  /// Beyond this a square would be infinite: such a number is left out.
  static let greatest = 1e150

  public init() {}

  /// Takes in a number that stands for so many events.
  public mutating func add(_ value: Double, times weight: Int = 1) {
    guard abs(value) <= Self.greatest else { return }
    count += weight
    guard weight != 1 else {
      sum.add(value)
      squares.addProduct(value, value)
      return
    }
    let weight = Double(weight)
    sum.addProduct(value, weight)
    let square = value * value
    squares.addProduct(square, weight)
    squares.addProduct((-square).addingProduct(value, value), weight)
  }

  public mutating func merge(_ other: PowerSums) {
    count += other.count
    sum.merge(other.sum)
    squares.merge(other.squares)
  }

  /// The population's variance; nil below two events, which have none.
  public var variance: Double? {
    guard count >= 2 else { return nil }
    // (n Σx² − (Σx)²) / n², the difference without rounding: nearly all of it may cancel.
    let n = Double(count)
    var difference = ExactSum()
    for part in squares.partials { difference.addProduct(n, part) }
    for a in sum.partials { for b in sum.partials { difference.addProduct(-a, b) } }
    return max(0, difference.value / (n * n))
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(count)
    for total in [sum, squares] {
      writer.write(total.partials.count)
      for part in total.partials { writer.write(part) }
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    count = try reader.readInt()
    sum = try Self.total(from: &reader)
    squares = try Self.total(from: &reader)
  }

  private static func total(from reader: inout StateReader) throws(StateReader.Failure) -> ExactSum {
    var parts: [Double] = []
    for _ in 0..<(try reader.readCount(least: 8)) { parts.append(try reader.readDouble()) }
    return ExactSum(partials: parts)
  }
}

/// A field's numbers for their variance.
public struct PowerSumsAccumulator: Accumulator {
  private var sums = PowerSums()
  public init() {}
  public mutating func add(_ input: EvidenceInput) {
    if input.number.isFinite { sums.add(input.number, times: input.weight) }
  }
  public func payload(_ symbols: SymbolTable) -> Payload { .powers(sums) }
}
