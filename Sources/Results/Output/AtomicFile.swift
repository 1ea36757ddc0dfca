import Foundation

/// Writes a whole file under another name and renames it: a reader sees the old text or the new one.
public enum AtomicFile {
  public static func write(_ text: String, to path: String) throws(OutputError) {
    let draft = path + ".partial"
    do {
      let file = try LineFile(path: draft)
      try file.append(text: text)
      try file.finish()
    } catch {
      _ = unlink(draft)
      throw error
    }
    guard rename(draft, path) == 0 else {
      let code = errno
      _ = unlink(draft)
      throw OutputError(code: code, path: path)
    }
  }
}
