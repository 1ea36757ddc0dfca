import HarrierEvents
import HarrierFeatures
import HarrierScoring
import HarrierStatistics

/// The files of a hunt by number, and the raw events behind rows that lie in no file.
///
/// - Not thread-safe; while buckets close it is only read.
final class SourceFiles {
  private(set) var paths: [String] = []
  private var numbers: [String: UInt32] = [:]
  let derived: DerivedEvidence

  /// The number that rows of transforms have for a file.
  static let derivedNumber = UInt32.max

  /// - Parameter spill: as of ``DerivedEvidence``.
  init(spill: SpillFile? = nil) { derived = DerivedEvidence(spill: spill) }

  /// The file's number, made where there is none.
  func number(of path: String) -> UInt32 {
    if let known = numbers[path] { return known }
    let number = UInt32(paths.count)
    paths.append(path)
    numbers[path] = number
    return number
  }

  /// Where a sampled row can be read again; several places for a row of a transform.
  func pointers(of row: SampleRow) -> [EvidencePointer] {
    guard row.file == Self.derivedNumber else {
      return [pointer(row.file, row.offset, row.length, row.time)]
    }
    return derived.events(at: row.offset).map { pointer($0.file, $0.offset, $0.length, $0.time) }
  }

  private func pointer(_ file: UInt32, _ offset: Int64, _ length: UInt32, _ time: Int64) -> EvidencePointer {
    EvidencePointer(
      source: paths[Int(file)], offset: offset, length: Int(length),
      timestamp: EventTime(nanoseconds: time))
  }

  // MARK: State

  /// Writes where a row lies.
  func encodePlace(of row: SampleRow, to writer: inout StateWriter) {
    if row.file == Self.derivedNumber {
      writer.write("")
      encode(derived.events(at: row.offset), to: &writer)
    } else {
      writer.write(paths[Int(row.file)])
      writer.write(Int(row.offset))
    }
  }

  /// File and offset, as ``encodePlace(of:to:)`` wrote them.
  func readPlace(
    time: Int64, from reader: inout StateReader
  ) throws(StateReader.Failure) -> (file: UInt32, offset: Int64) {
    let path = try reader.readString()
    if path.isEmpty {
      return (Self.derivedNumber, derived.append(try readEvents(from: &reader), time: time))
    }
    return (number(of: path), Int64(try reader.readInt()))
  }

  func encode(_ events: [SourceEvent], to writer: inout StateWriter) {
    writer.write(events.count)
    for event in events {
      writer.write(event.priority)
      writer.write(Int(event.time))
      writer.write(Int(event.offset))
      writer.write(Int(event.length))
      writer.write(paths[Int(event.file)])
    }
  }

  func readEvents(from reader: inout StateReader) throws(StateReader.Failure) -> [SourceEvent] {
    var events: [SourceEvent] = []
    for _ in 0..<(try reader.readCount(least: 12)) {
      events.append(
        SourceEvent(
          priority: try reader.readUInt64(), time: Int64(try reader.readInt()),
          offset: Int64(try reader.readInt()),
          length: UInt32(truncatingIfNeeded: try reader.readInt()),
          file: number(of: try reader.readString())))
    }
    return events
  }
}
