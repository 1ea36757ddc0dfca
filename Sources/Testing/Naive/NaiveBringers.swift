import Foundation

extension Naive {
  /// `NewsBringers` from the list of all finds. Not for more finds than some ten times the memory, beyond which the fast
  /// one lets go of what is forgotten.
  public struct Bringers {
    private let keep: Double
    private var finds: [UInt64] = []
    public init(memory: Double) { keep = 1 - 1 / memory }

    public mutating func learn(find value: UInt64) { finds.append(value) }

    private func weight(_ index: Int) -> Double { pow(keep, Double(finds.count - 1 - index)) }

    private func weight(of value: UInt64) -> Double {
      finds.indices.filter { finds[$0] == value }.reduce(0) { $0 + weight($1) }
    }

    /// - Complexity: quadratic in the number of finds.
    public func share(of value: UInt64) -> Double {
      let total = finds.indices.reduce(0) { $0 + weight($1) }
      guard total >= 5 else { return 1 }
      let firsts = finds.indices.filter { finds.firstIndex(of: finds[$0]) == $0 }
      let fresh = (firsts.reduce(0) { $0 + weight($1) } + 0.5) / (total + 1)
      guard finds.contains(value) else { return min(1, fresh) }
      let own = weight(of: value)
      let rarer = Set(finds).map { weight(of: $0) }.filter { $0 <= own }
      return min(1, fresh + rarer.reduce(0, +) / (total + 1))
    }
  }
}
