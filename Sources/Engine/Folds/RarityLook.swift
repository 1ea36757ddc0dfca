import HarrierEvents
import HarrierModels

/// The aggregates of one active partition in a bucket: a look of a detector of rarity.
struct RarityLook {
  var evidence: RareValues.Evidence
  var groups: Groups
  /// Whether the partition has a past.
  var isKnown: Bool

  /// Aggregates by category, in the fold's order.
  struct Groups {
    /// One group after the other.
    var members: [Int]
    /// Where each begins; nil where each has one member.
    var starts: [Int]?

    var count: Int { starts?.count ?? members.count }

    subscript(group: Int) -> ArraySlice<Int> {
      guard let starts else { return members[group...group] }
      return members[starts[group]..<(group + 1 < starts.count ? starts[group + 1] : members.count)]
    }
  }

  /// Those of a bucket, partitions in the order in which they come.
  ///
  /// - Parameter model: of the values, which knows whether it is one of partitions.
  static func all(in aggregates: [MergedAggregate], _ model: RareValues) -> [RarityLook] {
    if aggregates.isEmpty { return [] }
    guard model.isPartitioned else { return [RarityLook(0, Array(aggregates.indices), aggregates, model)] }
    return grouped(aggregates.indices) { aggregates[$0].partition }.map {
      RarityLook(aggregates[$0[0]].partition, $0, aggregates, model)
    }
  }

  private init(_ partition: UInt32, _ members: [Int], _ aggregates: [MergedAggregate], _ model: RareValues) {
    // Without members of a population every category is one aggregate.
    let isPlain = members.allSatisfy { aggregates[$0].over == 0 }
    let groups = isPlain ? Groups(members: members) : Groups(Self.grouped(members) { aggregates[$0].by })
    let population = isPlain ? 1 : Set(members.map { aggregates[$0].over }).count
    evidence = .init(
      partition: partition, members: Double(population),
      categories: (0..<groups.count).map { (aggregates[groups[$0].first!].by, Double(groups[$0].count)) })
    self.groups = groups
    isKnown = model.isKnown(partition: partition)
  }

  /// Those of one word together, words in the order in which they come.
  private static func grouped(_ members: some Sequence<Int>, by word: (Int) -> UInt32) -> [[Int]] {
    var groups = FlatTable<UInt32, [Int]>()
    for index in members {
      if let place = groups.place(of: word(index)) {
        groups[place: place].append(index)
      } else {
        groups.set(word(index), [index])
      }
    }
    return groups.values
  }
}

extension RarityLook.Groups {
  fileprivate init(_ groups: [[Int]]) {
    var starts: [Int] = []
    var start = 0
    for group in groups {
      starts.append(start)
      start += group.count
    }
    self.init(members: Array(groups.joined()), starts: starts)
  }
}
