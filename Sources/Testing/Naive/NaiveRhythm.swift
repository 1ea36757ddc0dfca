import Foundation

extension Naive {
  /// The score of `Regularity` without sizes, and the surprisal of gaps so even by chance.
  public static func regularity(times: [Int64], period: Range<Int64>) -> (score: Double, evenness: Double) {
    let gaps = (1..<times.count).map { Double(times[$0] - times[$0 - 1]) }.sorted()
    func rank(_ share: Double) -> Double { gaps[Int(share * Double(gaps.count - 1))] }
    let (low, middle, high) = (rank(0.25), rank(0.5), rank(0.75))
    let distances = gaps.map { abs($0 - middle) }.sorted()
    let deviation = distances[(distances.count - 1) / 2]
    let skew = high - low > 0.05 * middle ? abs(low + high - 2 * middle) / (high - low) : 0
    let even = (1 - skew + 1 - min(1, deviation / middle)) / 2
    let parts = min(24, times.count)
    let length = Double(period.upperBound - period.lowerBound) / Double(parts)
    let covered = (0..<parts).count { part in
      times.contains { Int(Double($0 - period.lowerBound) / length) == part }
    }
    let coverage = Double(covered) / Double(parts)
    let count = Double(gaps.count)
    let filled = min(1, count * middle / Double(times.last! - times.first!))
    let score = pow(even * even * coverage, 1.0 / 3) * filled * count / (count + 5)
    return (min(0.999, score), chance(gaps.count, deviation / middle))
  }

  /// −ln P(at least half of the other gaps lie within r medians of the median), gaps being exponential.
  private static func chance(_ gaps: Int, _ r: Double) -> Double {
    let q = exp2(-max(0, 1 - r)) - exp2(-(1 + r))
    return max(0, -logBinomialUpperTail(from: (gaps - 1) / 2, of: gaps - 1, q))
  }

  /// ln P(X ≥ k) of n trials with chance q, term by term.
  public static func logBinomialUpperTail(from k: Int, of n: Int, _ q: Double) -> Double {
    let terms = (k...n).map { j -> Double in
      let ways = lgamma(Double(n + 1)) - lgamma(Double(j + 1)) - lgamma(Double(n - j + 1))
      return ways + Double(j) * log(q) + Double(n - j) * log1p(-q)
    }
    let greatest = terms.max()!
    return min(0, greatest + log(terms.reduce(0) { $0 + exp($1 - greatest) }))
  }
}
