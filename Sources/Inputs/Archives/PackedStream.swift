import CArchive

#if canImport(Glibc)
  import Glibc
#endif

/// xz and bzip2, of any number of streams, by libarchive.
///
/// - Memory: what the stream asks for, which is 64 MiB for `xz -9`.
final class PackedStream: ByteStream {
  private let handle: OpaquePointer
  private let source: ArchiveSource
  private let path: String
  private var blocks = DataBlocks()
  private var isOpen = true
  private var pending: InputError?

  /// Whether a head is that of xz or bzip2.
  static func fits(_ head: [UInt8]) -> Bool {
    head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])
      || (head.starts(with: [0x42, 0x5A, 0x68]) && head.count > 9
        && Array(head[4..<10]) == [0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
  }

  init(_ stream: any ByteStream, path: String) throws(InputError) {
    self.path = path
    source = ArchiveSource(stream: stream)
    handle = archive_read_new()
    archive_read_support_filter_xz(handle)
    archive_read_support_filter_bzip2(handle)
    archive_read_support_format_raw(handle)
    source.attach(to: handle)
    var entry: OpaquePointer?
    guard archive_read_open1(handle) == ARCHIVE_OK, archive_read_next_header(handle, &entry) == ARCHIVE_OK
    else {
      throw problem()
    }
  }

  deinit { archive_read_free(handle) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    var filled = 0
    while filled < buffer.count, isOpen {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let got = blocks.read(handle, into: room)
      if got == nil { pending = problem() }
      isOpen = (got ?? 0) > 0
      filled += got ?? 0
    }
    if filled == 0, let error = pending {
      pending = nil
      throw error
    }
    return filled
  }

  private func problem() -> InputError {
    if let failure = source.failure { return InputError(path: path, reason: failure.reason) }
    let words = archive_error_string(handle).map { String(cString: $0) } ?? "unknown error"
    return InputError(path: path, reason: "damaged packed data: \(words)")
  }
}
