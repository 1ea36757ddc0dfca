import Foundation

/// A seeded source of randomness: the same draws in every run and on every machine.
///
/// ## Source
/// SplitMix64: Steele, Lea & Flood, OOPSLA 2014.
public struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  public init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678_9ABC_DEF1 }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// In 0..<1.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  public mutating func exponential() -> Double { -log(1 - uniform()) }

  /// A draw of a Poisson distribution, by Knuth's product for small means and by halves for large ones.
  public mutating func poisson(_ mean: Double) -> Int {
    if mean > 30 { return poisson(mean / 2) + poisson(mean / 2) }
    let least = exp(-mean)
    var product = uniform()
    var count = 0
    while product > least {
      product *= uniform()
      count += 1
    }
    return count
  }

  /// A standard normal draw (Box & Muller, 1958).
  public mutating func normal() -> Double {
    (-2 * log(1 - uniform())).squareRoot() * cos(2 * .pi * uniform())
  }

  /// A rank in 0..<count, rank k with weight 1 / (k + 1).
  public mutating func zipf(_ count: Int) -> Int {
    let total = (1...count).reduce(0) { $0 + 1 / Double($1) }
    var rest = uniform() * total
    for rank in 0..<count {
      rest -= 1 / Double(rank + 1)
      if rest < 0 { return rank }
    }
    return count - 1
  }
}
