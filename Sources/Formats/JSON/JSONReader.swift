import CSimdjson
import HarrierEvents

/// Reads JSON records, a line each or at given ranges, by simdjson's first stage and a walk of our own: a
/// broken one never costs its neighbours.
///
/// What is validated: the record's structure and UTF-8, and the values that are wanted. The grammar of
/// values that nobody wants is not looked at.
public final class JSONReader: RecordReader {
  private let plan: MappingPlan
  private let walker: JSONWalker
  private let embedded: JSONInText?
  private var records: UnsafeMutablePointer<hj_record>
  private let capacity: Int
  private let arena = ValueArena()
  private let scratch: TextScratch
  private var chunk = ChunkBytes(bytes: UnsafePointer(bitPattern: 1)!, count: 0)
  private var cursor: RecordCursor
  private let syntax: Syntax
  public private(set) var rejects = Rejects()

  /// A longer record is rejected unread, so that memory stays bounded.
  public static let mostRecordBytes = 16 << 20
  /// Why it is.
  public static let tooLong = "record longer than 16 MiB"

  public init(plan: MappingPlan, syntax: Syntax, batchCapacity: Int = 512) {
    self.plan = plan
    self.syntax = syntax
    scratch = plan.makeScratch()
    capacity = batchCapacity
    walker = JSONWalker(plan.levels[0].paths)
    embedded = JSONInText(plan)
    records = .allocate(capacity: batchCapacity)
    cursor = RecordCursor(chunk, syntax)
  }

  deinit { records.deallocate() }

  /// Fields at the first level of every line, by simdjson alone: a yardstick.
  public static func bareWalk(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    hj_bare_walk(bytes.baseAddress, bytes.count)
  }

  public func begin(_ chunk: ChunkBytes) {
    self.chunk = chunk
    cursor = RecordCursor(chunk, syntax)
    rejects = Rejects()
    arena.reset(capacity: chunk.count * (embedded == nil ? 1 : JSONInText.arenaFactor))
  }

  public func takeConflicts() -> Conflicts {
    var conflicts = embedded?.takeConflicts() ?? Conflicts()
    conflicts.take(from: walker.parser)
    return conflicts
  }

  public func read(into batch: RowBatch) {
    repeat {
      batch.clear()
      let found = cursor.next(records, most: min(capacity, batch.capacity), &rejects)
      if found == 0 { return }
      parse(found, into: batch)
    } while batch.count == 0
  }

  /// Why a record was not read. What stands behind the control character SUB, which counts as blank, is a
  /// stream's own word for a record that it could not make text of, up to a colon.
  private static func reason(of record: hj_record, in bytes: UnsafePointer<UInt8>) -> String {
    let start = Int(record.offset)
    let text = UnsafeBufferPointer(start: bytes + start, count: min(80, Int(record.length)))
    guard start > 0, bytes[start - 1] == 0x1A, let colon = text.firstIndex(of: 0x3A) else {
      return String(cString: hj_reason(record.status))
    }
    return String(decoding: text[..<colon], as: UTF8.self)
  }

  private func parse(_ found: Int, into batch: RowBatch) {
    scratch.arena.reset()
    let slots = batch.slotCount
    walker.walk(
      chunk.bytes, records, count: found, into: batch.values, slots: slots, areLines: !syntax.hasRanges,
      arena)
    var kept = 0
    for index in 0..<found {
      let record = records[index]
      let offset = Int(record.offset)
      guard record.status == 0 else {
        rejects.add(
          Self.reason(of: record, in: chunk.bytes), at: offset, length: Int(record.length),
          in: chunk.bytes)
        continue
      }
      let row = batch.row(index)
      if let embedded { embedded.expand(row, arena) }
      plan.findTime(row, scratch.arena)
      guard let time = TimeParser.parse(row[plan.timeSlot]) else {
        let reason = row[plan.timeSlot].isPresent ? TimeParser.problem(row[plan.timeSlot]) : "no time"
        rejects.add(reason, at: offset, length: Int(record.length), in: chunk.bytes)
        continue
      }
      if kept != index { batch.row(kept).update(from: row, count: slots) }
      plan.finish(batch.row(kept), scratch)
      batch.times[kept] = time.nanoseconds
      batch.offsets[kept] = offset
      batch.lengths[kept] = Int32(record.length)
      kept += 1
    }
    batch.count = kept
  }
}
