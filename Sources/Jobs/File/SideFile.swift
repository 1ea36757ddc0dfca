import Foundation
import Yams

/// Files that a job file names: they lie beside it.
struct SideFiles {
  /// nil for a job that is no file, such as one of a test.
  let folder: URL?

  /// Longer ones are refused.
  static let byteLimit = 4 << 20

  /// The text of a file; nil, with a problem, where it cannot be read.
  func text(_ name: String, _ node: Node, _ field: String, _ reader: inout NodeReader) -> String? {
    guard let folder else {
      reader.report(
        node, field, "found the file “\(NodeReader.shown(name))”, allowed: a job that lies in a folder")
      return nil
    }
    let url = URL(filePath: name, relativeTo: folder)
    guard let data = try? Data(contentsOf: url), data.count <= Self.byteLimit,
      let text = String(data: data, encoding: .utf8)
    else {
      let exists = FileManager.default.fileExists(atPath: url.path)
      reader.report(
        node, field,
        "found “\(NodeReader.shown(name))”, "
          + (exists
            ? "which is no UTF-8 text of at most \(Self.byteLimit) bytes or may not be read"
            : "but there is no such file beside the job"))
      return nil
    }
    return text
  }
}
