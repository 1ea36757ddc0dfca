import HarrierFormats
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Buffers of a few usual sizes, used again: warm in the cache, no page is touched for the first time twice, and what
/// stays between them does not break the heap into pieces.
final class ChunkBuffers: Sendable {
  static let shared = ChunkBuffers()
  private static let mostBytes = 24 << 20
  private let free = Mutex(Free())

  private struct Free: @unchecked Sendable {
    var buffers: [UnsafeMutableRawBufferPointer] = []
    var bytes = 0
  }

  private struct Buffer: @unchecked Sendable { var buffer: UnsafeMutableRawBufferPointer }

  func take(byteCount: Int) -> UnsafeMutableRawBufferPointer {
    let found = free.withLock { free -> Buffer? in
      guard let place = free.buffers.lastIndex(where: { $0.count == byteCount }) else { return nil }
      free.bytes -= byteCount
      return Buffer(buffer: free.buffers.remove(at: place))
    }
    return found?.buffer ?? .allocate(byteCount: byteCount, alignment: 64)
  }

  /// A buffer that holds so many bytes, and zeros behind them.
  func copy(of bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawBufferPointer {
    // Rounded up, so that a few sizes are used again and again.
    let buffer = take(byteCount: (bytes.count + ChunkBytes.padding + 0xFFFF) & ~0xFFFF)
    buffer.copyMemory(from: bytes)
    memset(buffer.baseAddress! + bytes.count, 0, ChunkBytes.padding)
    return buffer
  }

  func giveBack(_ buffer: UnsafeMutableRawBufferPointer) {
    let given = Buffer(buffer: buffer)
    let isKept = free.withLock { free in
      guard free.bytes + given.buffer.count <= Self.mostBytes else { return false }
      free.buffers.append(given.buffer)
      free.bytes += given.buffer.count
      return true
    }
    if !isKept { buffer.deallocate() }
  }
}
