import Foundation
import HarrierFormats
import HarrierInputs

/// The first bytes of a file as text, unpacked, with readable bytes behind them.
enum FileHead {
  private static let mostBytes = 1 << 18

  /// - Throws: ``InputError`` for a file that cannot be read.
  static func with<Answer>(
    _ path: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> Answer
  ) throws -> Answer {
    var bytes = Array(try ByteStreams.openPeekable(path: path).peek(mostBytes))
    // A byte order mark is no text.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { for at in 0..<3 { bytes[at] = 0x20 } }
    let count = bytes.count
    bytes += [UInt8](repeating: 0, count: ChunkBytes.padding)
    return try bytes.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  static func expand(_ paths: [String]) throws -> [String] {
    do { return try InputFiles.expand(paths) } catch { throw Failure.input("\(error)") }
  }
}
