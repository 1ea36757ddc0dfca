import CSimdjson
import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// Reads JSON records, a line each or at given ranges, by simdjson's first stage and a walk of our own: a
/// broken one never costs its neighbours.
///
/// What is validated: the record's structure and UTF-8, and the values that are wanted. The grammar of
/// values that nobody wants is not looked at.
public final class JSONReader: RecordReader {
  private let plan: MappingPlan
  private let parser: OpaquePointer
  private var records: UnsafeMutablePointer<hj_record>
  private let capacity: Int
  private let arena = ValueArena()
  private let scratch: TextScratch
  private var chunk = ChunkBytes(bytes: UnsafePointer(bitPattern: 1)!, count: 0)
  private var position = 0
  private let byRange: Bool
  public private(set) var rejects = Rejects()

  /// A longer record is rejected unread, so that memory stays bounded.
  public static let mostRecordBytes = 16 << 20

  public init(plan: MappingPlan, byRange: Bool, batchCapacity: Int = 512) {
    self.plan = plan
    self.byRange = byRange
    scratch = plan.makeScratch()
    capacity = batchCapacity
    parser = hj_parser_new(plan.paths.handle)
    records = .allocate(capacity: batchCapacity)
    precondition(
      MemoryLayout<FieldValue>.stride == MemoryLayout<hj_value>.stride, "one layout, two languages")
  }

  deinit {
    hj_parser_free(parser)
    records.deallocate()
  }

  /// Fields at the first level of every line, by simdjson alone: a yardstick.
  public static func bareWalk(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    hj_bare_walk(bytes.baseAddress, bytes.count)
  }

  public func begin(_ chunk: ChunkBytes) {
    self.chunk = chunk
    position = 0
    rejects = Rejects()
    arena.reset(capacity: chunk.count)
  }

  public func read(into batch: RowBatch) {
    repeat {
      batch.clear()
      let most = min(capacity, batch.capacity)
      let found = byRange ? nextRanges(most) : nextLines(most)
      if found == 0 { return }
      parse(found, into: batch)
    } while batch.count == 0
  }

  private func nextRanges(_ most: Int) -> Int {
    let found = min(most, chunk.records.count - position)
    for index in 0..<max(0, found) {
      let range = chunk.records[position + index]
      records[index] = hj_record(offset: UInt64(range.offset), length: UInt32(range.length), status: 0)
    }
    position += max(0, found)
    return max(0, found)
  }

  private func nextLines(_ most: Int) -> Int {
    var found = 0
    let bytes = chunk.bytes
    while found < most, position < chunk.count {
      let start = position
      var end = chunk.count
      if let newline = memchr(bytes + start, 0x0A, chunk.count - start) {
        end = UnsafePointer(newline.assumingMemoryBound(to: UInt8.self)) - bytes
      }
      position = end + 1
      if end > start, bytes[end - 1] == 0x0D { end -= 1 }
      var from = start
      while from < end, bytes[from] <= 0x20, bytes[from] != 0 { from += 1 }
      if from == end { continue }
      if end - from > Self.mostRecordBytes {
        rejects.add("record longer than 16 MiB", at: from, length: end - from, in: bytes)
        continue
      }
      records[found] = hj_record(offset: UInt64(from), length: UInt32(end - from), status: 0)
      found += 1
    }
    return found
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
    batch.values.withMemoryRebound(to: hj_value.self, capacity: found * slots) { values in
      hj_parse(
        parser, chunk.bytes, records, found, values, UInt32(slots), !byRange, arena.bytes, arena.capacity,
        &arena.used)
    }
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
      guard let time = TimeParser.parse(row[plan.timeSlot]) else {
        let reason = row[plan.timeSlot].isPresent ? "time not understood" : "no time"
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
