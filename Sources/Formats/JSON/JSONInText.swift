import HarrierEvents

/// JSON objects that stand as text in a record's values: their fields fill what the record itself lacks.
final class JSONInText {
  private let parts: [(slot: Int, walker: JSONWalker)]
  private let slots: Int
  private let scratch: UnsafeMutablePointer<FieldValue>
  private(set) var conflicts = Conflicts()

  init?(_ plan: MappingPlan) {
    if plan.embedded.isEmpty { return nil }
    parts = plan.embedded.map { ($0.slot, JSONWalker($0.paths)) }
    slots = plan.slotCount
    scratch = .allocate(capacity: slots)
    scratch.initialize(repeating: .absent, count: slots)
  }

  deinit { scratch.deallocate() }

  /// Bytes of values that a chunk's arena must hold, as a multiple of the chunk: the text, and what is taken of it.
  static let arenaFactor = 3

  func expand(_ row: UnsafeMutablePointer<FieldValue>, _ arena: ValueArena) {
    for (slot, walker) in parts {
      guard let bytes = row[slot].bytes, row[slot].length > 1 else { continue }
      guard row[slot].kind == .string, bytes[0] == 0x7B else { continue }
      scratch.update(repeating: .absent, count: slots)
      if walker.walk(bytes, length: Int(row[slot].length), into: scratch, slots: slots, arena) != 0 {
        conflicts.add("text that begins like a JSON object and is none")
        continue
      }
      for place in 0..<slots where scratch[place].isPresent && !row[place].isPresent {
        row[place] = scratch[place]
      }
    }
  }

  func takeConflicts() -> Conflicts {
    for (_, walker) in parts { conflicts.take(from: walker.parser) }
    defer { conflicts = Conflicts() }
    return conflicts
  }
}
