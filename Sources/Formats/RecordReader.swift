import HarrierEvents

/// A run of whole records, in memory, with readable bytes after its end.
public struct ChunkBytes: @unchecked Sendable {
  public let bytes: UnsafePointer<UInt8>
  public let count: Int
  /// Where the records lie, for syntaxes whose records are not lines.
  public let records: [RecordRange]
  /// Whether a line before it named other columns than the file's first one did.
  public let hasOtherFields: Bool

  public struct RecordRange: Sendable {
    public var offset: Int
    public var length: Int
    public init(offset: Int, length: Int) {
      self.offset = offset
      self.length = length
    }
  }

  public init(
    bytes: UnsafePointer<UInt8>, count: Int, records: [RecordRange] = [], hasOtherFields: Bool = false
  ) {
    self.hasOtherFields = hasOtherFields
    self.bytes = bytes
    self.count = count
    self.records = records
  }

  /// Bytes that must be readable after `count`.
  public static let padding = 64
}

/// Turns a chunk's bytes into rows. One a worker and format; not shared.
public protocol RecordReader: AnyObject {
  /// Starts on a chunk.
  func begin(_ chunk: ChunkBytes)
  /// Clears the batch and fills it with the next rows; no rows mean the chunk is done. Broken records are
  /// counted in `rejects`.
  func read(into batch: RowBatch)
  var rejects: Rejects { get }
  /// Fields of another kind than expected, since the last call.
  func takeConflicts() -> Conflicts
  /// What is known about years of times that have none; set before `begin`.
  var years: YearWindow? { get set }
}

extension RecordReader {
  public func takeConflicts() -> Conflicts { Conflicts() }
  /// Most syntaxes write the year.
  public var years: YearWindow? {
    get { nil }
    set {}
  }
}

/// How the bytes of a file are divided into records.
public enum Syntax: Sendable, Hashable {
  /// A JSON object a line.
  case jsonLines
  /// A JSON object a line, behind words of who passed it on: a time, the header of a syslog message.
  case jsonBehindText
  /// One JSON array, or an object whose first array holds the records.
  case jsonArray
  /// JSON objects one after the other that span lines or share them, as pretty-printers and streams write them.
  case jsonObjects
  /// Values between delimiters, under the names of a header.
  case delimited(DelimitedHeader)
  /// A line each, read by a mapping's patterns.
  case lines
  /// Linux audit records, several lines an event.
  case auditRecords
  /// systemd's journal export format: fields in lines or with their length, a blank line behind an entry.
  case journalEntries

  /// Whether records are ranges that a scan of the brackets finds, and not lines.
  public var hasRanges: Bool { self == .jsonArray || self == .jsonObjects }

  public var name: String {
    switch self {
    case .jsonLines: "NDJSON"
    case .jsonBehindText: "NDJSON behind text"
    case .jsonArray: "JSON array"
    case .jsonObjects: "JSON objects"
    case .delimited(let header): header.name
    case .lines: "text"
    case .auditRecords: "auditd"
    case .journalEntries: "journal export"
    }
  }
}
