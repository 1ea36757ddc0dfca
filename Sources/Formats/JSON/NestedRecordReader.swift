import CSimdjson
import HarrierEvents

/// Reads JSON records whose events are the elements of arrays inside them, such as the flow tuples of an Azure flow
/// log: a row an element, with the fields of all records around it.
///
/// An element is an object or a value. A record with no element has nothing to say and makes no row.
///
/// - Memory: a row a level, whatever the number of elements.
public final class NestedRecordReader: RecordReader {
  private let plan: MappingPlan
  private let walkers: [JSONWalker]
  /// Slots that take a level's element itself, where it is a value.
  private let own: [[Int]]
  private let embedded: JSONInText?
  private let arena = ValueArena()
  private let scratch: TextScratch
  private let syntax: Syntax
  private var chunk = ChunkBytes(bytes: UnsafePointer(bitPattern: 1)!, count: 0)
  private var cursor: RecordCursor
  private var record = hj_record()
  private var part: UInt32 = 0
  /// What is known at each level: the record around, and the row of values so far.
  private let rows: UnsafeMutablePointer<FieldValue>
  private var open: [Elements] = []
  public private(set) var rejects = Rejects()

  public init(plan: MappingPlan, syntax: Syntax) {
    self.plan = plan
    self.syntax = syntax
    walkers = plan.levels.map { JSONWalker($0.paths) }
    own = plan.levels.map { $0.leaves.filter { $0.path.isEmpty }.map(\.slot) }
    embedded = JSONInText(plan)
    scratch = plan.makeScratch()
    cursor = RecordCursor(chunk, syntax)
    rows = .allocate(capacity: plan.slotCount * plan.levels.count)
    rows.initialize(repeating: .absent, count: plan.slotCount * plan.levels.count)
  }

  deinit { rows.deallocate() }

  public func begin(_ chunk: ChunkBytes) {
    self.chunk = chunk
    cursor = RecordCursor(chunk, syntax)
    open = []
    rejects = Rejects()
    arena.reset(capacity: chunk.count * (embedded == nil ? 1 : JSONInText.arenaFactor))
  }

  public func takeConflicts() -> Conflicts {
    var conflicts = embedded?.takeConflicts() ?? Conflicts()
    for walker in walkers { conflicts.take(from: walker.parser) }
    return conflicts
  }

  public func read(into batch: RowBatch) {
    batch.clear()
    scratch.arena.reset()
    while batch.count < batch.capacity, advance() {
      let row = batch.row(batch.count)
      row.update(from: rows + plan.slotCount * (plan.levels.count - 1), count: plan.slotCount)
      plan.findTime(row, scratch.arena)
      part &+= 1
      guard let time = TimeParser.parse(row[plan.timeSlot]) else {
        reject(row[plan.timeSlot].isPresent ? TimeParser.problem(row[plan.timeSlot]) : "no time")
        row.update(repeating: .absent, count: plan.slotCount)
        continue
      }
      plan.finish(row, scratch)
      batch.times[batch.count] = time.nanoseconds
      batch.offsets[batch.count] = Int(record.offset)
      batch.lengths[batch.count] = Int32(record.length)
      batch.parts[batch.count] = part
      batch.count += 1
    }
  }

  private func reject(_ reason: String) {
    rejects.add(reason, at: Int(record.offset), length: Int(record.length), in: chunk.bytes)
  }

  /// Moves on to the next innermost element; false at the chunk's end.
  private func advance() -> Bool {
    while true {
      if open.isEmpty {
        guard beginRecord() else { return false }
        continue
      }
      guard let element = open[open.count - 1].next() else {
        open.removeLast()
        continue
      }
      let level = open.count
      guard fill(level, element) else { continue }
      if level == plan.levels.count - 1 { return true }
      openInner(of: level)
    }
  }

  /// Reads the next whole record around; its elements are open then.
  private func beginRecord() -> Bool {
    guard cursor.next(&record, most: 1, &rejects) == 1 else { return false }
    part = 0
    rows.update(repeating: .absent, count: plan.slotCount)
    var found = record
    walkers[0].walk(
      chunk.bytes, &found, count: 1, into: rows, slots: plan.slotCount, areLines: !syntax.hasRanges, arena)
    if found.status != 0 {
      reject(String(cString: hj_reason(found.status)))
      return true
    }
    embedded?.expand(rows, arena)
    openInner(of: 0)
    return true
  }

  private func openInner(of level: Int) {
    guard let inner = plan.levels[level].inner else { return }
    let span = rows[level * plan.slotCount + inner.slot]
    if let bytes = span.bytes { open.append(Elements(bytes: bytes, count: Int(span.length))) }
  }

  /// The row of a level: that of the level above, and what the element says itself.
  private func fill(_ level: Int, _ element: UnsafeBufferPointer<UInt8>) -> Bool {
    let row = rows + level * plan.slotCount
    row.update(from: row - plan.slotCount, count: plan.slotCount)
    guard let bytes = element.baseAddress, let first = element.first else { return false }
    if first == 0x7B {
      // Inner arrays of one name at several levels must not be taken for one another.
      if let inner = plan.levels[level].inner { row[inner.slot] = .absent }
      let status = walkers[level].walk(
        bytes, length: element.count, into: row, slots: plan.slotCount, arena)
      if status != 0 { reject("inner record: " + String(cString: hj_reason(status))) }
      return status == 0
    }
    for slot in own[level] {
      let isText = first == 0x22 && element.count >= 2
      row[slot] = FieldValue(
        bytes: isText ? bytes + 1 : bytes, length: UInt32(isText ? element.count - 2 : element.count),
        kind: isText ? .string : .number)
    }
    return !own[level].isEmpty
  }

  /// The elements of an array, or the one object that stands in its place.
  private struct Elements {
    let bytes: UnsafePointer<UInt8>
    let count: Int
    var at = 0

    init(bytes: UnsafePointer<UInt8>, count: Int) {
      self.bytes = bytes
      self.count = count
      if count > 0, bytes[0] == 0x5B { at = 1 }
    }

    mutating func next() -> UnsafeBufferPointer<UInt8>? {
      while at < count, bytes[at] <= 0x20 || bytes[at] == 0x2C { at += 1 }
      guard at < count, bytes[at] != 0x5D else { return nil }
      let start = at
      var depth = 0
      while at < count {
        let byte = bytes[at]
        if byte == 0x22 {
          skipString()
          if depth == 0, bytes[start] == 0x22 { break }
          continue
        }
        if depth == 0, byte == 0x2C || byte == 0x5D || byte <= 0x20 { break }
        at += 1
        if byte == 0x7B || byte == 0x5B { depth += 1 }
        if byte == 0x7D || byte == 0x5D {
          depth -= 1
          if depth == 0 { break }
        }
      }
      return UnsafeBufferPointer(start: bytes + start, count: at - start)
    }

    /// Leaves the place behind the closing quote.
    private mutating func skipString() {
      at += 1
      while at < count, bytes[at] != 0x22 { at += bytes[at] == 0x5C ? 2 : 1 }
      at = min(at + 1, count)
    }
  }
}
