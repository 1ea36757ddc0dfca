import HarrierStatistics

/// An alert that a budget has paid for: what ``Budget/price(after:)`` counts, and what the next hunt has to know.
public struct SpentAlert: Sendable, Hashable, StateCodable {
  /// Where its bucket ended, in nanoseconds of event time.
  public var end: Int64
  /// Hashes of the places of its raw events, at most ten.
  public var events: [UInt64]

  public init(end: Int64, events: [UInt64]) {
    self.end = end
    self.events = events
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(Int(end))
    writer.write(events.count)
    for event in events { writer.write(event) }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    end = Int64(try reader.readInt())
    events = []
    for _ in 0..<(try reader.readCount(least: 8)) { events.append(try reader.readUInt64()) }
  }
}
