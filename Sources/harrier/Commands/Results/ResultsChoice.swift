import ArgumentParser
import Foundation
import HarrierEvents
import HarrierResults

/// The folders that hunts wrote.
struct ResultFolders: ParsableArguments {
  @Argument(help: "Folders that hunts wrote (--out), or folders of them.", completion: .directory)
  var folders: [String]

  private static let file = "harrier.sqlite"

  /// Asks every store, in the order of their folders' names.
  ///
  /// - Throws: ``Failure`` where one cannot be read, or a folder has none.
  func read<Answer>(_ ask: (SQLiteResultStore, String) throws -> [Answer]) throws -> [Answer] {
    try folders.flatMap(Self.found).flatMap { folder in
      do {
        let store = try SQLiteResultStore(path: "\(folder)/\(Self.file)", creating: false)
        let answers = try ask(store, folder)
        try store.close()
        return answers
      } catch { throw Failure.input("\(error)") }
    }
  }

  /// The folder itself, or those in it.
  private static func found(_ folder: String) throws -> [String] {
    let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
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

/// Which of the results are asked for.
struct ResultsChoice: ParsableArguments {
  @Option(parsing: .upToNextOption, help: "Jobs by name, or patterns of names such as 'rare_*'.")
  var jobs: [String] = []
  @Option(help: "A host, user, address or other value that must take part; capitals or small letters.")
  var with: String?
  @Option(help: "Only what was found from this time on (ISO 8601).") var from: String?
  @Option(help: "Only what was found before this time (ISO 8601).") var to: String?
  @Option(parsing: .unconditional, help: "Only scores from here on, 0 to 100.") var minScore: Double?

  func validate() throws {
    if let minScore, !(0...100).contains(minScore) { throw ValidationError("--min-score is 0 to 100") }
    _ = try query()
  }

  func query() throws -> ResultQuery {
    let window = try TimeWindow(from: from, to: to)
    return ResultQuery(
      jobs: jobs, entity: with, from: window.from, until: window.to, minimumScore: minScore)
  }
}
