import CSimdjson

/// Where a chunk begins: a reader of the same stream goes on from there as if it had read all before it.
public struct ChunkPlace: Sendable, Hashable {
  /// Of its first byte in the file's (uncompressed) bytes.
  public var offset: Int64
  /// Lines before it.
  public var line: Int
  /// Where a JSON array's brackets stand, by field of the splitter; empty for lines.
  public var brackets: [Int]

  public init(offset: Int64, line: Int, brackets: [Int] = []) {
    self.offset = offset
    self.line = line
    self.brackets = brackets
  }
}

extension hj_splitter {
  var brackets: [Int] {
    [
      Int(state), Int(depth), Int(in_string), Int(escaped), Int(in_array), Int(done), Int(wrapped),
      Int(outer),
    ]
  }

  /// - Parameter brackets: as ``brackets`` gave them; anything else is taken for the beginning of a file.
  init(brackets: [Int]) {
    self.init()
    guard brackets.count == 8 else { return }
    state = Int32(truncatingIfNeeded: brackets[0])
    depth = Int32(truncatingIfNeeded: brackets[1])
    in_string = UInt8(truncatingIfNeeded: brackets[2])
    escaped = UInt8(truncatingIfNeeded: brackets[3])
    in_array = UInt8(truncatingIfNeeded: brackets[4])
    done = UInt8(truncatingIfNeeded: brackets[5])
    wrapped = UInt8(truncatingIfNeeded: brackets[6])
    outer = Int32(truncatingIfNeeded: brackets[7])
  }
}
