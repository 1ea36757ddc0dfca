import GRDB

/// Why a store of results cannot be used, which file it is, and what to do.
public enum ResultStoreError: Error, Hashable, CustomStringConvertible {
  /// There is no such file.
  case missing(path: String)
  /// The file is not SQLite's, or broken.
  case damaged(path: String, detail: String)
  /// A SQLite database of another program.
  case foreign(path: String)
  /// Written by a later version of Harrier.
  case newer(path: String)
  /// Written by an earlier version, and only to be read.
  case older(path: String)
  case diskFull(path: String)
  case notPermitted(path: String, detail: String)
  /// Another process holds the write lock.
  case busy(path: String)
  case other(path: String, detail: String)

  public var description: String {
    switch self {
    case .missing(let path):
      "\(path): there is no such result store; name the folder that `harrier hunt --out` wrote"
    case .damaged(let path, let detail):
      "\(path): the result store is damaged (\(detail)); move it away and hunt again, or name another folder"
    case .foreign(let path):
      "\(path): this is another program's database, nothing was changed; name another folder"
    case .newer(let path):
      "\(path): a later version of harrier wrote this store; use that version, or name another folder"
    case .older(let path):
      "\(path): an earlier version of harrier wrote this store; hunt again into its folder"
    case .diskFull(let path):
      "\(path): the disk is full; make room and hunt again, or name a folder on another disk"
    case .notPermitted(let path, let detail):
      "\(path): not permitted (\(detail)); check the owner and mode of the file and of its folder"
    case .busy(let path):
      "\(path): another process is writing to this store; wait for it to end, or name another folder"
    case .other(let path, let detail):
      "\(path): the result store cannot be used (\(detail))"
    }
  }

  init(_ error: any Error, path: String) {
    if let known = error as? ResultStoreError {
      self = known
    } else if let error = error as? DatabaseError {
      self.init(database: error, path: path)
    } else if let problem = error as? LineProblem {
      self = .damaged(path: path, detail: problem.description)
    } else {
      self = .other(path: path, detail: "\(error)")
    }
  }

  private init(database error: DatabaseError, path: String) {
    let detail = error.message ?? "\(error.resultCode)"
    self =
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT: .damaged(path: path, detail: detail)
      case .SQLITE_FULL: .diskFull(path: path)
      case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
        .notPermitted(path: path, detail: detail)
      case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
      default:
        // Of a document in it.
        detail == "malformed JSON" ? .damaged(path: path, detail: detail) : .other(path: path, detail: detail)
      }
  }
}
