extension Naive {
  /// `DistinctSketch`: all hashes, sorted.
  public static func distinctEstimate(_ hashes: [UInt64], cap: Int) -> Double {
    let sorted = Set(hashes).sorted()
    guard sorted.count > cap else { return Double(sorted.count) }
    return Double(cap - 1) / (Double(sorted[cap - 1]) / 0x1p64)
  }

  /// `TimeSlots`: the starts of the finest slots of a power of two of seconds of which there are no more than `cap`.
  public static func timeSlots(_ nanoseconds: [Int64], cap: Int) -> [Int64] {
    let seconds = nanoseconds.map { Int64((Double($0) / 1e9).rounded(.down)) }
    var width: Int64 = 1
    while true {
      let slots = Set(seconds.map { ($0 - (($0 % width) + width) % width) })
      if slots.count <= cap { return slots.sorted() }
      width *= 2
    }
  }

  /// `QuantileSketch`: the value of rank ⌊q(n − 1)⌋ of the sorted list.
  public static func quantile(_ q: Double, of values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[Int((q * Double(values.count - 1)).rounded(.down))]
  }

  /// `PowerSums`: the population's variance in two passes.
  public static func variance(_ values: [Double]) -> Double? {
    guard values.count >= 2 else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }
}
