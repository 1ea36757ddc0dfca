import Foundation

extension Naive {
  /// `RecentRun` from all its values: the youngest weighs 1, each older one 11/13 of the next.
  public struct Run {
    private var values: [(value: Double, mean: Double, variance: Double)] = []
    public init() {}

    public mutating func append(_ value: Double, expected mean: Double, variance: Double) {
      values.append((value, mean, variance))
    }

    private func weighted(
      _ power: Double, _ term: ((value: Double, mean: Double, variance: Double)) -> Double
    )
      -> Double
    {
      values.indices.reduce(0) { sum, index in
        let age = Double(values.count - 1 - index)
        return sum + pow(11.0 / 13, power * age) * term(values[index])
      }
    }

    /// A value counts up to four standard deviations.
    public var actual: Double {
      weighted(1) {
        let most = 4 * $0.variance.squareRoot()
        return min(max($0.value, $0.mean - most), $0.mean + most)
      }
    }
    public var expected: Double { weighted(1) { $0.mean } }
    public var variance: Double { weighted(2) { $0.variance } }
    public var weight: Double { weighted(1) { _ in 1 } }
  }
}
