import HarrierEvents
import HarrierStatistics

/// Total, number, least and greatest of a field's numbers, exact under any cut.
public struct Moments: Sendable {
  public private(set) var sum = ExactSum()
  public private(set) var count = 0
  public private(set) var least = Double.infinity
  public private(set) var greatest = -Double.infinity

  public init() {}

  public init(sum: ExactSum, count: Int, least: Double, greatest: Double) {
    self.sum = sum
    self.count = count
    self.least = least
    self.greatest = greatest
  }

  public mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    sum.add(value)
    count += 1
    least = min(least, value)
    greatest = max(greatest, value)
  }

  public mutating func merge(_ other: Moments) {
    sum.merge(other.sum)
    count += other.count
    least = min(least, other.least)
    greatest = max(greatest, other.greatest)
  }
}

/// A field's numbers: `sum`, `mean`, `min`, `max`.
public struct MomentsAccumulator: Accumulator {
  private var moments = Moments()
  public init() {}
  public mutating func add(_ input: EvidenceInput) { moments.add(input.number) }
  public func payload(_ symbols: SymbolTable) -> Payload { .moments(moments) }
}
