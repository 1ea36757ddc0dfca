import CSimdjson
import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// `decode: json`: a JSON object inside a value, its paths under their own names.
///
/// - Errors: a value that does not begin with `{`, or whose structure is broken, is not of this syntax.
final class EmbeddedJSON: LineDecoder, @unchecked Sendable {
  static let kind = LineDecoders.Kind(name: "json", options: []) {
    (decoder, names) throws(LineDecoderError) in
    EmbeddedJSON(names.paths(prefix: decoder.prefix))
  }

  private let plan: OpaquePointer

  init(_ leaves: [SourceNames.Leaf]) {
    plan = hj_plan_new()
    for leaf in leaves { hj_plan_add(plan, leaf.path, UInt32(leaf.slot), leaf.rank) }
  }

  deinit { hj_plan_free(plan) }

  func decode(_ value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) -> Bool {
    let count = Int(value.length)
    guard let bytes = value.bytes, let start = (0..<min(count, 64)).first(where: { bytes[$0] > 0x20 }),
      bytes[start] == 0x7B
    else { return false }
    // A copy, for the parser reads a little beyond the record.
    let copy = scratch.arena.take(count)
    memcpy(copy, bytes, count)
    memset(copy + count, 0, ChunkBytes.padding)
    let arena = scratch.arena.take(count)
    var used = 0
    var record = hj_record(offset: UInt64(start), length: UInt32(count - start), status: 0)
    row.withMemoryRebound(to: hj_value.self, capacity: 1) {
      hj_parse(scratch.parser(for: plan), copy, &record, 1, $0, scratch.slots, false, arena, count, &used)
    }
    return record.status == 0
  }
}
