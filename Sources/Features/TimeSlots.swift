import HarrierEvents
import HarrierStatistics

/// When a key's events of a bucket happened: distinct seconds, or slots of a power of two of seconds where there are
/// more than a cap.
///
/// - State: at most `cap` slots, whatever the number of events.
/// - Merge: the width is the least at which the union fits, and a union of coarse slots is the coarse union, so any
///   cut and order gives the same slots.
public struct TimeSlots: Sendable, StateCodable {
  public let cap: Int
  /// A slot is 2^level seconds wide.
  public private(set) var level = 0
  /// Ascending: events mostly come in the order of time, so that a new slot goes to the end.
  private var slots: [Int64] = []
  private var last = Int64.min

  public init(cap: Int) { self.cap = cap }

  public var count: Int { slots.count }
  public var slotSeconds: Int64 { 1 << Int64(level) }

  /// Starts of the slots, in seconds, ascending.
  public var seconds: [Int64] { slots.map { $0 << Int64(level) } }

  /// Start of the earliest slot, in seconds.
  public var first: Int64? { slots.first.map { $0 << Int64(level) } }

  public mutating func add(nanoseconds: Int64) {
    let second = nanoseconds.flooredSeconds
    guard second != last else { return }
    last = second
    if insert(second >> Int64(level)) { coarsen() }
  }

  /// - Complexity: constant at the end; else a search, and a move of at most `cap` slots.
  private mutating func insert(_ slot: Int64) -> Bool {
    guard let greatest = slots.last, slot <= greatest else {
      slots.append(slot)
      return true
    }
    var low = 0
    var high = slots.count - 1
    while low < high {
      let middle = (low + high) / 2
      if slots[middle] < slot { low = middle + 1 } else { high = middle }
    }
    guard slots[low] != slot else { return false }
    slots.insert(slot, at: low)
    return true
  }

  public mutating func merge(_ other: TimeSlots) {
    while level < other.level { widen() }
    let shift = Int64(level - other.level)
    var merged: [Int64] = []
    merged.reserveCapacity(slots.count + other.slots.count)
    var (mine, theirs) = (slots[...], other.slots[...])
    while let first = mine.first ?? theirs.first.map({ $0 >> shift }) {
      let next = min(first, theirs.first.map { $0 >> shift } ?? first)
      if mine.first == next { mine.removeFirst() }
      while let slot = theirs.first, slot >> shift == next { theirs.removeFirst() }
      merged.append(next)
    }
    slots = merged
    coarsen()
  }

  private mutating func coarsen() { while slots.count > cap { widen() } }

  private mutating func widen() {
    level += 1
    var kept = 0
    for slot in slots {
      let wider = slot >> 1
      if kept > 0, slots[kept - 1] == wider { continue }
      slots[kept] = wider
      kept += 1
    }
    slots.removeSubrange(kept...)
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(cap)
    writer.write(level)
    writer.write(slots.count)
    var before: Int64 = 0
    for slot in slots {
      writer.write(Int(slot - before))
      before = slot
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    cap = try reader.readInt()
    level = try reader.readInt()
    guard (0..<63).contains(level), cap > 0 else { throw .damaged }
    var slot: Int64 = 0
    for _ in 0..<(try reader.readCount()) {
      slot &+= Int64(try reader.readInt())
      guard slots.last.map({ $0 < slot }) ?? true else { throw .damaged }
      slots.append(slot)
    }
  }
}

extension Int64 {
  /// Whole seconds of nanoseconds since the epoch, rounded down before it too.
  var flooredSeconds: Int64 {
    let quotient = self / 1_000_000_000
    return self < 0 && quotient * 1_000_000_000 != self ? quotient - 1 : quotient
  }
}

/// Times of a key's events: `time_of_day`, `time_of_week`.
public struct TimeAccumulator: Accumulator {
  /// A day's bucket is told by 9 minutes at the worst.
  public static let cap = 256
  private var times = TimeSlots(cap: cap)
  public init() {}
  public mutating func add(_ input: EvidenceInput) { times.add(nanoseconds: input.time) }
  public func payload(_ symbols: SymbolTable) -> Payload { .times(times) }
}
