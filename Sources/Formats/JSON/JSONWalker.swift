import CSimdjson
import HarrierEvents

/// simdjson's first stage and a walk of our own, for one set of wanted paths.
final class JSONWalker {
  /// Lives as long as the parser that borrows it.
  private let paths: JSONPaths
  let parser: OpaquePointer

  init(_ paths: JSONPaths) {
    self.paths = paths
    precondition(
      MemoryLayout<FieldValue>.stride == MemoryLayout<hj_value>.stride, "one layout, two languages")
    parser = hj_parser_new(paths.handle)
  }

  deinit { hj_parser_free(parser) }

  /// Reads records into rows of as many slots; what became of each stands in its status.
  func walk(
    _ bytes: UnsafePointer<UInt8>, _ records: UnsafeMutablePointer<hj_record>, count: Int,
    into values: UnsafeMutablePointer<FieldValue>, slots: Int, areLines: Bool, _ arena: ValueArena
  ) {
    values.withMemoryRebound(to: hj_value.self, capacity: count * slots) { values in
      hj_parse(
        parser, bytes, records, count, values, UInt32(slots), areLines, arena.bytes, arena.capacity,
        &arena.used)
    }
  }

  /// Reads one object; its status is 0 where it is whole.
  func walk(
    _ bytes: UnsafePointer<UInt8>, length: Int, into row: UnsafeMutablePointer<FieldValue>, slots: Int,
    _ arena: ValueArena
  ) -> Int32 {
    var record = hj_record(offset: 0, length: UInt32(length), status: 0)
    walk(bytes, &record, count: 1, into: row, slots: slots, areLines: true, arena)
    return record.status
  }
}
