import Foundation

extension Naive {
  /// `Population` and its `PopulationMember`s from the lists of all values, on the scale of ln(1 + x).
  public struct Members {
    private struct Value {
      var rung: Int
      var seen: Double
      /// Squared distance from what was expected; nil for members too young to tell.
      var within: Double?
    }
    private var values: [Value] = []
    private var own: [Int: [Double]] = [:]

    public init() {}

    private static func rung(_ age: Int) -> Int { min(11, Int(log2(Double(age + 1)))) }

    /// Σ, mean and squares around it with weights that fall by `keep` a value.
    private static func moments(_ values: [Double], keep: Double) -> (
      weight: Double, mean: Double, squares: Double
    ) {
      let weights = values.indices.map { pow(keep, Double(values.count - 1 - $0)) }
      let weight = weights.reduce(0, +)
      let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / max(weight, .leastNormalMagnitude)
      return (weight, mean, zip(values, weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) })
    }

    public func predictive(_ member: Int) -> (center: Double, scale: Double, freedom: Double) {
      let past = own[member] ?? []
      let peers = Self.moments(
        values.filter { $0.rung == Self.rung(past.count) }.map(\.seen), keep: 0.9999)
      let peerVariance = max(0.01, (peers.squares + 3) / (peers.weight + 3))
      let freedom = min(peers.weight, 40) + 3
      guard !past.isEmpty else { return (peers.mean, peerVariance.squareRoot(), freedom) }
      let distances = values.compactMap(\.within)
      let weights = distances.indices.map { pow(0.9999, Double(distances.count - 1 - $0)) }
      let all = max(
        0.01,
        (zip(distances, weights).reduce(0) { $0 + $1.0 * $1.1 } + 1) / (weights.reduce(0, +) + 2))
      let mine = Self.moments(past, keep: 0.98)
      let spread = (mine.squares + 4 * all) / (mine.weight + 4)
      let precision = 1 / peerVariance + mine.weight / spread
      let center = (peers.mean / peerVariance + mine.weight * mine.mean / spread) / precision
      return (center, (1 / precision + spread).squareRoot(), min(freedom, 4 + mine.weight))
    }

    public mutating func learn(_ x: Double, member: Int) {
      let belief = predictive(member)
      let age = own[member]?.count ?? 0
      let known = values.filter { $0.rung == Self.rung(age) }
      // A value moves the peers' up to four scales, once more than some twenty are known.
      let weight = known.indices.reduce(0) { $0 + pow(0.9999, Double(known.count - 1 - $1)) }
      let most = 4 * belief.scale
      let seen = weight > 20 ? min(max(x, belief.center - most), belief.center + most) : x
      let distance = (seen - belief.center) * (seen - belief.center)
      values.append(Value(rung: Self.rung(age), seen: seen, within: age >= 2 ? distance : nil))
      own[member, default: []].append(x)
    }
  }
}
