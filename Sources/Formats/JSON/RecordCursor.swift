import CSimdjson

#if canImport(Glibc)
  import Glibc
#endif

/// Walks over the JSON records of a chunk: lines, what begins with the first brace of each, or the ranges that a
/// splitter found.
struct RecordCursor {
  private let chunk: ChunkBytes
  private let syntax: Syntax
  private var position = 0

  init(_ chunk: ChunkBytes, _ syntax: Syntax) {
    self.chunk = chunk
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
    while found < most, position < chunk.count {
      let start = position
      var end = chunk.count
      if let newline = memchr(bytes + start, 0x0A, chunk.count - start) {
        end = UnsafePointer(newline.assumingMemoryBound(to: UInt8.self)) - bytes
      }
      position = end + 1
      // A NUL at either end is a blank: a hole that a crash left, or the end of a string in C.
      while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
      var from = start
      while from < end, bytes[from] <= 0x20 { from += 1 }
      if syntax == .jsonBehindText, let brace = memchr(bytes + from, 0x7B, end - from) {
        from = UnsafePointer(brace.assumingMemoryBound(to: UInt8.self)) - bytes
      }
      if from == end { continue }
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
