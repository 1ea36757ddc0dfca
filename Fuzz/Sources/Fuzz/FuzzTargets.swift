import Foundation
import HarrierEvents
import HarrierFormats
import HarrierInputs
import HarrierJobs
import HarrierQuery

/// What is fed with hostile bytes: one line each.
///
/// A target promises to end, to stay within memory and never to trap, whatever it is given. A wrong answer it may
/// give: that is what golden tests are for.
struct FuzzTarget: Sendable {
  var name: String
  var run: @Sendable (UnsafeBufferPointer<UInt8>) -> Void

  static let all: [FuzzTarget] = [
    FuzzTarget(name: "recognise", run: recognise),
    FuzzTarget(name: "json-lines") { read($0, json) },
    FuzzTarget(name: "json-array") { readArray($0) },
    FuzzTarget(name: "delimited") { read($0, delimited) },
    FuzzTarget(name: "lines") { read($0, texts) },
    FuzzTarget(name: "auditd") { read($0, audit) },
    FuzzTarget(name: "journal") { read($0, journal) },
    FuzzTarget(name: "chunks", run: readChunks),
    FuzzTarget(name: "packed", run: FuzzFiles.readPacked),
    FuzzTarget(name: "event-log", run: FuzzFiles.readEventLog),
    FuzzTarget(name: "archive", run: FuzzFiles.readArchive),
    FuzzTarget(name: "times", run: readTimes),
    FuzzTarget(name: "kql") { _ = try? KQL.parse(text($0)) },
    FuzzTarget(name: "job-yaml") { _ = try? JobFile.parse(text($0), fileName: "fuzz.yml", pack: "fuzz") },
    FuzzTarget(name: "mapping-yaml") { _ = try? LogMapping(yaml: text($0), file: "fuzz.yml") },
  ]

  // MARK: Readers

  private static let mappings = FormatRegistry.builtIn.mappings
  private static let records = mappings.filter { !$0.detect.isEmpty }
  private static let json = FuzzReaders(records.map { ($0, .jsonLines) })
  private static let arrays = FuzzReaders(records.map { ($0, .jsonArray) })
  private static let delimited = FuzzReaders(
    records.flatMap { mapping in headers(mapping).map { (mapping, $0) } })
  private static let texts = FuzzReaders(
    mappings.filter { !$0.patterns.isEmpty && $0.syntax == nil }.map { ($0, .lines) })
  private static let audit = FuzzReaders(
    mappings.filter { $0.syntax == "auditd" }.map { ($0, .auditRecords) })
  private static let journal = FuzzReaders(
    mappings.filter { $0.syntax == "journal export" }.map { ($0, .journalEntries) })

  /// The columns that tell a mapping, as CSV, as Zeek and as web servers write them.
  private static func headers(_ mapping: LogMapping) -> [Syntax] {
    let columns = mapping.time.prefix(1) + (mapping.detect.first ?? [])
    return [
      .delimited(DelimitedHeader(delimiter: 0x2C, quoted: true, columns: Array(columns))),
      .delimited(
        DelimitedHeader(
          delimiter: 0x09, quoted: false, columns: Array(columns), kind: .zeek, unset: ["-", "(empty)"])),
      .delimited(
        DelimitedHeader(
          delimiter: 0x20, quoted: false, columns: Array(columns), kind: .w3c, unset: ["-"])),
    ]
  }

  /// The first byte chooses the mapping.
  private static func read(_ input: UnsafeBufferPointer<UInt8>, _ readers: FuzzReaders) {
    guard let first = input.first else { return }
    let body = UnsafeBufferPointer(rebasing: input.dropFirst())
    readers.read(body, choice: Int(first), records: [])
  }

  private static func readArray(_ input: UnsafeBufferPointer<UInt8>) {
    guard let first = input.first else { return }
    let body = UnsafeBufferPointer(rebasing: input.dropFirst())
    arrays.read(body, choice: Int(first), records: RecordSplitter.records(in: body, syntax: .jsonArray))
  }

  private static func recognise(_ input: UnsafeBufferPointer<UInt8>) {
    _ = try? FormatRegistry.builtIn.recognise(head: input)
  }

  /// Cut in pieces of a size that the first bytes choose, every byte must come out once at most and in order.
  private static func readChunks(_ input: UnsafeBufferPointer<UInt8>) {
    guard input.count > 2 else { return }
    let body = Array(input.dropFirst(2))
    let syntaxes: [Syntax] = [
      .jsonLines, .jsonBehindText, .jsonArray, .jsonObjects, .lines, .auditRecords, .journalEntries,
      .delimited(DelimitedHeader(delimiter: 0x2C, quoted: true, columns: ["a", "b"])),
    ]
    let syntax = syntaxes[Int(input[0]) % syntaxes.count]
    let reader = ChunkReader(BytesStream(body), syntax: syntax, chunkBytes: 16 + Int(input[1]) * 4)
    var end: Int64 = 0
    while let chunk = reader.next() {
      precondition(chunk.offset >= end, "a chunk begins before the last one ends")
      precondition(
        chunk.offset + Int64(chunk.bytes.count) <= Int64(body.count), "a chunk reaches beyond the file")
      end = chunk.offset
      for record in chunk.bytes.records {
        precondition(record.offset + record.length <= chunk.bytes.count, "a record reaches beyond its chunk")
      }
    }
  }

  private static func readTimes(_ input: UnsafeBufferPointer<UInt8>) {
    _ = TimeParser.parse(input, years: nil)
    if let time = TimeParser.parse(input, years: YearWindow(year: 2026)) {
      _ = time.iso8601
      _ = TimeParser.parse(text(input))
    }
    _ = LogTime.lacksYear(input)
  }

  private static func text(_ input: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: input, as: UTF8.self)
  }
}

/// A reader for each of some mappings, with every field wanted that the mapping knows.
final class FuzzReaders: @unchecked Sendable {
  private let readers: [(reader: any RecordReader, batch: RowBatch)]
  private var room: UnsafeMutableBufferPointer<UInt8> = .allocate(capacity: 1)

  init(_ mappings: [(LogMapping, Syntax)]) {
    readers = mappings.map { mapping, syntax in
      let plan = MappingPlan(mapping, fields: EventFields(mapping.outputs))
      let reader = FormatRegistry.makeReader(syntax, plan: plan)
      reader.years = YearWindow(year: 2026)
      return (reader, RowBatch(slotCount: plan.slotCount, capacity: 4))
    }
  }

  deinit { room.deallocate() }

  func read(_ input: UnsafeBufferPointer<UInt8>, choice: Int, records: [ChunkBytes.RecordRange]) {
    guard !readers.isEmpty, !input.isEmpty else { return }
    // With the readable bytes behind it that chunks have.
    if room.count < input.count + ChunkBytes.padding {
      room.deallocate()
      room = .allocate(capacity: 2 * input.count + ChunkBytes.padding)
    }
    room.initialize(repeating: 0)
    _ = room.update(fromContentsOf: input)
    let (reader, batch) = readers[choice % readers.count]
    reader.begin(ChunkBytes(bytes: UnsafePointer(room.baseAddress!), count: input.count, records: records))
    var rows = 0
    repeat {
      reader.read(into: batch)
      for row in 0..<batch.count {
        precondition(
          batch.offsets[row] >= 0 && batch.offsets[row] + Int(batch.lengths[row]) <= input.count,
          "a row lies outside its chunk")
        // Every byte that a value claims is there to be read.
        for slot in 0..<batch.slotCount {
          let value = batch.row(row)[slot]
          if value.isPresent, value.length > 0 { sink = sink &+ StableHash.hash(value.buffer) }
        }
      }
      rows += batch.count
      precondition(rows <= input.count, "more rows than bytes")
    } while batch.count > 0
  }

  private var sink: UInt64 = 0
}

/// Bytes in memory as a stream of odd pieces.
final class BytesStream: ByteStream {
  let isPlain = true
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let count = min(buffer.count, bytes.count - at, 7 + at % 61)
    if count > 0 { buffer.copyBytes(from: bytes[at..<at + count]) }
    at += count
    return count
  }
}
