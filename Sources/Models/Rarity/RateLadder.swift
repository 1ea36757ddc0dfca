import HarrierStatistics

/// The weights of a partition's categories by powers of two, so that "all that is at least as rare" is a
/// short sum.
///
/// - State: 32 floats. Within a rung, categories differ by at most a factor of two.
struct RateLadder {
  private static let rungs = 32
  private var sums = [Float]()
  static let byteCount = TableBytes.block(rungs * 4)

  private static func rung(_ weight: Double) -> Int {
    weight < 1 ? 0 : min(rungs - 1, weight.exponentWidthSafe)
  }

  mutating func add(_ weight: Double) {
    if sums.isEmpty { sums = [Float](repeating: 0, count: Self.rungs) }
    sums[Self.rung(weight)] += Float(weight)
  }

  mutating func remove(_ weight: Double) {
    guard !sums.isEmpty else { return }
    let rung = Self.rung(weight)
    sums[rung] = max(0, sums[rung] - Float(weight))
  }

  mutating func move(_ weight: Double, to heavier: Double) {
    let from = Self.rung(weight)
    let to = Self.rung(heavier)
    if from == to {
      sums[from] += Float(heavier - weight)
    } else {
      remove(weight)
      add(heavier)
    }
  }

  /// Total weight of the categories up to that weight, their whole rung included.
  func sum(upTo weight: Double) -> Double {
    guard !sums.isEmpty else { return 0 }
    var total: Float = 0
    for rung in 0...Self.rung(weight) { total += sums[rung] }
    return Double(total)
  }

  mutating func divideBy256() {
    guard !sums.isEmpty else { return }
    var lower = [Float](repeating: 0, count: Self.rungs)
    for rung in 0..<Self.rungs { lower[max(0, rung - 8)] += sums[rung] / 256 }
    sums = lower
  }
}

extension RateLadder: StateCodable {
  func encode(to writer: inout StateWriter) {
    let used = sums.enumerated().filter { $0.element != 0 }
    writer.write(used.count)
    for (rung, sum) in used {
      writer.write(rung)
      writer.write(sum)
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    let used = try reader.readCount(least: 5)
    if used > 0 { sums = [Float](repeating: 0, count: Self.rungs) }
    for _ in 0..<used {
      let rung = try reader.readInt()
      guard (0..<Self.rungs).contains(rung) else { throw .damaged }
      sums[rung] = try reader.readFloat()
    }
  }
}

extension Double {
  /// Whole part of the base-2 logarithm, for finite positive values.
  fileprivate var exponentWidthSafe: Int { self.isFinite && self > 0 ? Int(self.exponent) : 0 }
}
