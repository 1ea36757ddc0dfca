import HarrierStatistics

/// How much news partitions brought at each age, and how well known the news was to others: what a young
/// partition is judged by.
struct LearningCurve: StateCodable {
  private static let ages = 20
  private static let ranks = 8
  /// Looks after which a partition has shown what it usually does.
  static let maturity = 24
  /// By ⌊log₂(age + 1)⌋: looks, and looks with at least one find.
  private var looks = [Double](repeating: 0, count: ages)
  private var lucky = [Double](repeating: 0, count: ages)
  /// By class of the strangest find of a look, apart for the young.
  private var finds = [Double](repeating: 0, count: 2 * classes)
  private static let classes = ranks * ranks
  /// Looks of partitions that are past their youth, by how many finds they brought at once.
  private var bundles = [Double](repeating: 0, count: most)
  private static let most = 8
  private static let youth = 8

  private static func rung(_ value: Int, _ count: Int) -> Int {
    min(count - 1, Int.bitWidth - (value + 1).leadingZeroBitCount - 1)
  }

  /// What is known of a value when a partition takes it up: how many others show it, and how many
  /// took it up when they were as old. A call that all others make from their first day on, and nobody began
  /// so late, is of another kind of user.
  struct Standing: Hashable {
    var peers: Int
    var latecomers: Int
  }

  private static func place(_ standing: Standing, age: Int) -> Int {
    let row = rung(max(0, standing.peers), ranks)
    let column = rung(max(0, standing.latecomers), ranks)
    return (age < maturity ? 0 : classes) + row * ranks + column
  }

  mutating func learn(age: Int, strangest: Standing?, finds count: Int) {
    if age >= Self.youth, count > 0 { bundles[min(count, Self.most) - 1] += 1 }
    let rung = Self.rung(age, Self.ages)
    looks[rung] += 1
    guard let strangest else { return }
    lucky[rung] += 1
    finds[Self.place(strangest, age: age)] += 1
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

  /// Share of finds, of partitions as young or as old, whose standing is at most as ordinary: taken up by
  /// fewer latecomers, or by as many and of a rarer number of peers.
  func shareOfFinds(_ standing: Standing, age: Int) -> Double {
    let start = age < Self.maturity ? 0 : Self.classes
    let place = Self.place(standing, age: age)
    let column = (place - start) % Self.ranks
    var upTo = 0.0
    var all = 0.0
    for index in start..<(start + Self.classes) {
      all += finds[index]
      let other = (index - start) % Self.ranks
      if other < column || (other == column && finds[index] <= finds[place]) { upTo += finds[index] }
    }
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
