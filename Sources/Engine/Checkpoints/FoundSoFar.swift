import HarrierScoring
import HarrierStatistics

/// What a detector has found in a hunt that is not over, for its checkpoint.
struct FoundSoFar: StateCodable, Sendable {
  var records: [Record]
  /// Of each record.
  var origins: [LookOrigin]
  var annotations: [Annotation]
  /// Events of the buckets that have records.
  var events: [Int64: Int]
  var bucketsClosed: Int
  var evictedKeys: Int
  var evictedInUse: Int
  var peakBytes: Int

  init(
    records: [Record], origins: [LookOrigin], annotations: [Annotation], events: [Int64: Int],
    bucketsClosed: Int, evictedKeys: Int, evictedInUse: Int, peakBytes: Int
  ) {
    self.records = records
    self.origins = origins
    self.annotations = annotations
    self.events = events
    self.bucketsClosed = bucketsClosed
    self.evictedKeys = evictedKeys
    self.evictedInUse = evictedInUse
    self.peakBytes = peakBytes
  }

  func encode(to writer: inout StateWriter) {
    writer.write(records)
    for origin in origins { writer.write(origin.code) }
    writer.write(annotations)
    writer.write(events.count)
    for (bucket, count) in events.sorted(by: { $0.key < $1.key }) {
      writer.write(Int(bucket))
      writer.write(count)
    }
    for number in [bucketsClosed, evictedKeys, evictedInUse, peakBytes] { writer.write(number) }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    records = try reader.readList(Record.self, least: 100)
    origins = []
    for _ in records {
      guard let origin = LookOrigin(code: try reader.readInt()) else { throw .damaged }
      origins.append(origin)
    }
    annotations = try reader.readList(Annotation.self, least: 20)
    events = [:]
    for _ in 0..<(try reader.readCount(least: 2)) {
      let bucket = Int64(try reader.readInt())
      events[bucket] = try reader.readInt()
    }
    bucketsClosed = try reader.readInt()
    evictedKeys = try reader.readInt()
    evictedInUse = try reader.readInt()
    peakBytes = try reader.readInt()
  }
}
