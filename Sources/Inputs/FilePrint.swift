import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// What a file is known by when its name has changed: how long it was, and hashes of how it began and ended.
///
/// The beginning is never the end as well, so that it stays when a short file grows, or a JSON array gets another last line.
/// Of an archive's member it is the archive's, and the member's name.
public struct FilePrint: Sendable, Hashable {
  /// Bytes on disk that it speaks of.
  public var length: Int64
  public var head: UInt64
  public var tail: UInt64

  /// Bytes at either end that are hashed, at most.
  static let mostBytes: Int64 = 4096
  /// From here on the beginning is as many bytes as it will ever be, however the file grows.
  public static let leastToGrow = 2 * mostBytes

  public init(length: Int64, head: UInt64, tail: UInt64) {
    self.length = length
    self.head = head
    self.tail = tail
  }

  /// Of the first `length` bytes of a file, or all of it; nil for standard input, what is empty or not there, or is no file.
  public init?(_ path: String, length wanted: Int64? = nil) {
    var file = path
    var seed: UInt64 = 0
    if let (archive, member) = Archives.member(path) {
      file = archive.path
      seed = StableHash.hash(String(member.path.dropFirst(archive.path.count)))
    }
    guard path != "-", let descriptor = Self.open(file) else { return nil }
    defer { close(descriptor) }
    let size = Int64(lseek(descriptor, 0, SEEK_END))
    let length = file == path ? wanted ?? size : size
    guard length > 0, length <= size else { return nil }
    let headBytes = min(Self.mostBytes, length / 2)
    let tailBytes = min(Self.mostBytes, length)
    guard let head = Self.hash(descriptor, at: 0, headBytes, seed: seed),
      let tail = Self.hash(descriptor, at: length - tailBytes, tailBytes, seed: seed)
    else { return nil }
    self.init(length: length, head: head, tail: tail)
  }

  /// Of what a packed file holds, as if it lay there unpacked; nil for what is not packed, is a member of an archive, cannot
  /// be read, or begins like nothing that is known.
  ///
  /// - Parameter isKnown: whether something begins so, by ``head``.
  /// - Cost: unpacks some KB, and all of a file that begins like something known.
  public init?(unpacking path: String, where isKnown: (UInt64) -> Bool) {
    guard Archives.member(path) == nil, let file = (try? FileStream(path: path)).map(PeekedStream.init),
      let magic = try? file.peek(512), ByteStreams.isPacked(magic),
      let stream = try? ByteStreams.open(file, path: path)
    else { return nil }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    defer { buffer.deallocate() }
    var ends = Ends()
    var isChecked = false
    while true {
      guard let count = try? stream.read(into: buffer) else { return nil }
      ends.add(buffer[..<count])
      if !isChecked, count == 0 || ends.length >= Self.leastToGrow {
        guard ends.length > 0, isKnown(ends.print.head) else { return nil }
        isChecked = true
      }
      if count == 0 { break }
    }
    self = ends.print
  }

  /// How bytes that come piece by piece begin and end.
  private struct Ends {
    private(set) var length: Int64 = 0
    private var head: [UInt8] = []
    private var tail: [UInt8] = []

    mutating func add(_ bytes: Slice<UnsafeMutableRawBufferPointer>) {
      let most = Int(FilePrint.mostBytes)
      length += Int64(bytes.count)
      head += bytes.prefix(most - head.count)
      tail = Array((tail + bytes.suffix(most)).suffix(most))
    }

    /// Of all so far; its head is what it will be once there are ``FilePrint/leastToGrow`` bytes.
    var print: FilePrint {
      let headBytes = Int(min(FilePrint.mostBytes, length / 2))
      return FilePrint(length: length, head: hash(head.prefix(headBytes)), tail: hash(tail[...]))
    }

    private func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
      bytes.withUnsafeBufferPointer { StableHash.hash($0, seed: 0) }
    }
  }

  /// Whether a file begins as the one did that this is the print of.
  public func isBeginning(of path: String) -> Bool {
    Self(path, length: length)?.head == head
  }

  private static func open(_ path: String) -> Int32? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    return descriptor < 0 ? nil : descriptor
  }

  private static func hash(_ descriptor: Int32, at offset: Int64, _ count: Int64, seed: UInt64) -> UInt64? {
    var bytes = [UInt8](repeating: 0, count: Int(count))
    guard count == 0 || pread(descriptor, &bytes, bytes.count, Int(offset)) == bytes.count else { return nil }
    return bytes.withUnsafeBufferPointer { StableHash.hash($0, seed: seed) }
  }
}
