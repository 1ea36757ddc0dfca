import Foundation

extension Naive {
  /// `CircularDensity` from the list of all looks, every pair of times compared.
  public struct Hours {
    private let bins: Int
    private let binSeconds: Double
    private var looks: [(bins: [Int], seconds: Double)] = []
    private static let widths = [900.0, 1800, 3600, 7200, 14_400]
    private static let halfLife = 60 * 86_400.0

    public init(bins: Int, binSeconds: Double) {
      self.bins = bins
      self.binSeconds = binSeconds
    }

    public mutating func learn(_ bins: [Int], seconds: Double) { looks.append((bins, seconds)) }

    /// The mass so many bins away; nothing below a millionth of the greatest.
    private func kernel(_ width: Double) -> [Double] {
      let radians = 2 * Double.pi / (Double(bins) * binSeconds)
      let kappa = 1 / (width * width * radians * radians)
      let values = (0..<bins).map { step -> Double in
        let away = min(step, bins - step)
        let value = exp(kappa * (cos(Double(away) * binSeconds * radians) - 1))
        return value < 1e-6 || 2 * away == bins ? 0 : value
      }
      return values.map { $0 / values.reduce(0, +) }
    }

    /// Mass at a bin of the first so many looks, as of the last of them.
    private func mass(at bin: Int, first count: Int, asOf now: Double, _ kernel: [Double]) -> Double {
      looks.prefix(count).reduce(0) { sum, look in
        let weight = exp2(-(now - look.seconds) / Self.halfLife) / Double(look.bins.count)
        return sum + look.bins.reduce(0) { $0 + weight * kernel[(bin - $1 + bins) % bins] }
      }
    }

    private func total(first count: Int, asOf now: Double) -> Double {
      looks.prefix(count).reduce(0) { $0 + exp2(-(now - $1.seconds) / Self.halfLife) }
    }

    /// ln of what a kernel predicted of each look from those before it, forgotten by a hundredth a look.
    private func evidence(_ kernel: [Double]) -> Double {
      looks.indices.reduce(0) { evidence, index in
        let look = looks[index]
        let total = total(first: index, asOf: look.seconds)
        let logarithm = look.bins.reduce(0) { sum, bin in
          let own = mass(at: bin, first: index, asOf: look.seconds, kernel)
          return sum + log((own + 1 / Double(bins)) / (total + 1)) / Double(look.bins.count)
        }
        return 0.99 * evidence + logarithm
      }
    }

    public func density(peers: [Double], strength: Double) -> [Double] {
      let kernels = Self.widths.map(kernel)
      let evidences = kernels.map(evidence)
      var best = 2
      for index in kernels.indices where evidences[index] > evidences[best] + 1e-9 { best = index }
      let now = looks.last?.seconds ?? 0
      let total = total(first: looks.count, asOf: now)
      return (0..<bins).map {
        (mass(at: $0, first: looks.count, asOf: now, kernels[best]) + strength * peers[$0])
          / (total + strength)
      }
    }
  }
}
