import CSimdjson
import HarrierEvents

/// What one reader needs to run a mapping's patterns: not shared between threads.
public final class TextScratch {
  let arena = GrowingArena()
  let matcher = PatternMatcher()
  /// Rules taken for the row, innermost first.
  var taken: [Int] = []
  /// A copy of the row for each depth of rules that may fail after they wrote to it.
  private var copies: [UnsafeMutablePointer<FieldValue>] = []
  private let slotCount: Int
  var slots: UInt32 { UInt32(slotCount) }
  private var parsers: [(plan: OpaquePointer, parser: OpaquePointer)] = []

  public init(slotCount: Int) { self.slotCount = slotCount }

  deinit {
    for copy in copies { copy.deallocate() }
    for item in parsers { hj_parser_free(item.parser) }
  }

  func save(_ row: UnsafeMutablePointer<FieldValue>, depth: Int) {
    while copies.count <= depth { copies.append(.allocate(capacity: max(1, slotCount))) }
    copies[depth].update(from: row, count: slotCount)
  }

  func restore(_ row: UnsafeMutablePointer<FieldValue>, depth: Int) {
    row.update(from: copies[depth], count: slotCount)
  }

  /// This thread's parser for an embedded JSON decoder.
  func parser(for plan: OpaquePointer) -> OpaquePointer {
    for item in parsers where item.plan == plan { return item.parser }
    let parser = hj_parser_new(plan)!
    parsers.append((plan, parser))
    return parser
  }
}
