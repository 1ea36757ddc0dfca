import HarrierEvents
import HarrierStatistics

/// A place at a time.
public struct Sighting: Sendable, Hashable, StateCodable {
  /// Nanoseconds since the epoch.
  public var time: Int64
  public var place: GeoPoint

  public init(time: Int64, place: GeoPoint) {
    self.time = time
    self.place = place
  }

  static func < (a: Sighting, b: Sighting) -> Bool {
    (a.time, a.place.latitude, a.place.longitude) < (b.time, b.place.latitude, b.place.longitude)
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(Int(time))
    writer.write(place.latitude)
    writer.write(place.longitude)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    time = Int64(try reader.readInt())
    place = GeoPoint(latitude: try reader.readDouble(), longitude: try reader.readDouble())
  }
}

/// Where a key's events of a bucket happened, in order of time: `lat_long`.
///
/// Keeps the first and the last sighting of every second, or of slots of a power of two of seconds where there are more
/// than ``cap`` of them.
///
/// - Merge: as of ``TimeSlots``; first and last of a union know no order.
public struct Track: Sendable, StateCodable {
  public static let cap = 256
  private var level = 0
  private var slots: [Int64: (first: Sighting, last: Sighting)] = [:]

  public init() {}

  public var isEmpty: Bool { slots.isEmpty }

  /// In order of time, each once.
  public var sightings: [Sighting] {
    slots.sorted { $0.key < $1.key }.flatMap { _, ends in
      ends.first == ends.last ? [ends.first] : [ends.first, ends.last]
    }
  }

  public mutating func add(_ sighting: Sighting) {
    include((sighting, sighting), slot: sighting.time.flooredSeconds >> Int64(level))
    while slots.count > Self.cap { widen() }
  }

  private mutating func include(_ ends: (first: Sighting, last: Sighting), slot: Int64) {
    guard var known = slots[slot] else {
      slots[slot] = ends
      return
    }
    if ends.first < known.first { known.first = ends.first }
    if known.last < ends.last { known.last = ends.last }
    slots[slot] = known
  }

  private mutating func widen() {
    level += 1
    let finer = slots
    slots = [:]
    for (slot, ends) in finer { include(ends, slot: slot >> 1) }
  }

  public mutating func merge(_ other: Track) {
    while level < other.level { widen() }
    for (slot, ends) in other.slots { include(ends, slot: slot >> Int64(level - other.level)) }
    while slots.count > Self.cap { widen() }
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(level)
    writer.write(slots.count)
    for (slot, ends) in slots.sorted(by: { $0.key < $1.key }) {
      writer.write(Int(slot))
      ends.first.encode(to: &writer)
      ends.last.encode(to: &writer)
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    level = try reader.readInt()
    guard (0..<63).contains(level) else { throw .damaged }
    for _ in 0..<(try reader.readCount(least: 35)) {
      let slot = Int64(try reader.readInt())
      slots[slot] = (try Sighting(from: &reader), try Sighting(from: &reader))
    }
  }
}

/// Places of a key's events.
public struct TrackAccumulator: Accumulator {
  private var track = Track()
  public init() {}
  public mutating func add(_ input: EvidenceInput) {
    guard let place = input.place else { return }
    track.add(Sighting(time: input.time, place: place))
  }
  public func payload(_ symbols: SymbolTable) -> Payload { .track(track) }
}
