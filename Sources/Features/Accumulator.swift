import HarrierEvents
import HarrierStatistics

/// What one event adds to an aggregate.
public struct EvidenceInput {
  /// The field's interned value (0: none), for distinct values and strings.
  public var symbol: UInt32
  /// Its stable hash.
  public var hash: UInt64
  /// The field's number, for sums and metrics; not a number where it has none.
  public var number: Double
  /// Of the event, in nanoseconds since the epoch.
  public var time: Int64
  /// Events that the row stands for.
  public var weight: Int
  /// Where it happened, for places.
  public var place: GeoPoint?

  public init(
    symbol: UInt32 = 0, hash: UInt64 = 0, number: Double = .nan, time: Int64 = 0, weight: Int = 1,
    place: GeoPoint? = nil
  ) {
    self.symbol = symbol
    self.hash = hash
    self.number = number
    self.time = time
    self.weight = weight
    self.place = place
  }
}

/// What a bucket keeps of a key's events: a commutative monoid. One file each.
public protocol Accumulator {
  init()
  mutating func add(_ input: EvidenceInput)
  /// Free of the worker's symbols, so that it can be merged with other workers' and saved.
  func payload(_ symbols: SymbolTable) -> Payload
}

/// An accumulator's content, merged over workers.
public enum Payload: Sendable {
  case events
  case distinct(DistinctSketch)
  case strings(StringSet)
  case moments(Moments)
  case powers(PowerSums)
  case quantiles(QuantileSketch)
  case times(TimeSlots)
  case track(Track)
  case rhythm(Rhythm)
  /// What the content of a closed bucket amounts to, nil where it has no number: nothing more is merged.
  case number(Double?)

  public mutating func merge(_ other: Payload) {
    switch (self, other) {
    case (.distinct(var mine), .distinct(let theirs)):
      mine.merge(theirs)
      self = .distinct(mine)
    case (.strings(var mine), .strings(let theirs)):
      mine.merge(theirs)
      self = .strings(mine)
    case (.moments(var mine), .moments(let theirs)):
      mine.merge(theirs)
      self = .moments(mine)
    case (.powers(var mine), .powers(let theirs)):
      mine.merge(theirs)
      self = .powers(mine)
    case (.quantiles(var mine), .quantiles(let theirs)):
      mine.merge(theirs)
      self = .quantiles(mine)
    case (.times(var mine), .times(let theirs)):
      mine.merge(theirs)
      self = .times(mine)
    case (.track(var mine), .track(let theirs)):
      mine.merge(theirs)
      self = .track(mine)
    case (.rhythm(var mine), .rhythm(let theirs)):
      mine.merge(theirs)
      self = .rhythm(mine)
    default: break
    }
  }
}

/// Events alone: `count`, `rare`.
public struct EventAccumulator: Accumulator {
  public init() {}
  @inlinable public mutating func add(_ input: EvidenceInput) {}
  public func payload(_ symbols: SymbolTable) -> Payload { .events }
}
