import Foundation

extension Naive {
  /// `RareValues` from the list of all looks. For histories shorter than the 120 days after which the fast one lets go of
  /// what was not seen.
  public struct Rarity {
    public struct Judgement {
      public var surprisal: Double
      public var isNew: Bool
      public var noveltyRate: Double
      public var peersWithValue: Int
      public var wave: Int
    }

    private struct Look {
      var partition: UInt32
      var bucket: Int64
      var categories: Set<UInt32>
    }

    private struct Find {
      var partition: UInt32
      var category: UInt32
      var bucket: Int64
      /// Looks of the partition before.
      var age: Int
      /// Its share of a single find.
      var single: Double
    }

    private let isPartitioned: Bool
    private let bucketSeconds: Int64
    private var looks: [Look] = []
    private var finds: [Find] = []
    private var curve = Curve()

    public init(isPartitioned: Bool, bucketSeconds: Int64) {
      self.isPartitioned = isPartitioned
      self.bucketSeconds = bucketSeconds
    }

    /// What a presence in that bucket weighs: twice as much as one 30 days before.
    private func unit(_ bucket: Int64) -> Double {
      exp2(Double((bucket - (looks.first?.bucket ?? bucket)) * bucketSeconds) / (30 * 86_400))
    }

    private func own(_ partition: UInt32) -> [Look] { looks.filter { $0.partition == partition } }

    private func active(_ looks: some Sequence<Look>) -> Double { looks.reduce(0) { $0 + unit($1.bucket) } }

    private func weight(_ partition: UInt32, _ category: UInt32) -> Double {
      active(own(partition).filter { $0.categories.contains(category) })
    }

    private func find(_ partition: UInt32, _ category: UInt32) -> Find? {
      finds.first { $0.partition == partition && $0.category == category }
    }

    /// Weight of what a partition has seen on one occasion only: never again more than a day after the first time.
    private func singles(_ partition: UInt32) -> Double {
      finds.filter { $0.partition == partition }.reduce(0) { sum, find in
        let again = own(partition).contains {
          $0.categories.contains(find.category) && ($0.bucket - find.bucket) * bucketSeconds > 86_400
        }
        return again ? sum : sum + unit(find.bucket) * find.single
      }
    }

    private func takers(_ category: UInt32, at bucket: Int64) -> Int {
      let fresh = finds.filter { $0.category == category }.reduce(0) {
        $0 + exp2(-Double((bucket - $1.bucket) * bucketSeconds) / (3 * 86_400))
      }
      return Int(fresh.rounded())
    }

    private func isWave(_ category: UInt32, at bucket: Int64) -> Bool {
      isPartitioned && takers(category, at: bucket) >= 3
    }

    private func peers(_ category: UInt32) -> Int { finds.count { $0.category == category } }

    /// Those who took it up when they were about as old or older, in steps of four times.
    private func latecomers(_ category: UInt32, _ age: Int) -> Int {
      func step(_ age: Int) -> Int {
        var (step, rest) = (0, age)
        while rest > 0 {
          rest /= 2
          step += 1
        }
        return min(7, step / 2)
      }
      return finds.count { $0.category == category && step($0.age) >= step(age) }
    }

    private func novelty(_ partition: UInt32, at bucket: Int64) -> Double {
      let past = own(partition)
      let (single, active) = (singles(partition) / unit(bucket), active(past) / unit(bucket))
      guard isPartitioned else { return -log(1 - min(single + 0.5, active + 0.5) / (active + 1)) }
      return (single + 0.25) / (active + 0.25 / curve.novelty(atAge: past.count))
    }

    /// Finds a bucket of late, those of this one among them.
    private func burst(at bucket: Int64, now: Int) -> Double {
      let halfLife = 7200 / Double(bucketSeconds)
      let recent = finds.reduce(0) { $0 + exp2(-Double(bucket - $1.bucket) / halfLife) }
      return max(0, recent + Double(now - 1) - 3) * (1 - exp2(-1 / halfLife))
    }

    public func judge(_ partition: UInt32, _ categories: [UInt32], bucket: Int64) -> [Judgement] {
      let past = own(partition)
      var novelty = novelty(partition, at: bucket)
      if !isPartitioned, !past.isEmpty {
        novelty = max(novelty, burst(at: bucket, now: categories.count { find(partition, $0) == nil }))
      }
      return categories.map { category in
        let known = find(partition, category)
        let peers = peers(category) - (known == nil ? 0 : 1)
        var rate = novelty
        if let known {
          let life = active(past.drop { $0.bucket < known.bucket })
          let share = min(1, weight(partition, category) / max(unit(bucket), life))
          rate += rarer(partition, than: share * active(past)) / max(active(past), unit(bucket))
        } else if isPartitioned {
          rate *= curve.shareOfFinds(
            peers: peers, latecomers: latecomers(category, past.count), age: past.count)
          let others = Set(looks.map(\.partition)).subtracting([partition]).count
          rate +=
            0.25 * Double(peers) / Double(max(1, others)) / (active(past) / unit(bucket) + 0.25)
        }
        return Judgement(
          surprisal: max(0, -log(1 - exp(-rate))), isNew: known == nil, noveltyRate: novelty,
          peersWithValue: max(0, peers), wave: takers(category, at: bucket))
      }
    }

    /// Weight of the partition's categories below the next power of two.
    private func rarer(_ partition: UInt32, than weight: Double) -> Double {
      let bound = exp2(log2(max(weight, 1)).rounded(.down) + 1)
      let all = Set(finds.filter { $0.partition == partition }.map(\.category))
      return all.map { self.weight(partition, $0) }.filter { $0 < bound }.reduce(0, +)
    }

    public mutating func learn(_ evidence: [(partition: UInt32, categories: [UInt32])], bucket: Int64) {
      var found: [Find] = []
      var lessons: [Look] = []
      for (partition, categories) in evidence {
        let age = own(partition).count
        let news = categories.filter { find(partition, $0) == nil }
        let own = news.filter { !isWave($0, at: bucket) }
        var strangest: (standing: (peers: Int, latecomers: Int), share: Double)?
        for category in own {
          let standing = (peers: peers(category), latecomers: latecomers(category, age))
          let share = curve.shareOfFinds(peers: standing.peers, latecomers: standing.latecomers, age: age)
          if share < strangest?.share ?? 2 { strangest = (standing, share) }
        }
        curve.learn(age: age, strangest: strangest?.standing, finds: news.count)
        found += news.map {
          let share = 1 / Double(max(1, own.count))
          return Find(
            partition: partition, category: $0, bucket: bucket, age: age,
            single: isWave($0, at: bucket) ? 0 : share)
        }
        lessons.append(Look(partition: partition, bucket: bucket, categories: Set(categories)))
      }
      finds += found
      looks += lessons
    }
  }
}
