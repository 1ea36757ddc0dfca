import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Where closed buckets go that memory has no room for: a temporary file without a name, gone with the process.
///
/// Use for what is written once and read in order, any number of times, by any thread.
///
/// - Cost: nothing until the first write.
final class SpillFile: Sendable {
  /// Bytes of ledgers that may stay in memory, over all detectors.
  private let room: Mutex<Int>
  private let file = Mutex<(descriptor: Int32, length: Int64)>((-1, 0))

  init(room: Int) { self.room = Mutex(room) }

  deinit { file.withLock { if $0.descriptor >= 0 { close($0.descriptor) } } }

  /// Whether so many bytes may stay in memory; they are counted if so.
  func hasRoom(for bytes: Int) -> Bool {
    room.withLock { room in
      guard room >= bytes else { return false }
      room -= bytes
      return true
    }
  }

  /// Where the bytes lie; nil where there is no temporary folder to write to, or no space in it.
  func append(_ bytes: [UInt8]) -> Int64? {
    file.withLock { file -> Int64? in
      if file.descriptor < 0 { file.descriptor = Self.open() }
      guard file.descriptor >= 0 else { return nil }
      let start = file.length
      var done = 0
      while done < bytes.count {
        let written = bytes[done...].withUnsafeBytes {
          pwrite(file.descriptor, $0.baseAddress, $0.count, Int(start) + done)
        }
        if written < 0, errno == EINTR { continue }
        if written <= 0 { return nil }
        done += written
      }
      file.length += Int64(bytes.count)
      return start
    }
  }

  /// - Precondition: the bytes were appended.
  func read(at offset: Int64, count: Int) -> [UInt8] {
    let descriptor = file.withLock { $0.descriptor }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while initialized < count {
        let got = pread(
          descriptor, buffer.baseAddress! + initialized, count - initialized, Int(offset) + initialized)
        if got < 0, errno == EINTR { continue }
        precondition(got > 0, "what was spilled cannot be read again: \(String(cString: strerror(errno)))")
        initialized += got
      }
    }
  }

  private static func open() -> Int32 {
    let folder = FileManager.default.temporaryDirectory.path
    var template = Array("\(folder)/harrier-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    if descriptor >= 0 { unlink(template) }
    return descriptor
  }
}
