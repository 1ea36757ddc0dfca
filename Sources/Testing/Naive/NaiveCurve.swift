extension Naive {
  /// `LearningCurve` from the list of all looks.
  public struct Curve {
    private struct Look {
      var age: Int
      var strangest: (peers: Int, latecomers: Int)?
      var finds: Int
    }
    private var looks: [Look] = []
    public init() {}

    /// How often a number can be halved before it is 1, `most` at most.
    private static func rung(_ value: Int, _ most: Int) -> Int {
      var (rung, rest) = (0, value + 1)
      while rest > 1 {
        rest /= 2
        rung += 1
      }
      return min(rung, most)
    }

    public mutating func learn(age: Int, strangest: (peers: Int, latecomers: Int)?, finds: Int) {
      looks.append(Look(age: age, strangest: strangest, finds: finds))
    }

    public func novelty(atAge age: Int) -> Double {
      let alike = looks.filter { Self.rung($0.age, 19) == Self.rung(age, 19) }
      return (Double(alike.count { $0.strangest != nil }) + 0.5) / (Double(alike.count) + 1)
    }

    public func shareOfBundles(from count: Int) -> Double {
      guard count > 1 else { return 1 }
      let bundles = looks.filter { $0.age >= 8 && $0.finds > 0 }.map { min($0.finds, 8) }
      return (Double(bundles.count { $0 >= min(count, 8) }) + 1) / (Double(bundles.count) + 1)
    }

    /// Finds of partitions as young (or as old) that fewer latecomers took up, or as many and no more finds were of that
    /// class of peers.
    public func shareOfFinds(peers: Int, latecomers: Int, age: Int) -> Double {
      let finds = looks.filter { ($0.age < 24) == (age < 24) }.compactMap(\.strangest)
        .map { (row: Self.rung($0.peers, 7), column: Self.rung($0.latecomers, 7)) }
      let own = (row: Self.rung(max(0, peers), 7), column: Self.rung(max(0, latecomers), 7))
      func number(_ place: (row: Int, column: Int)) -> Int { finds.count { $0 == place } }
      let upTo = finds.count {
        $0.column < own.column || ($0.column == own.column && number($0) <= number(own))
      }
      return (Double(upTo) + 0.5) / (Double(finds.count) + 0.5)
    }
  }
}
