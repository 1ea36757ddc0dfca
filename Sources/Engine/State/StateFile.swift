import CISAL
import Foundation
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// A file of state: magic, version, length, checksum, body. It is replaced as a whole, so that a kill or a power cut
/// leaves the old one or the new one.
enum StateFile {
  /// - Returns: the body and its checksum.
  /// - Throws: ``SavedState/Failure`` naming the file and what to do.
  static func read(
    _ path: String, magic: [UInt8], version: Int
  ) throws(SavedState.Failure) -> (body: [UInt8], checksum: UInt64) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(path, "cannot be read")
    }
    let bytes = [UInt8](data)
    guard bytes.starts(with: magic) else {
      throw magic.starts(with: bytes) ? .damaged(path) : .foreign(path)
    }
    let start = magic.count + 24
    guard bytes.count >= start else { throw .damaged(path) }
    var head = StateReader(Array(bytes[magic.count..<start]))
    guard let found = try? (head.readUInt64(), head.readUInt64(), head.readUInt64()) else {
      throw .damaged(path)
    }
    let (itsVersion, length, checksum) = found
    guard itsVersion == UInt64(version) else {
      throw .otherVersion(path, Int(truncatingIfNeeded: itsVersion))
    }
    let body = Array(bytes[start...])
    guard UInt64(body.count) == length, Self.checksum(body) == checksum else { throw .damaged(path) }
    return (body, checksum)
  }

  /// Writes beside the old file and takes its place, once the disk has it.
  ///
  /// - Throws: with the system's reason; the old file stands and nothing is left beside it.
  static func write(
    _ body: [UInt8], magic: [UInt8], version: Int, to path: String
  ) throws(SavedState.Failure) {
    var head = StateWriter()
    head.write(UInt64(version))
    head.write(UInt64(body.count))
    head.write(checksum(body))
    let folder = (path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unreadable(path, "the state cannot be written: \(error.localizedDescription)")
    }
    let draft = path + ".partial"
    guard write([magic + head.bytes, body], to: draft), rename(draft, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(draft)
      throw .unreadable(path, "the state cannot be written: \(reason)")
    }
    flush(folder)
  }

  /// Whether the parts are on the disk; else `errno` says why not.
  private static func write(_ parts: [[UInt8]], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return false }
    let isWritten = parts.allSatisfy { write($0, to: descriptor) } && fsync(descriptor) == 0
    let code = errno
    let isClosed = close(descriptor) == 0
    if !isWritten { errno = code }
    return isWritten && isClosed
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let wrote = Glibc.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
        if wrote < 0, errno != EINTR { return false }
        done += max(0, wrote)
      }
      return true
    }
  }

  /// Without this the new name may not outlive a power cut; where a file system refuses, it does as it can.
  private static func flush(_ folder: String) {
    let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBufferPointer { crc64_ecma_refl(0, $0.baseAddress, UInt64($0.count)) }
  }
}
