import CArchive

#if canImport(Glibc)
  import Glibc
#endif

/// What libarchive reads an archive from: a file in which it can go anywhere, or bytes in order.
final class ArchiveSource {
  private let input: Input
  private let block: UnsafeMutableRawBufferPointer
  private var position: Int64 = 0
  /// Why reading failed, in words of the stream below.
  private(set) var failure: InputError?

  private enum Input {
    case file(Int32, size: Int64)
    case stream(any ByteStream)
  }

  init(stream: any ByteStream) {
    input = .stream(stream)
    block = .allocate(byteCount: 1 << 16, alignment: 64)
  }

  /// A regular file.
  init(file path: String) throws(InputError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw InputError(path: path, reason: String(cString: strerror(errno))) }
    input = .file(descriptor, size: Int64(lseek(descriptor, 0, SEEK_END)))
    block = .allocate(byteCount: 1 << 16, alignment: 64)
  }

  deinit {
    if case .file(let descriptor, _) = input { close(descriptor) }
    block.deallocate()
  }

  /// The source outlives the handle.
  func attach(to handle: OpaquePointer) {
    archive_read_set_callback_data(handle, Unmanaged.passUnretained(self).toOpaque())
    archive_read_set_read_callback(handle) { _, data, buffer in
      Unmanaged<ArchiveSource>.fromOpaque(data!).takeUnretainedValue().read(buffer)
    }
    guard case .file = input else { return }
    archive_read_set_seek_callback(handle) { _, data, offset, whence in
      Unmanaged<ArchiveSource>.fromOpaque(data!).takeUnretainedValue().seek(offset, whence)
    }
    archive_read_set_skip_callback(handle) { _, data, request in
      let source = Unmanaged<ArchiveSource>.fromOpaque(data!).takeUnretainedValue()
      guard case .file(_, let size) = source.input else { return 0 }
      let passed = max(0, min(request, size - source.position))
      source.position += passed
      return passed
    }
  }

  private func read(_ buffer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
    buffer?.pointee = UnsafeRawPointer(block.baseAddress)
    switch input {
    case .file(let descriptor, _):
      let got = pread(descriptor, block.baseAddress, block.count, Int(position))
      if got < 0 { failure = InputError(path: "", reason: String(cString: strerror(errno))) }
      position += Int64(max(0, got))
      return got
    case .stream(let stream):
      do throws(InputError) {
        return try stream.read(into: block)
      } catch {
        failure = error
        return Int(ARCHIVE_FATAL)
      }
    }
  }

  private func seek(_ offset: Int64, _ whence: Int32) -> Int64 {
    guard case .file(_, let size) = input else { return Int64(ARCHIVE_FATAL) }
    let base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? position : size
    let (target, overflow) = base.addingReportingOverflow(offset)
    guard !overflow, target >= 0 else { return Int64(ARCHIVE_FATAL) }
    position = target
    return target
  }
}
