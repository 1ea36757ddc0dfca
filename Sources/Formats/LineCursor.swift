#if canImport(Glibc)
  import Glibc
#endif

/// Walks over the lines of a run of bytes that are not blank, without the blanks around them. A NUL is a blank, too: a
/// hole that a crash left, or the end of a string in C.
struct LineCursor {
  private let bytes: UnsafePointer<UInt8>
  private let count: Int
  /// Where the next line begins; who finds that a line holds several records sets it back.
  var position = 0

  init(_ bytes: UnsafePointer<UInt8>, count: Int) {
    self.bytes = bytes
    self.count = count
  }

  @inline(__always)
  mutating func next() -> Range<Int>? {
    while position < count {
      var from = position
      var end = count
      if let newline = memchr(bytes + from, 0x0A, count - from) {
        end = UnsafePointer(newline.assumingMemoryBound(to: UInt8.self)) - bytes
      }
      position = end + 1
      while end > from, bytes[end - 1] <= 0x20 { end -= 1 }
      while from < end, bytes[from] <= 0x20 { from += 1 }
      if from < end { return from..<end }
    }
    return nil
  }
}
