import CArchive

#if canImport(Glibc)
  import Glibc
#endif

/// One way through an archive, member after member, by libarchive: zip (stored and deflated, zip64, with data
/// descriptors) or tar (ustar, pax, GNU). Nothing is written anywhere, and no name in it is ever opened.
///
/// - Memory: libarchive's buffers; for a zip its directory.
final class ArchiveWalk {
  struct Member {
    var name: String
    /// Unpacked bytes, where the archive says so.
    var size: Int64?
    var isFile: Bool
    var isEncrypted: Bool
  }

  private let handle: OpaquePointer
  private let source: ArchiveSource
  private let path: String
  /// Number of the member that is open; −1 before the first.
  private(set) var index = -1
  private var blocks = DataBlocks()

  /// - Throws: ``InputError`` where it is no such archive.
  init(_ source: ArchiveSource, path: String, isZip: Bool) throws(InputError) {
    self.source = source
    self.path = path
    handle = archive_read_new()
    if isZip {
      archive_read_support_format_zip(handle)
    } else {
      archive_read_support_format_tar(handle)
    }
    source.attach(to: handle)
    guard archive_read_open1(handle) == ARCHIVE_OK else { throw problem() }
  }

  deinit { archive_read_free(handle) }

  /// The next member, or nil behind the last.
  func next() throws(InputError) -> Member? {
    var entry: OpaquePointer?
    let status = archive_read_next_header(handle, &entry)
    if status == ARCHIVE_EOF { return nil }
    // A warning, such as a name in an unknown character set, costs nothing.
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else { throw problem() }
    index += 1
    blocks = DataBlocks()
    return Member(
      name: Self.name(of: entry),
      size: archive_entry_size_is_set(entry) != 0 ? archive_entry_size(entry) : nil,
      // What is a link to another member has no bytes of its own.
      isFile: archive_entry_filetype(entry) == S_IFREG && archive_entry_hardlink(entry) == nil,
      isEncrypted: archive_entry_is_data_encrypted(entry) != 0)
  }

  /// Bytes of the open member; 0 at its end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    guard let got = blocks.read(handle, into: buffer) else { throw problem() }
    return got
  }

  private static func name(of entry: OpaquePointer) -> String {
    let text = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
    return text.map { String(decoding: UnsafeRawBufferPointer(start: $0, count: strlen($0)), as: UTF8.self) }
      ?? ""
  }

  private func problem() -> InputError {
    if let failure = source.failure { return InputError(path: path, reason: failure.reason) }
    let words = archive_error_string(handle).map { String(cString: $0) } ?? "unknown error"
    return InputError(path: path, reason: "damaged archive: \(words)")
  }
}

/// Data as libarchive hands it out, a block at a time: where a block is damaged, those before it were read.
struct DataBlocks {
  private var block = UnsafeRawBufferPointer(start: nil, count: 0)
  private var isDamaged = false

  /// Bytes of what is open; 0 at its end, nil where it is damaged.
  mutating func read(_ handle: OpaquePointer, into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    while block.isEmpty {
      var start: UnsafeRawPointer?
      var size = 0
      var offset: Int64 = 0
      if isDamaged { return nil }
      let status = archive_read_data_block(handle, &start, &size, &offset)
      if status == ARCHIVE_EOF { return 0 }
      // A wrong checksum at the end is a warning, and the data were all there.
      isDamaged = status != ARCHIVE_OK
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN else { return nil }
      block = UnsafeRawBufferPointer(start: start, count: size)
    }
    let count = min(block.count, buffer.count)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: block[..<count]))
    block = UnsafeRawBufferPointer(rebasing: block[count...])
    return count
  }
}
