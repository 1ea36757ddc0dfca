import HarrierEvents

/// Reads records of one line each by a mapping's patterns.
///
/// A line ends at `\n` or `\r\n`; blank lines, and lines of blanks or NULs only (a hole that a crash left), are no
/// records. A line is bytes: invalid UTF-8 stays as it is and shows as U+FFFD. Lines that no pattern fits are counted.
public final class TextReader: RecordReader {
  private let plan: MappingPlan
  private let program: TextProgram
  private let scratch: TextScratch
  private var chunk = ChunkBytes(bytes: UnsafePointer(bitPattern: 1)!, count: 0)
  private var lines = LineCursor(UnsafePointer(bitPattern: 1)!, count: 0)
  public private(set) var rejects = Rejects()
  public var years: YearWindow?

  /// - Precondition: the plan's mapping has patterns.
  public init(plan: MappingPlan) {
    guard let program = plan.program else { preconditionFailure("a mapping without patterns reads no lines") }
    self.plan = plan
    self.program = program
    scratch = plan.makeScratch()
  }

  public func begin(_ chunk: ChunkBytes) {
    self.chunk = chunk
    lines = LineCursor(chunk.bytes, count: chunk.count)
    rejects = Rejects()
  }

  public func read(into batch: RowBatch) {
    batch.clear()
    scratch.arena.reset()
    while batch.count < batch.capacity, let line = nextLine() {
      let row = batch.row(batch.count)
      guard let time = fill(row, line) else {
        row.update(repeating: .absent, count: batch.slotCount)
        continue
      }
      batch.times[batch.count] = time.nanoseconds
      batch.offsets[batch.count] = line.lowerBound
      batch.lengths[batch.count] = Int32(line.count)
      batch.count += 1
    }
  }

  private func fill(_ row: UnsafeMutablePointer<FieldValue>, _ line: Range<Int>) -> EventTime? {
    if line.count > JSONReader.mostRecordBytes {
      rejects.add(JSONReader.tooLong, at: line.lowerBound, length: line.count, in: chunk.bytes)
      return nil
    }
    row[program.lineSlot] = FieldValue(
      bytes: chunk.bytes + line.lowerBound, length: UInt32(line.count), kind: .string)
    scratch.matcher.gaveUp = false
    guard program.run(row, scratch) else {
      let reason = scratch.matcher.gaveUp ? "a pattern took too long" : "no pattern fits"
      rejects.add(reason, at: line.lowerBound, length: line.count, in: chunk.bytes)
      return nil
    }
    guard let time = plan.time(of: row, years: years) else {
      rejects.add(
        plan.timeProblem(of: row, years: years), at: line.lowerBound, length: line.count, in: chunk.bytes)
      return nil
    }
    plan.settle(row, scratch)
    return time
  }

  /// The next line that is not blank, without its end.
  private func nextLine() -> Range<Int>? {
    guard let line = lines.next() else { return nil }
    guard let end = octetCounted(line.lowerBound, line.upperBound) else { return line }
    lines.position = end
    return line.lowerBound..<end
  }

  /// Where a frame `123 <34>1 …` (RFC 6587, 3.4.1) ends, when the next one follows on the same line.
  private func octetCounted(_ start: Int, _ end: Int) -> Int? {
    var at = start
    var count = 0
    while at < end, at - start < 6, isDigit(chunk.bytes[at]) {
      count = count * 10 + Int(chunk.bytes[at] - 0x30)
      at += 1
    }
    guard at > start, at + 1 < end, chunk.bytes[at] == 0x20, chunk.bytes[at + 1] == 0x3C else { return nil }
    let stop = at + 1 + count
    return count > 0 && stop < end ? stop : nil
  }
}
