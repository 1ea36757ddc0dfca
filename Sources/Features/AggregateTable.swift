import HarrierEvents

/// Partition, over and by of a detector, as a worker's symbols; 0 where the detector has no such field.
public struct AggregateKey: Hashable, Sendable, BitwiseCopyable {
  public var partition: UInt32
  public var over: UInt32
  public var by: UInt32

  public init(partition: UInt32, over: UInt32, by: UInt32) {
    self.partition = partition
    self.over = over
    self.by = by
  }

  @inlinable var slotHash: Int { StableHash.slot(partition, over, by) }
}

/// One worker's aggregates of one detector in one bucket: a flat hash table of keys, counts and samples. What
/// else a function gathers lies beside it, under the same numbers.
public final class AggregateTable {
  public struct Entry: BitwiseCopyable {
    public var key: AggregateKey
    public var count: Int
    var sampleStart: Int32
    var sampleCount: UInt16
    var sampleCapacity: UInt16
    /// Greatest priority in a full sample.
    var worst: UInt64
  }

  private var base: UnsafeMutablePointer<Entry>
  private var used = 0
  private var room = 32
  /// Numbers of entries by hash, −1 where there is none; a power of two.
  private var slots: UnsafeMutablePointer<Int32>
  private var mask = 63
  // One worker's own, and plain bytes: a check a row is not worth it.
  @exclusivity(unchecked) private var samples: [SampleRow] = []
  private let sampleCap: Int
  public private(set) var events = 0

  public init(sampleCap: Int) {
    self.sampleCap = sampleCap
    base = .allocate(capacity: room)
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: -1, count: mask + 1)
  }

  deinit {
    base.deallocate()
    slots.deallocate()
  }

  public var count: Int { used }

  /// In the order in which their keys were met.
  ///
  /// - Precondition: it is not held beyond the table, or over a change of it.
  public var entries: UnsafeBufferPointer<Entry> { UnsafeBufferPointer(start: base, count: used) }

  /// The entry of a key, made where there is none.
  @inline(__always)
  public func entry(of key: AggregateKey) -> Int {
    let slots = slots
    let base = base
    let mask = mask
    var at = key.slotHash & mask
    while true {
      let found = Int(slots[at])
      if found < 0 { return insert(key, at: at) }
      if base[found].key == key { return found }
      at = (at + 1) & mask
    }
  }

  private func insert(_ key: AggregateKey, at place: Int) -> Int {
    if used == room {
      base = Self.moved(base, count: used, to: room * 2)
      room *= 2
    }
    (base + used).initialize(
      to: Entry(key: key, count: 0, sampleStart: 0, sampleCount: 0, sampleCapacity: 0, worst: .max))
    slots[place] = Int32(used)
    used += 1
    if used * 2 > mask + 1 { growSlots() }
    return used - 1
  }

  private func growSlots() {
    slots.deallocate()
    mask = (mask + 1) * 4 - 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: -1, count: mask + 1)
    for number in 0..<used {
      var at = base[number].key.slotHash & mask
      while slots[at] >= 0 { at = (at + 1) & mask }
      slots[at] = Int32(number)
    }
  }

  /// Entries and rows are plain bytes: nothing is to be destroyed.
  private static func moved<Plain: BitwiseCopyable>(
    _ old: UnsafeMutablePointer<Plain>, count: Int, to room: Int
  ) -> UnsafeMutablePointer<Plain> {
    let new = UnsafeMutablePointer<Plain>.allocate(capacity: room)
    new.initialize(from: old, count: count)
    old.deallocate()
    return new
  }

  /// Counts a row that stands for so many events; returns whether its row may belong into the sample.
  @inline(__always)
  public func count(_ number: Int, priority: UInt64, events weight: Int) -> Bool {
    events += weight
    let entry = base + number
    entry.pointee.count += weight
    return entry.pointee.sampleCount < sampleCap || priority < entry.pointee.worst
  }

  /// Counts a row of a value that is counted, so many events; returns whether it may belong into the sample.
  public func count(_ number: Int, ofValue priority: UInt64, events weight: Int) -> Bool {
    events += weight
    let entry = base + number
    entry.pointee.count += weight
    let isFull = entry.pointee.sampleCount == sampleCap
    if isFull, priority > entry.pointee.worst { return false }
    guard let known = place(ofValue: priority, entry) else { return true }
    return priority <= samples[known].priority
  }

  /// Where the row of the same value lies.
  private func place(ofValue priority: UInt64, _ entry: UnsafeMutablePointer<Entry>) -> Int? {
    let start = Int(entry.pointee.sampleStart)
    let end = start + Int(entry.pointee.sampleCount)
    return samples.withUnsafeBufferPointer { samples in
      for at in start..<end where (samples[at].priority ^ priority) & SampleRow.coarsePriority == 0 {
        return at
      }
      return nil
    }
  }

  /// Takes a row into the sample, unless those that are there come before it.
  public func keep(_ row: SampleRow, of number: Int) {
    let entry = base + number
    if row.isOfValue, let known = place(ofValue: row.priority, entry) {
      if row.precedes(samples[known]) { samples[known] = row }
      return noteWorst(entry)
    }
    let isFull = entry.pointee.sampleCount == sampleCap
    if isFull, row.priority >= entry.pointee.worst { return }
    if !isFull, entry.pointee.sampleCount == entry.pointee.sampleCapacity { makeRoom(entry, row) }
    if isFull {
      samples.withUnsafeMutableBufferPointer { samples in
        let own = own(entry, samples)
        own[Self.worst(own)] = row
      }
    } else {
      samples[Int(entry.pointee.sampleStart) + Int(entry.pointee.sampleCount)] = row
      entry.pointee.sampleCount += 1
    }
    noteWorst(entry)
  }

  private func noteWorst(_ entry: UnsafeMutablePointer<Entry>) {
    guard entry.pointee.sampleCount == sampleCap else { return }
    samples.withUnsafeMutableBufferPointer { samples in
      let own = own(entry, samples)
      entry.pointee.worst = own[Self.worst(own)].priority
    }
  }

  private func own(
    _ entry: UnsafeMutablePointer<Entry>, _ samples: UnsafeMutableBufferPointer<SampleRow>
  ) -> UnsafeMutableBufferPointer<SampleRow> {
    UnsafeMutableBufferPointer(rebasing: samples[Int(entry.pointee.sampleStart)...].prefix(sampleCap))
  }

  /// Where the row of greatest priority of a full sample lies.
  private static func worst(_ rows: UnsafeMutableBufferPointer<SampleRow>) -> Int {
    var worst = 0
    for at in 1..<max(1, rows.count) where rows[at].priority > rows[worst].priority { worst = at }
    return worst
  }

  private func makeRoom(_ entry: UnsafeMutablePointer<Entry>, _ filler: SampleRow) {
    let capacity =
      entry.pointee.sampleCapacity == 0 ? 1 : min(sampleCap, Int(entry.pointee.sampleCapacity) * 2)
    let start = samples.count
    let old = Int(entry.pointee.sampleStart)
    for _ in 0..<capacity { samples.append(filler) }
    for at in 0..<Int(entry.pointee.sampleCount) { samples[start + at] = samples[old + at] }
    entry.pointee.sampleStart = Int32(start)
    entry.pointee.sampleCapacity = UInt16(capacity)
  }

  public func sample(of number: Int) -> ArraySlice<SampleRow> {
    let entry = base[number]
    return samples[Int(entry.sampleStart)..<(Int(entry.sampleStart) + Int(entry.sampleCount))]
  }
}
