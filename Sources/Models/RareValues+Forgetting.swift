// What time lets go of: weights that fall, categories that were not seen for months, and keys that are named.

extension RareValues {
  func rescale() {
    let factor = Inflation.rescaleFactor
    for index in partitions.indices {
      partitions[index].active *= factor
      partitions[index].singles *= factor
      partitions[index].ladder.divideBy256()
      partitions[index].evictedSingles *= factor
      partitions[index].evictedLadder.divideBy256()
    }
    for (key, presence) in presences {
      var presence = presence
      presence.weight *= factor
      presence.activeBefore *= factor
      presences[key] = presence
    }
  }

  /// Once a week of event time: forgets what was not seen for four half-lives.
  func prune(bucket: Int64, unit: Double) {
    let week = bucket * bucketSeconds / (7 * 86_400)
    guard week > isPruned else { return }
    isPruned = week
    let idle = 4 * memory.halfLifeSeconds / bucketSeconds
    let gone = presences.filter { bucket - Int64($0.value.last) > idle }.keys
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
    guard let presence = presences.removeValue(forKey: key) else { return nil }
    let category = UInt32(truncatingIfNeeded: key)
    values[category]?.partitions -= 1
    if let value = values[category], value.partitions <= 0 { values[category] = nil }
    return presence
  }

  /// Sums made anew, the least first, so that they do not depend on the order of what was taken away.
  private func rebuildSums() {
    for number in partitions.indices {
      partitions[number].ladder = partitions[number].evictedLadder
      partitions[number].singles = partitions[number].evictedSingles
    }
    let sorted = presences.sorted { ($0.value.weight, $0.value.first) < ($1.value.weight, $1.value.first) }
    for (key, presence) in sorted {
      let number = Int(key >> 32)
      partitions[number].ladder.add(presence.weight)
      partitions[number].singles +=
        inflation!.unit(at: Int64(presence.first)) * Double(presence.single)
    }
  }
}
