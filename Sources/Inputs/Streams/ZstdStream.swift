import CZstd

/// A zstd file of any number of frames.
public final class ZstdStream: ByteStream {
  private static let inputBytes = 1 << 18
  private let source: any ByteStream
  private let path: String
  private let context: OpaquePointer
  private let input: UnsafeMutableRawBufferPointer
  private var available = ZSTD_inBuffer()
  private var inputEnded = false
  private var frameOpen = false
  private var pending: InputError?
  private var finished = false

  public init(_ source: any ByteStream, path: String) {
    self.source = source
    self.path = path
    context = ZSTD_createDCtx()
    // A hostile frame could ask for gigabytes of window.
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 27)
    input = ChunkBuffers.shared.take(byteCount: Self.inputBytes)
    available.src = UnsafeRawPointer(input.baseAddress!)
  }

  deinit {
    ZSTD_freeDCtx(context)
    ChunkBuffers.shared.giveBack(input)
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    var out = ZSTD_outBuffer(dst: buffer.baseAddress!, size: buffer.count, pos: 0)
    while out.pos < out.size, !finished {
      if available.pos == available.size, !inputEnded {
        let got = try source.read(into: input)
        available.size = got
        available.pos = 0
        if got < input.count { inputEnded = true }
      }
      let before = (available.pos, out.pos)
      let status = ZSTD_decompressStream(context, &out, &available)
      if ZSTD_isError(status) != 0 {
        pending = InputError(
          path: path, reason: "damaged zstd data: \(String(cString: ZSTD_getErrorName(status)))")
        finished = true
      } else {
        frameOpen = status != 0
        if available.pos == available.size, inputEnded, before == (available.pos, out.pos) || !frameOpen {
          if frameOpen { pending = InputError(path: path, reason: "zstd data cut short") }
          finished = true
        }
      }
    }
    if out.pos == 0, let error = pending {
      pending = nil
      throw error
    }
    return out.pos
  }
}
