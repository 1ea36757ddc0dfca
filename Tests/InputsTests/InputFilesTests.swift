import Foundation
import HarrierInputs
import HarrierTesting
import Testing

/// What a user names becomes files: each once, in one order, links followed.
struct InputFilesTests {
  private let folder = TestFolder()

  private func make(_ path: String) throws {
    let file = URL(fileURLWithPath: folder.path + "/" + path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("{}\n".utf8).write(to: file)
  }

  private func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/" + path, withDestinationPath: folder.path + "/" + target)
  }

  private func expand(_ names: String...) throws -> [String] {
    try InputFiles.expand(names.map { folder.path + "/" + $0 })
      .map { String($0.dropFirst(folder.path.count + 1)) }
  }

  @Test func `a folder gives its files in order, without hidden ones and our own results`() throws {
    for path in ["logs/b/2.ndjson", "logs/a.ndjson", "logs/.hidden", "logs/records.ndjson", "logs/README.md"]
    {
      try make(path)
    }
    #expect(try expand("logs") == ["logs/a.ndjson", "logs/b/2.ndjson"])
  }

  @Test func `a link to a folder is that folder`() throws {
    try make("real/a.ndjson")
    try link("alias", to: "real")
    #expect(try expand("alias") == ["alias/a.ndjson"])
  }

  @Test func `links inside a folder are followed, and a circle ends`() throws {
    try make("logs/a.ndjson")
    try make("elsewhere/b.ndjson")
    try link("logs/file", to: "elsewhere/b.ndjson")
    try link("logs/circle", to: "logs")
    try link("logs/nowhere", to: "gone")
    #expect(try expand("logs") == ["logs/a.ndjson", "logs/file"])
    let choice = try InputFiles.choose([folder.path + "/logs"])
    #expect(choice.hanging == [folder.path + "/logs/nowhere"])
  }

  @Test func `a glob gives what fits it, and a file named twice is read once`() throws {
    for path in ["x/1.json", "x/2.json", "x/3.txt"] { try make(path) }
    #expect(try expand("x/*.json", "x/1.json") == ["x/1.json", "x/2.json"])
  }

  @Test func `a file of several names is read by the first, and the others are told`() throws {
    for path in ["x/a.json", "y/b.json"] { try make(path) }
    try link("x/link.json", to: "x/a.json")
    try FileManager.default.linkItem(atPath: folder.path + "/x/a.json", toPath: folder.path + "/y/hard.json")
    let choice = try InputFiles.choose(["x", "x/../x/a.json", "y"].map { folder.path + "/" + $0 })
    func names(_ paths: [String]) -> [String] { paths.map { String($0.dropFirst(folder.path.count + 1)) } }
    #expect(names(choice.files) == ["x/a.json", "y/b.json"])
    #expect(names(choice.repeated.map(\.name)) == ["x/link.json", "x/../x/a.json", "y/hard.json"])
    #expect(Set(names(choice.repeated.map(\.file))) == ["x/a.json"])
  }

  @Test func `a name that is not there is an error that names it`() throws {
    #expect(throws: InputError(path: folder.path + "/gone", reason: "no such file or folder")) {
      try expand("gone")
    }
    #expect(throws: InputError(path: folder.path + "/*.gone", reason: "no file fits this pattern")) {
      try expand("*.gone")
    }
  }
}
