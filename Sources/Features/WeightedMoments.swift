import HarrierEvents
import HarrierStatistics

/// A field's numbers, each an average of so many events: `mean` of rows that were summarised before.
public struct WeightedMomentsAccumulator: Accumulator {
  private var sum = ExactSum()
  private var count = 0
  private var least = Double.infinity
  private var greatest = -Double.infinity
  public init() {}

  public mutating func add(_ input: EvidenceInput) {
    guard input.number.isFinite else { return }
    sum.addProduct(input.number, Double(input.weight))
    count += input.weight
    least = min(least, input.number)
    greatest = max(greatest, input.number)
  }

  public func payload(_ symbols: SymbolTable) -> Payload {
    .moments(Moments(sum: sum, count: count, least: least, greatest: greatest))
  }
}
