import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// Reads systemd's journal export format (`journalctl -o export`): a field a line, `NAME=value`, or, where a value holds
/// line ends or is not text, its name alone, eight bytes of length and the value; a blank line behind an entry.
///
/// Names are the journal's own: `MESSAGE`, `_PID`, `__REALTIME_TIMESTAMP`.
///
/// ## Source
/// systemd, *Journal Export Formats* (systemd.io/JOURNAL_EXPORT_FORMATS).
public final class JournalReader: RecordReader {
  private let plan: MappingPlan
  private let scratch: TextScratch
  private let names: SourceNames
  private var chunk = ChunkBytes(bytes: UnsafePointer(bitPattern: 1)!, count: 0)
  private var position = 0
  public private(set) var rejects = Rejects()

  public init(plan: MappingPlan) {
    self.plan = plan
    scratch = plan.makeScratch()
    names = SourceNames(leaves: plan.leaves)
  }

  public func begin(_ chunk: ChunkBytes) {
    self.chunk = chunk
    position = 0
    rejects = Rejects()
  }

  public func read(into batch: RowBatch) {
    batch.clear()
    scratch.arena.reset()
    while batch.count < batch.capacity, position < chunk.count {
      let start = position
      let row = batch.row(batch.count)
      let bytes = UnsafeBufferPointer(start: chunk.bytes, count: chunk.count)
      var fields = 0
      let end = Self.entry(bytes, from: start) { name, value in
        fields += 1
        let text = FieldValue(bytes: value.baseAddress, length: UInt32(value.count), kind: .string)
        names.put(name, text, row)
      }
      position = end.next
      if fields == 0 && end.problem == nil { continue }
      let time = end.problem == nil ? plan.time(of: row, years: nil) : nil
      guard let time else {
        let reason = end.problem ?? plan.timeProblem(of: row, years: nil)
        rejects.add(reason, at: start, length: end.next - start, in: chunk.bytes)
        row.update(repeating: .absent, count: batch.slotCount)
        continue
      }
      plan.finish(row, scratch)
      batch.times[batch.count] = time.nanoseconds
      batch.offsets[batch.count] = start
      batch.lengths[batch.count] = Int32(min(end.next - start, JSONReader.mostRecordBytes))
      batch.count += 1
    }
  }

  private typealias Bytes = UnsafeBufferPointer<UInt8>

  private static let cutOff = "entry cut off within a value"

  /// Walks over one entry.
  ///
  /// - Returns: where the next one begins, and what is wrong with this one; a broken one ends at the next blank line.
  private static func entry(
    _ bytes: Bytes, from start: Int, _ each: (_ name: Bytes, _ value: Bytes) -> Void
  ) -> (next: Int, problem: String?) {
    var at = start
    while at < bytes.count {
      guard let end = lineEnd(bytes, at) else {
        // The last line of a file that lacks its end.
        _ = field(bytes, at, bytes.count, each)
        return (bytes.count, nil)
      }
      if end == at { return (at + 1, nil) }
      guard let next = field(bytes, at, end, each) else { return (blankLine(bytes, at), cutOff) }
      at = next
    }
    return (bytes.count, nil)
  }

  private static func lineEnd(_ bytes: Bytes, _ at: Int) -> Int? {
    guard let base = bytes.baseAddress, let found = memchr(base + at, 0x0A, bytes.count - at) else {
      return nil
    }
    return UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - base
  }

  /// One field whose first line ends at `end`; nil where its value is longer than what there is.
  private static func field(
    _ bytes: Bytes, _ at: Int, _ end: Int, _ each: (_ name: Bytes, _ value: Bytes) -> Void
  ) -> Int? {
    let base = bytes.baseAddress!
    if let equals = memchr(base + at, 0x3D, end - at) {
      let place = UnsafePointer(equals.assumingMemoryBound(to: UInt8.self)) - base
      each(Bytes(rebasing: bytes[at..<place]), Bytes(rebasing: bytes[place + 1..<end]))
      return end + 1
    }
    let value = end + 9
    guard value <= bytes.count else { return nil }
    var length: UInt64 = 0
    for index in 0..<8 { length |= UInt64(bytes[end + 1 + index]) << UInt64(8 * index) }
    guard length < UInt64(bytes.count - value) else { return nil }
    let stop = value + Int(length)
    guard bytes[stop] == 0x0A else { return nil }
    each(Bytes(rebasing: bytes[at..<end]), Bytes(rebasing: bytes[value..<stop]))
    return stop + 1
  }

  /// Behind the next blank line.
  private static func blankLine(_ bytes: Bytes, _ start: Int) -> Int {
    var at = start
    while let end = lineEnd(bytes, at) {
      if end + 1 < bytes.count, bytes[end + 1] == 0x0A { return end + 2 }
      at = end + 1
    }
    return bytes.count
  }

  // MARK: Recognition and cuts

  /// Whether the first line is one that entries begin with.
  static func isMine(_ head: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    let first = head[start...].prefix(32)
    return first.starts(with: "__CURSOR=".utf8) || first.starts(with: "__REALTIME_TIMESTAMP=".utf8)
  }

  /// Behind the last entry that a blank line ends.
  static func lastCut(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var at = 0
    var last = 0
    while at < bytes.count {
      let end = entry(bytes, from: at) { _, _ in }
      // A value that goes on behind these bytes is not yet known to be broken.
      if end.next >= bytes.count {
        let isWhole =
          end.problem == nil && bytes.count >= 2 && bytes[bytes.count - 1] == 0x0A
          && bytes[bytes.count - 2] == 0x0A
        return isWhole ? bytes.count : last
      }
      last = end.next
      at = end.next
    }
    return last
  }
}
