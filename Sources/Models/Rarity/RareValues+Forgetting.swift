// What time lets go of: weights that fall, categories that were not seen for months, and keys that are named.

extension RareValues {
  func rescale() {
    let factor = Inflation.rescaleFactor
    for index in partitions.indices {
      partitions[index].active *= factor
      partitions[index].singles.scale(by: factor)
      partitions[index].ladder.divideBy256()
      partitions[index].evictedSingles.scale(by: factor)
      partitions[index].evictedLadder.divideBy256()
    }
    for place in 0..<presences.count {
      presences[place: place].weight *= factor
      presences[place: place].activeBefore *= factor
    }
  }

  /// Once a week of event time: forgets what was not seen for four half-lives.
  func prune(bucket: Int64, unit: Double) {
    let week = bucket * bucketSeconds / (7 * 86_400)
    guard week > isPruned else { return }
    isPruned = week
    let idle = 4 * memory.halfLifeSeconds / bucketSeconds
    let gone = zip(presences.keys, presences.values).filter { bucket - Int64($1.last) > idle }.map(\.0)
    guard !gone.isEmpty else { return }
    for key in gone { _ = drop(key) }
    rebuildSums()
  }

  /// A category in a partition, by their names.
  public struct Place: Hashable, Sendable {
    public var partition: UInt32
    public var category: UInt32
    public init(partition: UInt32, category: UInt32) {
      self.partition = partition
      self.category = category
    }
  }

  /// Forgets categories as if their partitions had never shown them.
  public func forget(_ places: Set<Place>) {
    for place in places {
      if let number = partitionIndex[place.partition] { _ = drop(Self.key(number, place.category)) }
    }
    if !places.isEmpty { rebuildSums() }
  }

  /// Takes a category out of a partition, and out of the values where no other partition shows it.
  func drop(_ key: UInt64) -> Presence? {
    guard let presence = presences.remove(key) else { return nil }
    let category = UInt32(truncatingIfNeeded: key)
    guard let place = values.place(of: category) else { return presence }
    values[place: place].partitions -= 1
    if values[place: place].partitions <= 0 { values.remove(category) }
    return presence
  }

  /// Sums made anew, the least first, so that they do not depend on the order of what was taken away.
  private func rebuildSums() {
    for number in partitions.indices {
      partitions[number].ladder = partitions[number].evictedLadder
      partitions[number].singles = partitions[number].evictedSingles
    }
    let sorted = zip(presences.keys, presences.values).sorted {
      ($0.1.weight, $0.1.first) < ($1.1.weight, $1.1.first)
    }
    for (key, presence) in sorted {
      let number = Int(key >> 32)
      partitions[number].ladder.add(presence.weight)
      partitions[number].singles.add(
        inflation!.unit(at: Int64(presence.first)), share: presence.single)
    }
  }
}
