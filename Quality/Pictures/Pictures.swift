import Foundation

/// Writes the pictures of the models' pages, or tells which of them are out of date.
///
/// usage: pictures [--check] FOLDER
@main
enum Pictures {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let isCheck = arguments.first == "--check"
    if isCheck { arguments.removeFirst() }
    guard arguments.count == 1 else {
      print("usage: pictures [--check] FOLDER")
      exit(2)
    }
    let folder = URL(fileURLWithPath: arguments[0], isDirectory: true)
    let old = stale(in: folder)
    for (name, text) in old {
      print("\(isCheck ? "out of date" : "written"): \(name)")
      if !isCheck { try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8) }
    }
    if isCheck, !old.isEmpty { exit(1) }
  }

  /// Pictures that the folder lacks or has otherwise, and what they should be.
  static func stale(in folder: URL) -> [(name: String, text: String)] {
    PictureRegistry.all.compactMap { picture in
      let name = picture.name + ".svg"
      let text = picture.draw().render()
      let present = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
      return present == text ? nil : (name, text)
    }
  }
}
