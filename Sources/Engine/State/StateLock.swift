import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// The word of one process that it alone uses a folder of state: an advisory lock on a file in it. The kernel lets go of it
/// with the process, however that ends.
///
/// Where the file system knows no locks, nobody is kept out.
public final class StateLock: Sendable {
  private static let fileName = ".lock"
  private let descriptor: Int32

  /// - Throws: ``StateFolder/Failure`` where another process has it, or no folder can be made there.
  fileprivate init(_ folder: String) throws(StateFolder.Failure) {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), !isFolder.boolValue {
      throw .failed(folder, reason: "is a file, expected the folder of saved models")
    }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .failed(folder, reason: "no folder can be made there: \(error.localizedDescription)")
    }
    let opened = open("\(folder)/\(Self.fileName)", O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard opened >= 0 else {
      throw .failed(folder, reason: "nothing can be written there: \(String(cString: strerror(errno)))")
    }
    if flock(opened, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
      close(opened)
      throw .inUse(folder)
    }
    descriptor = opened
  }

  deinit { close(descriptor) }
}

extension StateFolder {
  /// Keeps all others from the folder for as long as the lock lives; makes the folder where there is none.
  ///
  /// - Throws: ``Failure`` where another process uses it, or no folder can be made there.
  public func lock() throws(Failure) -> StateLock { try StateLock(path) }
}
