import CSimdjson

#if canImport(Glibc)
  import Glibc
#endif

/// Walks over the JSON records of a chunk: lines, what begins with the first brace of each, or the ranges that a
/// splitter found.
struct RecordCursor {
  private let chunk: ChunkBytes
  private let syntax: Syntax
  private var lines: LineCursor
  /// Of the ranges.
  private var position = 0

  init(_ chunk: ChunkBytes, _ syntax: Syntax) {
    self.chunk = chunk
    lines = LineCursor(chunk.bytes, count: chunk.count)
    self.syntax = syntax
  }

  /// The next records, as many as there is room for; 0 at the chunk's end.
  mutating func next(
    _ records: UnsafeMutablePointer<hj_record>, most: Int, _ rejects: inout Rejects
  ) -> Int {
    syntax.hasRanges ? nextRanges(records, most) : nextLines(records, most, &rejects)
  }

  private mutating func nextRanges(_ records: UnsafeMutablePointer<hj_record>, _ most: Int) -> Int {
    let found = max(0, min(most, chunk.records.count - position))
    for index in 0..<found {
      let range = chunk.records[position + index]
      records[index] = hj_record(offset: UInt64(range.offset), length: UInt32(range.length), status: 0)
    }
    position += found
    return found
  }

  private mutating func nextLines(
    _ records: UnsafeMutablePointer<hj_record>, _ most: Int, _ rejects: inout Rejects
  ) -> Int {
    var found = 0
    let bytes = chunk.bytes
    while found < most, let line = lines.next() {
      var from = line.lowerBound
      let end = line.upperBound
      if syntax == .jsonBehindText, let brace = memchr(bytes + from, 0x7B, end - from) {
        from = UnsafePointer(brace.assumingMemoryBound(to: UInt8.self)) - bytes
      }
      if end - from > JSONReader.mostRecordBytes {
        rejects.add(JSONReader.tooLong, at: from, length: end - from, in: bytes)
        continue
      }
      records[found] = hj_record(offset: UInt64(from), length: UInt32(end - from), status: 0)
      found += 1
    }
    return found
  }
}
