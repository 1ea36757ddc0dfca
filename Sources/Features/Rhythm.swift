import HarrierEvents
import HarrierStatistics

/// When a key's events happened and how large they were: `beacon`.
public struct Rhythm: Sendable, StateCodable {
  /// A day's bucket tells call-backs every 22 seconds from a steady stream; an hour's, every 4 seconds.
  public static let cap = 8192
  public private(set) var times = TimeSlots(cap: cap)
  public private(set) var sizes = QuantileSketch()

  public init() {}

  public mutating func add(time: Int64, size: Double) {
    times.add(nanoseconds: time)
    if size.isFinite { sizes.add(size) }
  }

  public mutating func merge(_ other: Rhythm) {
    times.merge(other.times)
    sizes.merge(other.sizes)
  }

  public func encode(to writer: inout StateWriter) {
    times.encode(to: &writer)
    sizes.encode(to: &writer)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    times = try TimeSlots(from: &reader)
    sizes = try QuantileSketch(from: &reader)
  }
}

/// Times and sizes of a key's events.
public struct RhythmAccumulator: Accumulator {
  private var rhythm = Rhythm()
  public init() {}
  public mutating func add(_ input: EvidenceInput) { rhythm.add(time: input.time, size: input.number) }
  public func payload(_ symbols: SymbolTable) -> Payload { .rhythm(rhythm) }
}
