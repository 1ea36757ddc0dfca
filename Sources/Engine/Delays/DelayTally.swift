import HarrierStatistics

/// Events of one job that came after their buckets had closed: how many where, and how much longer a bucket would have
/// had to wait for the last of them.
///
/// Bounded: where there are too many buckets, two neighbours become one stretch, and so on. The stretches are as long as
/// all events together ask for, so tallies merge in any order to the same.
struct DelayTally: Sendable, Hashable, StateCodable {
  static let mostStretches = 400

  struct Stretch: Sendable, Hashable {
    var events = 0
    /// Nanoseconds beyond the latency that were missing for the last of them.
    var missed: Int64 = 0

    mutating func merge(_ other: Stretch) {
      events += other.events
      missed = max(missed, other.missed)
    }
  }

  /// A stretch is 2^level buckets.
  private(set) var level = 0
  /// By the bucket's number / 2^level.
  private(set) var stretches: [Int64: Stretch] = [:]

  init() {}

  var isEmpty: Bool { stretches.isEmpty }

  mutating func note(bucket: Int64, missed: Int64) {
    stretches[bucket >> level, default: Stretch()].merge(Stretch(events: 1, missed: missed))
    coarsen()
  }

  mutating func merge(_ other: DelayTally) {
    while level < other.level { double() }
    for (place, stretch) in other.stretches {
      stretches[place >> (level - other.level), default: Stretch()].merge(stretch)
    }
    coarsen()
  }

  private mutating func coarsen() {
    while stretches.count > Self.mostStretches { double() }
  }

  private mutating func double() {
    level += 1
    var coarser: [Int64: Stretch] = [:]
    for (place, stretch) in stretches { coarser[place >> 1, default: Stretch()].merge(stretch) }
    stretches = coarser
  }

  /// Stretches without a gap between them, in the order of time: their buckets, and what came too late for them.
  var runs: [(buckets: Range<Int64>, late: Stretch)] {
    var runs: [(buckets: Range<Int64>, late: Stretch)] = []
    for (place, stretch) in stretches.sorted(by: { $0.key < $1.key }) {
      let start = place << level
      let end = start + (1 << level)
      if let last = runs.last, last.buckets.upperBound == start {
        runs[runs.count - 1].buckets = last.buckets.lowerBound..<end
        runs[runs.count - 1].late.merge(stretch)
      } else {
        runs.append((start..<end, stretch))
      }
    }
    return runs
  }

  // MARK: State

  func encode(to writer: inout StateWriter) {
    writer.write(level)
    writer.write(stretches.count)
    for (place, stretch) in stretches.sorted(by: { $0.key < $1.key }) {
      for number in [Int(place), stretch.events, Int(stretch.missed)] { writer.write(number) }
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    level = try reader.readInt()
    guard (0..<64).contains(level) else { throw .damaged }
    for _ in 0..<(try reader.readCount(least: 3)) {
      let place = Int64(try reader.readInt())
      stretches[place] = Stretch(events: try reader.readInt(), missed: Int64(try reader.readInt()))
    }
  }
}
