import ArgumentParser
import Foundation
import HarrierResults

/// The folders that hunts wrote.
struct ResultFolders: ParsableArguments {
  @Argument(help: "Folders that hunts wrote (--out), or folders of them.", completion: .directory)
  var folders: [String]

  private static let file = "harrier.sqlite"

  func validate() throws {
    if folders.contains("") { throw ValidationError("name the folder that a hunt wrote (--out)") }
  }

  /// Asks every store once, in the order of their folders' names.
  ///
  /// - Throws: ``Failure`` where one cannot be read, or a folder has none.
  func read<Answer>(_ ask: (SQLiteResultStore, String) throws -> [Answer]) throws -> [Answer] {
    try stores().flatMap { folder in
      do {
        let store = try SQLiteResultStore(path: "\(folder)/\(Self.file)", forReading: true)
        let answers = try ask(store, folder)
        try store.close()
        return answers
      } catch { throw Failure.input("\(error)") }
    }
  }

  func hunts() throws -> [RunSummary] { try read { store, _ in try store.runs() } }

  /// A folder that was named twice, or lies in another that was, is one.
  private func stores() throws -> [String] {
    var seen: Set<String> = []
    return try folders.flatMap(Self.found).filter { folder in
      seen.insert(URL(filePath: folder).resolvingSymlinksInPath().path).inserted
    }
  }

  /// The folder itself, or those in it.
  private static func found(_ name: String) throws -> [String] {
    var folder = name.count > 1 && name.hasSuffix("/") ? String(name.dropLast()) : name
    if folder.hasSuffix("/\(file)") { folder.removeLast(file.count + 1) }
    if hasStore(folder) { return [folder] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let inner = names.sorted().map { "\(folder)/\($0)" }.filter(hasStore)
    guard !inner.isEmpty else {
      throw Failure.input("\(ResultStoreError.missing(path: "\(folder)/\(file)"))")
    }
    return inner
  }

  private static func hasStore(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(file)")
  }
}
