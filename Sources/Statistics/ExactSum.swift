/// A sum of doubles that is exact, and so the same in any order and under any cut; rounded once, when it
/// is asked for.
///
/// - State: a handful of non-overlapping partials.
///
/// ## Source
/// Shewchuk, *Adaptive Precision Floating-Point Arithmetic*, Discrete Comput. Geom. 18 (1997), as in
/// Python's `math.fsum`.
public struct ExactSum: Sendable, Hashable {
  public private(set) var partials: [Double] = []

  public init() {}
  public init(partials: [Double]) { self.partials = partials }

  /// Not-a-number and infinities are left out: no log total is infinite.
  public mutating func add(_ value: Double) {
    guard value.isFinite else { return }
    var x = value
    var kept = 0
    for index in partials.indices {
      var y = partials[index]
      if abs(x) < abs(y) { swap(&x, &y) }
      let high = x + y
      let low = y - (high - x)
      if low != 0 {
        partials[kept] = low
        kept += 1
      }
      x = high
    }
    partials.removeSubrange(kept...)
    partials.append(x)
  }

  public mutating func merge(_ other: ExactSum) {
    for part in other.partials { add(part) }
  }

  /// The sum, correctly rounded up to the last partial.
  public var value: Double {
    // From the largest down; the first inexact step decides, as in fsum.
    var index = partials.count - 1
    guard index >= 0 else { return 0 }
    var high = partials[index]
    var low = 0.0
    while index > 0 {
      index -= 1
      let x = high
      let y = partials[index]
      high = x + y
      low = y - (high - x)
      if low != 0 { break }
    }
    if index > 0, (low < 0 && partials[index - 1] < 0) || (low > 0 && partials[index - 1] > 0) {
      let doubled = low * 2
      let rounded = high + doubled
      if doubled == rounded - high { high = rounded }
    }
    return high
  }
}
