import HarrierEvents
import HarrierStatistics

/// What a record leaves for others to be known by: its raw events, whom it is about, and when.
public struct RecordTraces: Sendable, Hashable {
  /// Hashes of the places of its raw events.
  public var events: [UInt64]
  public var subject: Subject
  /// Its bucket, in nanoseconds of event time.
  public var time: Range<Int64>
  /// As of ``Record/saysSomebodyIsNew``.
  public var saysSomebodyIsNew: Bool

  public init(of record: Record) {
    events = record.events.map(Self.place)
    subject = Subject(of: record)
    saysSomebodyIsNew = record.saysSomebodyIsNew
    time = Self.time(of: record)
  }

  /// A record's bucket, in nanoseconds of event time.
  public static func time(of record: Record) -> Range<Int64> {
    let start = record.timestamp.nanoseconds
    let (length, isLong) = max(0, record.bucketSpan).multipliedReportingOverflow(by: 1_000_000_000)
    let (end, isOver) = start.addingReportingOverflow(isLong ? .max : length)
    return start..<(isOver ? .max : end)
  }

  private static func place(of event: EvidencePointer) -> UInt64 {
    Array("\(event.source)\n\(event.offset)".utf8).withUnsafeBufferPointer { StableHash.hash($0) }
  }
}

extension RecordTraces: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(events)
    writer.write(subject)
    writer.write(Int(time.lowerBound))
    writer.write(Int(time.upperBound))
    writer.write(saysSomebodyIsNew)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    events = try reader.readHashes()
    subject = try Subject(from: &reader)
    let (start, end) = (Int64(try reader.readInt()), Int64(try reader.readInt()))
    guard start <= end else { throw .damaged }
    time = start..<end
    saysSomebodyIsNew = try reader.readBool()
  }
}
