import HarrierEvents
import HarrierStatistics

/// Who brings news: developers' machines show new programs daily, a file server never. A new value from one
/// that never brings any is the stranger.
///
/// Use beside ``RareValues`` for every trait of a find: its host, its user, its parent, its kind of name.
///
/// - Input: hashes of a trait's values, of the finds as they come.
/// - Output: the share of all finds whose value of the trait is as unusual for a find as this one, in `0...1`.
/// - State: 16 bytes a value, some 5 times as many as finds are remembered at most.
/// - Cost: constant a find; the first question after a lesson sorts what is remembered.
///
/// ## Source
/// Good (1953), Biometrika 40: the chance of a value that brought nothing yet is the share of finds that such
/// values brought. Values seen before are summed over all that are at most as frequent: the exact test's
/// notion of "at least as extreme".
public struct NewsBringers: StateCodable {
  /// Weights grow by 1/keep a find instead of all shrinking: the same shares at constant cost.
  private var finds = FlatTable<UInt64, Double>()
  private var total = 0.0
  private var firsts = 0.0
  private var unit = 1.0
  private let keep: Double
  /// Ascending weights and their running sum.
  private var ladder: [(weight: Double, upTo: Double)] = []
  private var isSorted = true

  /// What weighs less than this many finds is as good as never seen.
  private static let forgotten = 0.02

  /// - Parameter memory: finds that are remembered, about.
  public init(memory: Double) { keep = 1 - 1 / memory }

  /// Share of finds from values as unusual as this; 1 where nothing is known yet.
  public mutating func share(of value: UInt64) -> Double {
    guard total >= 5 * unit else { return 1 }
    let fresh = (firsts + 0.5 * unit) / (total + unit)
    guard let own = finds[value] else { return min(1, fresh) }
    sort()
    var low = 0
    var high = ladder.count
    while low < high {
      let middle = (low + high) / 2
      if ladder[middle].weight <= own { low = middle + 1 } else { high = middle }
    }
    let known = low > 0 ? ladder[low - 1].upTo : 0
    return min(1, fresh + known / (total + unit))
  }

  private mutating func sort() {
    guard !isSorted else { return }
    var sum = 0.0
    ladder = finds.values.sorted().map {
      sum += $0
      return ($0, sum)
    }
    isSorted = true
  }

  public mutating func learn(find value: UInt64) {
    isSorted = false
    unit /= keep
    if let place = finds.place(of: value) {
      finds[place: place] += unit
    } else {
      finds.set(value, unit)
      firsts += unit
    }
    total += unit
    if unit > 1e9 { rescale() }
  }

  private mutating func rescale() {
    let all = finds
    finds = FlatTable()
    for (value, weight) in zip(all.keys, all.values) where weight > Self.forgotten * unit {
      finds.set(value, weight / unit)
    }
    total /= unit
    firsts /= unit
    unit = 1
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(keep)
    writer.write(unit)
    writer.write(total)
    writer.write(firsts)
    writer.write(finds.count)
    for value in finds.keys.sorted() {
      writer.write(value)
      writer.write(finds[value]!)
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    keep = try reader.readDouble()
    unit = try reader.readDouble()
    guard keep > 0, keep < 1, unit > 0 else { throw .damaged }
    total = try reader.readDouble()
    firsts = try reader.readDouble()
    for _ in 0..<(try reader.readCount(least: 16)) {
      let value = try reader.readUInt64()
      finds.set(value, try reader.readDouble())
    }
    isSorted = false
  }
}
