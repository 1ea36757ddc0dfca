import HarrierStatistics

/// How much news partitions brought at each age, and how well known the news was to others: what a young
/// partition is judged by.
struct LearningCurve: StateCodable {
  private static let ages = 20
  private static let ranks = 16
  /// By ⌊log₂(age + 1)⌋: looks, and looks with at least one find.
  private var looks = [Double](repeating: 0, count: ages)
  private var lucky = [Double](repeating: 0, count: ages)
  /// By ⌊log₂(peers + 1)⌋ of the least known find of a look.
  private var finds = [Double](repeating: 0, count: ranks)
  /// Looks of partitions that are past their youth, by how many finds they brought at once.
  private var bundles = [Double](repeating: 0, count: most)
  private static let most = 8
  private static let youth = 8

  private static func rung(_ value: Int, _ count: Int) -> Int {
    min(count - 1, Int.bitWidth - (value + 1).leadingZeroBitCount - 1)
  }

  mutating func learn(age: Int, leastKnownFind known: Int?, finds count: Int) {
    if age >= Self.youth, count > 0 { bundles[min(count, Self.most) - 1] += 1 }
    let rung = Self.rung(age, Self.ages)
    looks[rung] += 1
    guard let known else { return }
    lucky[rung] += 1
    finds[Self.rung(known, Self.ranks)] += 1
  }

  /// Share of a partition's looks that bring news at that age; ½ a look where nothing is known.
  func novelty(atAge age: Int) -> Double {
    let rung = Self.rung(age, Self.ages)
    return (lucky[rung] + 0.5) / (looks[rung] + 1)
  }

  /// Share of looks with news that bring at least so many finds at once.
  func shareOfBundles(from count: Int) -> Double {
    guard count > 1 else { return 1 }
    let large = bundles[(min(count, Self.most) - 1)...].reduce(0, +)
    return (large + 1) / (bundles.reduce(0, +) + 1)
  }

  /// Share of finds known to at most so many other partitions.
  func shareOfFinds(knownTo peers: Int) -> Double {
    let upTo = finds[0...Self.rung(max(0, peers), Self.ranks)].reduce(0, +)
    let all = finds.reduce(0, +)
    return (upTo + 0.5) / (all + 0.5)
  }

  func encode(to writer: inout StateWriter) {
    for value in looks + lucky + finds + bundles { writer.write(value) }
  }

  init() {}

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    for index in looks.indices { looks[index] = try reader.readDouble() }
    for index in lucky.indices { lucky[index] = try reader.readDouble() }
    for index in finds.indices { finds[index] = try reader.readDouble() }
    for index in bundles.indices { bundles[index] = try reader.readDouble() }
  }
}
