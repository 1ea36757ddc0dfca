import Foundation

/// Why a result file could not be written, which file it is, and what to do.
public enum OutputError: Error, Hashable, CustomStringConvertible {
  case diskFull(path: String)
  case notPermitted(path: String)
  case other(path: String, detail: String)
  case store(ResultStoreError)

  public var description: String {
    switch self {
    case .diskFull(let path):
      "\(path): the disk is full; make room and hunt again, or name a folder on another disk with --out"
    case .notPermitted(let path):
      "\(path): not permitted to write here; name a folder of your own with --out"
    case .other(let path, let detail):
      "\(path): cannot be written (\(detail))"
    case .store(let error):
      error.description
    }
  }

  /// From `errno`, right after the call that failed.
  init(code: Int32, path: String) {
    self =
      switch code {
      case ENOSPC, EDQUOT: .diskFull(path: path)
      case EACCES, EPERM, EROFS: .notPermitted(path: path)
      default: .other(path: path, detail: String(cString: strerror(code)))
      }
  }
}
