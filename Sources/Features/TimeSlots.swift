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
  private var slots: Set<Int64> = []
  private var last = Int64.min

  public init(cap: Int) { self.cap = cap }

  public var count: Int { slots.count }
  public var slotSeconds: Int64 { 1 << Int64(level) }

  /// Starts of the slots, in seconds, ascending.
  public var seconds: [Int64] { slots.map { $0 << Int64(level) }.sorted() }

  public mutating func add(nanoseconds: Int64) {
    let second = nanoseconds.flooredSeconds
    guard second != last else { return }
    last = second
    if slots.insert(second >> Int64(level)).inserted { coarsen() }
  }

  public mutating func merge(_ other: TimeSlots) {
    while level < other.level { widen() }
    for slot in other.slots { slots.insert(slot >> Int64(level - other.level)) }
    coarsen()
  }

  private mutating func coarsen() { while slots.count > cap { widen() } }

  private mutating func widen() {
    level += 1
    slots = Set(slots.map { $0 >> 1 })
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(cap)
    writer.write(level)
    writer.write(slots.count)
    var before: Int64 = 0
    for slot in slots.sorted() {
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
      slots.insert(slot)
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
