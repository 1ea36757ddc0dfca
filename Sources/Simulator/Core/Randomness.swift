import Foundation

/// A seeded stream of random numbers; every (day, data set, host) has its own, so that work may be cut in any way.
///
/// ## Source
/// SplitMix64: Steele, Lea & Flood, "Fast splittable pseudorandom number generators" (OOPSLA 2014).
struct Randomness: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64, _ keys: UInt64...) {
    state = keys.reduce(Self.scrambled(seed &+ 0x5851_F42D_4C95_7F2D)) {
      Self.scrambled($0 ^ ($1 &* 0xD1B5_4A32_D192_ED03))
    }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.scrambled(state)
  }

  /// The finaliser of SplitMix64: one value in, an unrelated one out.
  static func scrambled(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A key for a stream, from a word (FNV-1a; Swift's own hash differs in every run).
  static func key(_ word: String) -> UInt64 {
    word.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }

  /// Uniform in `0..<1`.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform in `0..<bound`; the bias is below `bound / 2^64`.
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// How many independent events fall into a span that expects `mean`.
  mutating func poisson(_ mean: Double) -> Int {
    guard mean > 0 else { return 0 }
    if mean > 30 { return max(0, Int((mean + normal() * mean.squareRoot()).rounded())) }
    let limit = exp(-mean)
    var product = unit()
    var count = 0
    while product > limit {
      product *= unit()
      count += 1
    }
    return count
  }

  mutating func normal() -> Double { (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit()) }

  /// A positive factor with mean about 1: what makes one hour busier than another.
  mutating func noise(_ spread: Double) -> Double { exp(spread * normal() - spread * spread / 2) }

  /// A heavy-tailed size of at least `least`, cut at `most`.
  mutating func pareto(least: Double, exponent: Double, most: Double) -> Double {
    min(most, least / pow(1 - unit(), 1 / exponent))
  }

  /// An index with probability falling as `1 / (index + 1)^~1`.
  mutating func zipf(_ count: Int) -> Int { min(count - 1, Int(pow(Double(count + 1), unit())) - 1) }

  /// A number in `0..<1` that depends only on its arguments.
  static func fixedUnit(seed: UInt64, _ first: UInt64, _ second: UInt64) -> Double {
    var stream = Randomness(seed: seed, first, second)
    return stream.unit()
  }
}

/// Values with weights, drawn in proportion.
struct Weighted<Value: Sendable>: Sendable {
  let values: [Value]
  private let cumulative: [Double]

  init(_ pairs: [(Value, Double)]) {
    var sum = 0.0
    values = pairs.map(\.0)
    cumulative = pairs.map { pair in
      sum += pair.1
      return sum
    }
  }

  func pick(_ random: inout Randomness) -> Value { values[index(&random)] }

  func index(_ random: inout Randomness) -> Int {
    let target = random.unit() * (cumulative.last ?? 0)
    var low = 0
    var high = cumulative.count - 1
    while low < high {
      let middle = (low + high) / 2
      if cumulative[middle] > target { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
