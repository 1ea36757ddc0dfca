import HarrierEvents
import HarrierStatistics

// Letting go of categories for want of room. Their weight stays in the partition's novelty rate and in its ladder: a
// partition that brought a thousand values once each goes on being one that does, and the next is no news to it.

extension RareValues {
  /// Estimated, from counts alone, so that it does not depend on how tables came to their size.
  ///
  /// - Complexity: O(1).
  public var byteCount: Int {
    TableBytes.flat(presences.count, entry: 8 + MemoryLayout<Presence>.stride)
      + TableBytes.flat(values.count, entry: 4 + MemoryLayout<Value>.stride)
      + TableBytes.flat(partitionIndex.count, entry: 12)
      + TableBytes.array(partitions.count, element: MemoryLayout<Partition>.stride)
      + partitions.count * RateLadder.byteCount
  }

  /// Words that it knows: partitions and categories.
  public func forEachWord(_ body: (UInt32) -> Void) {
    for partition in partitions { body(partition.name) }
    for category in values.keys { body(category) }
  }

  /// Its categories, by their names; in no order.
  public var places: [Place] {
    presences.keys.map {
      Place(partition: partitions[Int($0 >> 32)].name, category: UInt32(truncatingIfNeeded: $0))
    }
  }

  /// Lets go of categories, and of partitions that none is left of.
  ///
  /// - Returns: the partitions.
  /// - Complexity: O(all categories).
  public func evict(_ places: [Place]) -> [UInt32] {
    for place in places {
      guard let number = partitionIndex[place.partition],
        let presence = drop(Self.key(number, place.category))
      else { continue }
      partitions[number].evictedLadder.add(presence.weight)
      partitions[number].evictedSingles.add(
        inflation!.unit(at: Int64(presence.first)), share: presence.single)
    }
    return isPartitioned ? dropEmptyPartitions() : []
  }

  private func dropEmptyPartitions() -> [UInt32] {
    var isUsed = [Bool](repeating: false, count: partitions.count)
    for key in presences.keys { isUsed[Int(key >> 32)] = true }
    let gone = partitions.indices.filter { !isUsed[$0] }.map { partitions[$0].name }
    if gone.isEmpty { return [] }
    var numbers = [Int](repeating: -1, count: partitions.count)
    var next = 0
    for number in partitions.indices where isUsed[number] {
      numbers[number] = next
      next += 1
    }
    var moved = FlatTable<UInt64, Presence>()
    moved.reserveCapacity(presences.count)
    for (key, presence) in zip(presences.keys, presences.values) {
      moved.set(Self.key(numbers[Int(key >> 32)], UInt32(truncatingIfNeeded: key)), presence)
    }
    presences = moved
    partitions = partitions.indices.filter { isUsed[$0] }.map { partitions[$0] }
    partitionIndex = FlatTable()
    for (number, partition) in partitions.enumerated() { partitionIndex.set(partition.name, number) }
    return gone
  }
}
