import HarrierEvents

/// Partition, over and by of a detector, as a worker's symbols; 0 where the detector has no such field.
public struct AggregateKey: Hashable, Sendable {
  public var partition: UInt32
  public var over: UInt32
  public var by: UInt32

  public init(partition: UInt32, over: UInt32, by: UInt32) {
    self.partition = partition
    self.over = over
    self.by = by
  }

  @inlinable var slotHash: Int {
    let a = UInt64(partition) | UInt64(over) << 32
    return Int(
      truncatingIfNeeded: StableHash.mix(a ^ 0x9E37_79B9_7F4A_7C15, UInt64(by) ^ 0xD6E8_FEB8_6659_FD93))
  }
}

/// One worker's aggregates of one detector in one bucket: a flat hash table of keys, counts and samples. What
/// else a function gathers lies beside it, under the same numbers.
public final class AggregateTable {
  public struct Entry {
    public var key: AggregateKey
    public var count: Int
    var sampleStart: Int32
    var sampleCount: UInt16
    var sampleCapacity: UInt16
    /// Greatest priority in a full sample.
    var worst: UInt64
  }

  public private(set) var entries: [Entry] = []
  private var index = [Int32](repeating: -1, count: 64)
  private var samples: [SampleRow] = []
  private let sampleCap: Int
  public private(set) var events = 0

  public init(sampleCap: Int) { self.sampleCap = sampleCap }

  /// The entry of a key, made where there is none.
  @inline(__always)
  public func entry(of key: AggregateKey) -> Int {
    var at = key.slotHash & (index.count - 1)
    while true {
      let found = index[at]
      if found < 0 { return insert(key, at: at) }
      if entries[Int(found)].key == key { return Int(found) }
      at = (at + 1) & (index.count - 1)
    }
  }

  private func insert(_ key: AggregateKey, at place: Int) -> Int {
    entries.append(
      Entry(key: key, count: 0, sampleStart: 0, sampleCount: 0, sampleCapacity: 0, worst: .max))
    index[place] = Int32(entries.count - 1)
    if entries.count * 2 > index.count { grow() }
    return entries.count - 1
  }

  private func grow() {
    index = [Int32](repeating: -1, count: index.count * 4)
    for (number, entry) in entries.enumerated() {
      var at = entry.key.slotHash & (index.count - 1)
      while index[at] >= 0 { at = (at + 1) & (index.count - 1) }
      index[at] = Int32(number)
    }
  }

  /// Counts a row that stands for so many events; returns whether its row belongs into the sample.
  @inline(__always)
  public func count(_ entry: Int, priority: UInt64, events weight: Int) -> Bool {
    events += weight
    entries[entry].count += weight
    return entries[entry].sampleCount < sampleCap || priority < entries[entry].worst
  }

  public func keep(_ row: SampleRow, of number: Int) {
    var entry = entries[number]
    let start = Int(entry.sampleStart)
    if entry.sampleCount == sampleCap {
      var worst = start
      for at in start..<(start + sampleCap) where samples[at].priority > samples[worst].priority {
        worst = at
      }
      samples[worst] = row
    } else {
      if entry.sampleCount == entry.sampleCapacity { makeRoom(&entry, row) }
      samples[Int(entry.sampleStart) + Int(entry.sampleCount)] = row
      entry.sampleCount += 1
    }
    if entry.sampleCount == sampleCap {
      let start = Int(entry.sampleStart)
      entry.worst = samples[start..<(start + sampleCap)].lazy.map(\.priority).max() ?? .max
    }
    entries[number] = entry
  }

  private func makeRoom(_ entry: inout Entry, _ filler: SampleRow) {
    let capacity = entry.sampleCapacity == 0 ? 1 : min(sampleCap, Int(entry.sampleCapacity) * 2)
    let start = samples.count
    samples.append(contentsOf: repeatElement(filler, count: capacity))
    for at in 0..<Int(entry.sampleCount) { samples[start + at] = samples[Int(entry.sampleStart) + at] }
    entry.sampleStart = Int32(start)
    entry.sampleCapacity = UInt16(capacity)
  }

  public func sample(of number: Int) -> ArraySlice<SampleRow> {
    let entry = entries[number]
    return samples[Int(entry.sampleStart)..<(Int(entry.sampleStart) + Int(entry.sampleCount))]
  }
}
