import HarrierStatistics

extension RareValues: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(isPartitioned ? 1 : 0)
    writer.write(Int(bucketSeconds))
    writer.write(inflation == nil ? 0 : 1)
    inflation?.encode(to: &writer)
    writer.write(Int(isPruned))
    writer.write(burst.finds)
    writer.write(Int(burst.bucket))
    curve.encode(to: &writer)
    writer.write(partitions.count)
    for partition in partitions {
      writer.write(Int(partition.name))
      writer.write(partition.active)
      writer.write(partition.age)
      partition.singles.encode(to: &writer)
      writer.write(Int(partition.firstBucket))
      writer.write(Int(partition.lastBucket - partition.firstBucket))
      partition.ladder.encode(to: &writer)
      partition.evictedSingles.encode(to: &writer)
      partition.evictedLadder.encode(to: &writer)
    }
    writer.write(presences.count)
    for key in presences.keys.sorted() {
      let presence = presences[key]!
      writer.write(Int(key >> 32))
      writer.write(Int(UInt32(truncatingIfNeeded: key)))
      writer.write(presence.weight)
      writer.write(presence.activeBefore)
      writer.write(Int(presence.first))
      writer.write(Int(presence.last) - Int(presence.first))
      writer.write(Int(presence.buckets))
      writer.write(Double(presence.single))
    }
    writer.write(values.count)
    for category in values.keys.sorted() {
      let value = values[category]!
      writer.write(Int(category))
      writer.write(Int(value.partitions))
      value.adoptions.encode(to: &writer)
      writer.write(Int(value.lastBucket))
      writer.write(value.wave)
    }
  }

  public convenience init(from reader: inout StateReader) throws(StateReader.Failure) {
    let isPartitioned = try reader.readInt() == 1
    let bucketSeconds = Int64(try reader.readInt())
    guard bucketSeconds > 0 else { throw .damaged }
    self.init(isPartitioned: isPartitioned, bucketSeconds: bucketSeconds)
    if try reader.readInt() == 1 { inflation = try Inflation(from: &reader) }
    isPruned = Int64(try reader.readInt())
    burst.finds = try reader.readDouble()
    burst.bucket = Int64(try reader.readInt())
    curve = try LearningCurve(from: &reader)
    for index in 0..<(try reader.readCount(least: 20)) {
      let name = UInt32(truncatingIfNeeded: try reader.readInt())
      var partition = Partition(name: name, firstBucket: 0, lastBucket: 0)
      partition.active = try reader.readDouble()
      partition.age = try reader.readInt()
      partition.singles = try Singles(from: &reader)
      partition.firstBucket = Int64(try reader.readInt())
      partition.lastBucket = partition.firstBucket &+ Int64(try reader.readInt())
      partition.ladder = try RateLadder(from: &reader)
      partition.evictedSingles = try Singles(from: &reader)
      partition.evictedLadder = try RateLadder(from: &reader)
      partitions.append(partition)
      partitionIndex.set(name, index)
    }
    let presenceCount = try reader.readCount(least: 20)
    presences.reserveCapacity(presenceCount)
    for _ in 0..<presenceCount {
      let number = try reader.readInt()
      let category = UInt32(truncatingIfNeeded: try reader.readInt())
      guard partitions.indices.contains(number) else { throw .damaged }
      let weight = try reader.readDouble()
      let before = try reader.readDouble()
      let first = Int32(truncatingIfNeeded: try reader.readInt())
      let last = first &+ Int32(truncatingIfNeeded: try reader.readInt())
      let buckets = Int32(truncatingIfNeeded: try reader.readInt())
      let single = Float(try reader.readDouble())
      presences.set(
        Self.key(number, category),
        Presence(
          weight: weight, activeBefore: before, first: first, last: last, buckets: buckets, single: single))
    }
    for _ in 0..<(try reader.readCount(least: 4)) {
      let category = UInt32(truncatingIfNeeded: try reader.readInt())
      let count = Int32(truncatingIfNeeded: try reader.readInt())
      let adoptions = try AdoptionAges(from: &reader)
      var value = Value(lastBucket: Int64(try reader.readInt()))
      value.partitions = count
      value.adoptions = adoptions
      value.wave = try reader.readDouble()
      values.set(category, value)
    }
  }
}
