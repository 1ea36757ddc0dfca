import HarrierEvents

/// One worker's groups of a transform in one bucket: keys of up to sixteen symbols in a flat hash table, with counts,
/// first and last times and a few raw events each. What else is gathered lies beside it, under the same numbers.
///
/// - State: 160 bytes a group and its raw events, 4 to 8 more for the table.
public final class GroupTable {
  /// Unused lanes are 0.
  public typealias Key = SIMD16<UInt32>

  public struct Group {
    public var key: Key
    public var count: Int
    /// Event times, in nanoseconds.
    public var first: Int64
    public var last: Int64
  }

  /// Raw events that a group keeps: those of least priority, as in ``SampleRow``.
  public static let witnessCap = 4

  public private(set) var groups: [Group] = []
  /// `witnessCap` a group.
  private var witnesses: [SourceEvent] = []
  /// Numbers of groups by hash, −1 where there is none; a power of two.
  private var slots: [Int32]
  private var mask = 63
  private let lanes: Int
  public private(set) var events = 0

  /// - Parameter lanes: how many of a key's are in use, 1 to 16.
  public init(lanes: Int) {
    self.lanes = lanes
    slots = Array(repeating: -1, count: mask + 1)
  }

  private func hash(_ key: Key) -> Int {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for lane in 0..<lanes { state = StableHash.mix(state ^ UInt64(key[lane]), 0xD6E8_FEB8_6659_FD93) }
    return Int(truncatingIfNeeded: state)
  }

  /// The group of a key, made where there is none.
  public func group(of key: Key) -> Int {
    var at = hash(key) & mask
    while slots[at] >= 0 {
      if groups[Int(slots[at])].key == key { return Int(slots[at]) }
      at = (at + 1) & mask
    }
    slots[at] = Int32(groups.count)
    groups.append(Group(key: key, count: 0, first: .max, last: .min))
    witnesses.append(contentsOf: repeatElement(SourceEvent.none, count: Self.witnessCap))
    if groups.count * 2 > mask + 1 { growSlots() }
    return groups.count - 1
  }

  private func growSlots() {
    mask = (mask + 1) * 4 - 1
    slots = Array(repeating: -1, count: mask + 1)
    for (number, group) in groups.enumerated() {
      var at = hash(group.key) & mask
      while slots[at] >= 0 { at = (at + 1) & mask }
      slots[at] = Int32(number)
    }
  }

  /// Counts an event of a group.
  public func add(_ event: SourceEvent, to number: Int) {
    events += 1
    groups[number].count += 1
    groups[number].first = min(groups[number].first, event.time)
    groups[number].last = max(groups[number].last, event.time)
    let start = number * Self.witnessCap
    var worst = start
    for at in (start + 1)..<(start + Self.witnessCap) where witnesses[worst].precedes(witnesses[at]) {
      worst = at
    }
    if event.precedes(witnesses[worst]) { witnesses[worst] = event }
  }

  /// The group's raw events, of least priority first.
  public func witnesses(of number: Int) -> [SourceEvent] {
    let start = number * Self.witnessCap
    return witnesses[start..<(start + min(Self.witnessCap, groups[number].count))]
      .sorted { $0.precedes($1) }
  }
}

/// A raw event behind a row of a transform: where it can be read again.
public struct SourceEvent: Sendable, Hashable, BitwiseCopyable {
  /// A hash of the event itself.
  public var priority: UInt64
  /// Nanoseconds since the epoch.
  public var time: Int64
  /// In the file's uncompressed bytes.
  public var offset: Int64
  public var length: UInt32
  /// Index of the file.
  public var file: UInt32

  public init(priority: UInt64, time: Int64, offset: Int64, length: UInt32, file: UInt32) {
    self.priority = priority
    self.time = time
    self.offset = offset
    self.length = length
    self.file = file
  }

  /// Comes after every other.
  static let none = SourceEvent(priority: .max, time: .max, offset: .max, length: 0, file: .max)

  /// Equal events lie in some order, whichever worker saw them.
  public func precedes(_ other: SourceEvent) -> Bool {
    (priority, time, offset, file) < (other.priority, other.time, other.offset, other.file)
  }
}
