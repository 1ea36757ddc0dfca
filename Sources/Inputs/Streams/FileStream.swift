#if canImport(Glibc)
  import Glibc
#endif

/// A plain file, or standard input for `-`.
public final class FileStream: ByteStream {
  private let descriptor: Int32
  private let path: String
  private var filling = Filling()

  public init(path: String) throws(InputError) {
    self.path = path
    if path == "-" {
      descriptor = 0
      return
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw InputError(path: path, reason: String(cString: strerror(errno))) }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit { if descriptor > 0 { close(descriptor) } }

  public var isPlain: Bool { true }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    try filling.fill(buffer) { [descriptor, path] room throws(InputError) in
      while true {
        let got = Glibc.read(descriptor, room.baseAddress!, room.count)
        if got >= 0 { return got }
        if errno != EINTR { throw InputError(path: path, reason: String(cString: strerror(errno))) }
      }
    }
  }

  /// Without reading them, where the file can be wound on.
  public func skip(_ count: Int64) throws(InputError) -> Int64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return try readOver(count)
    }
    let here = Int64(lseek(descriptor, 0, SEEK_CUR))
    let passed = max(0, min(count, Int64(status.st_size) - here))
    guard here >= 0, lseek(descriptor, Int(passed), SEEK_CUR) >= 0 else {
      throw InputError(path: path, reason: String(cString: strerror(errno)))
    }
    return passed
  }
}
