import HarrierEvents

/// Reads records of values between delimiters: CSV and TSV with a header, Zeek's logs and the W3C's extended format.
///
/// Quotes as in RFC 4180 (doubled inside); a quoted value may hold line ends.
public final class DelimitedReader: RecordReader {
  private let plan: MappingPlan
  private let header: DelimitedHeader
  /// Column → the slots it fills.
  private let targets: [[(slot: Int, rank: UInt16)]]
  private let unset: [[UInt8]]
  private let embedded: JSONInText?
  private let arena = ValueArena()
  private let scratch: TextScratch
  private var chunk = ChunkBytes(bytes: UnsafePointer(bitPattern: 1)!, count: 0)
  private var position = 0
  /// Behind a line that names other columns than the file's first one did.
  private var hasOtherFields = false
  public private(set) var rejects = Rejects()

  public init(plan: MappingPlan, header: DelimitedHeader) {
    self.plan = plan
    self.header = header
    scratch = plan.makeScratch()
    targets = header.columns.map { column in
      plan.leaves.filter { $0.path == column }.map { ($0.slot, $0.rank) }
    }
    unset = header.unset.map { Array($0.utf8) }
    embedded = JSONInText(plan)
  }

  public func begin(_ chunk: ChunkBytes) {
    self.chunk = chunk
    position = 0
    hasOtherFields = chunk.hasOtherFields
    rejects = Rejects()
    arena.reset(capacity: chunk.count * (embedded == nil ? 1 : JSONInText.arenaFactor))
  }

  public func takeConflicts() -> Conflicts { embedded?.takeConflicts() ?? Conflicts() }

  public func read(into batch: RowBatch) {
    batch.clear()
    scratch.arena.reset()
    while batch.count < batch.capacity, position < chunk.count {
      let start = position
      let row = batch.row(batch.count)
      let columns = record(into: row)
      let length = min(position, chunk.count) - start
      if columns == 0 { continue }
      if let time = accepted(row, columns: columns, at: start, length: length) {
        plan.finish(row, scratch)
        batch.times[batch.count] = time.nanoseconds
        batch.offsets[batch.count] = start
        batch.lengths[batch.count] = Int32(length)
        batch.count += 1
      } else {
        row.update(repeating: .absent, count: batch.slotCount)
      }
    }
  }

  private func accepted(
    _ row: UnsafeMutablePointer<FieldValue>, columns: Int, at offset: Int, length: Int
  ) -> EventTime? {
    if hasOtherFields {
      rejects.add(
        "other columns than those that the file's first #Fields names", at: offset, length: length,
        in: chunk.bytes)
      return nil
    }
    if columns != header.columns.count {
      let reason =
        columns < header.columns.count ? "fewer columns than the header" : "more columns than the header"
      rejects.add(reason, at: offset, length: length, in: chunk.bytes)
      return nil
    }
    if let embedded { embedded.expand(row, arena) }
    plan.findTime(row, scratch.arena)
    guard let time = plan.time(of: row, years: nil) else {
      // The header itself, at the head of the file or of another file joined to it; a byte order mark before it became blanks.
      let name = row[plan.timeSlot].text.drop { $0 == " " }
      if header.columns.contains(String(name.first == "\"" ? name.dropFirst().dropLast() : name)) {
        return nil
      }
      rejects.add(plan.timeProblem(of: row, years: nil), at: offset, length: length, in: chunk.bytes)
      return nil
    }
    return time
  }

  /// Reads one record from `position` on; 0 columns for a blank, comment or repeated header line.
  private func record(into row: UnsafeMutablePointer<FieldValue>) -> Int {
    let bytes = chunk.bytes
    if bytes[position] == 0x0A || (bytes[position] == 0x0D && bytes[position + 1] == 0x0A) {
      position += bytes[position] == 0x0A ? 1 : 2
      return 0
    }
    if header.hasComments && bytes[position] == 0x23 {
      let start = position
      while position < chunk.count, bytes[position] != 0x0A { position += 1 }
      hasOtherFields =
        header.changes(by: UnsafeBufferPointer(start: bytes + start, count: position - start))
        ?? hasOtherFields
      position += 1
      return 0
    }
    var column = 0
    while true {
      let (value, ended) = nextValue()
      if column < targets.count, value.length > 0, !targets[column].isEmpty, !isUnset(value) {
        put(header.lists.contains(column) ? list(value) : value, column, into: row)
      }
      column += 1
      if ended { return column }
    }
  }

  private func put(_ value: FieldValue, _ column: Int, into row: UnsafeMutablePointer<FieldValue>) {
    for target in targets[column] {
      let place = row[target.slot]
      if place.isPresent && place.rank <= target.rank { continue }
      row[target.slot] = FieldValue(
        bytes: value.bytes, length: value.length, kind: value.kind, rank: target.rank)
    }
  }

  /// Several values as such.
  private func list(_ value: FieldValue) -> FieldValue {
    guard let bytes = value.bytes else { return value }
    let count = Int(value.length)
    guard (0..<count).contains(where: { bytes[$0] == header.listSeparator }),
      arena.used + count <= arena.capacity
    else { return value }
    let made = arena.bytes + arena.used
    for at in 0..<count {
      made[at] = bytes[at] == header.listSeparator ? FieldValue.separator : bytes[at]
    }
    arena.used += count
    return FieldValue(bytes: UnsafePointer(made), length: value.length, kind: .multiple)
  }

  private func isUnset(_ value: FieldValue) -> Bool {
    unset.contains { word in
      word.count == Int(value.length)
        && word.withUnsafeBufferPointer { StableHash.equal($0.baseAddress, value.bytes, word.count) }
    }
  }

  /// The next value and whether it ends the record; leaves `position` behind its delimiter.
  private func nextValue() -> (FieldValue, ended: Bool) {
    let bytes = chunk.bytes
    if header.quoted, position < chunk.count, bytes[position] == 0x22 { return quotedValue() }
    let start = position
    while position < chunk.count, bytes[position] != header.delimiter, bytes[position] != 0x0A {
      position += 1
    }
    var end = position
    let ended = position >= chunk.count || bytes[position] == 0x0A
    if ended, end > start, bytes[end - 1] == 0x0D { end -= 1 }
    position += 1
    return (FieldValue(bytes: bytes + start, length: UInt32(end - start), kind: .string), ended)
  }

  private func quotedValue() -> (FieldValue, ended: Bool) {
    let bytes = chunk.bytes
    let start = arena.used
    position += 1
    while position < chunk.count {
      let byte = bytes[position]
      position += 1
      if byte == 0x22 {
        guard position < chunk.count, bytes[position] == 0x22 else { break }
        position += 1
      }
      if byte == 0x0A, !header.spansLines {
        position -= 1
        break
      }
      arena.bytes[arena.used] = byte
      arena.used += 1
    }
    let value = FieldValue(
      bytes: UnsafePointer(arena.bytes + start), length: UInt32(arena.used - start), kind: .string)
    while position < chunk.count, bytes[position] != header.delimiter, bytes[position] != 0x0A {
      position += 1
    }
    let ended = position >= chunk.count || bytes[position] == 0x0A
    position += 1
    return (value, ended)
  }
}
