import Foundation
import Testing

/// The models' pages (`HarrierModels.docc`).
struct ModelPagesTests {
  private static let room = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Sources/Models")
  private static let folder = room.appending(path: "HarrierModels.docc")

  private static func files(_ folder: URL, _ ending: String) -> [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: folder.path)) ?? [])
      .filter { $0.hasSuffix(ending) }.sorted()
  }

  private static func text(_ url: URL) -> String { (try? String(contentsOf: url, encoding: .utf8)) ?? "" }

  private static let articles = files(folder, ".md").filter { $0 != "HarrierModels.md" }

  @Test(arguments: articles)
  func `a page has formula, source, picture, limits and cost`(article: String) throws {
    let text = Self.text(Self.folder.appending(path: article))
    for part in [
      "## Overview", "### Formula", "Source: ", "### Reading the picture", "### When not to use it",
      "### Cost and state",
    ] {
      #expect(text.contains(part), "\(article) lacks “\(part)”")
    }
    let picture = try #require(text.firstMatch(of: /!\[([^\]]{40,})\]\(([a-z\-]+)\)/))
    let file = Self.folder.appending(path: "Resources/\(picture.2).svg")
    #expect(FileManager.default.fileExists(atPath: file.path), "\(file.path)")
  }

  @Test func `every picture has its page, and the landing page lists all pages`() {
    let all = Self.articles.map { Self.text(Self.folder.appending(path: $0)) }.joined()
    for picture in Self.files(Self.folder.appending(path: "Resources"), ".svg") {
      #expect(all.contains("](\(picture.dropLast(4)))"), "\(picture)")
    }
    let landing = Self.text(Self.folder.appending(path: "HarrierModels.md"))
    for article in Self.articles {
      #expect(landing.contains("- <doc:\(article.dropLast(3))>"), "\(article)")
    }
  }

  @Test func `every public type of the room is named in a page`() throws {
    let pages = Self.files(Self.folder, ".md").map { Self.text(Self.folder.appending(path: $0)) }.joined()
    let sources = Self.files(Self.room, ".swift").map { Self.text(Self.room.appending(path: $0)) }
    var types: [String] = []
    for source in sources {
      for line in source.split(separator: "\n") {
        if let found = line.firstMatch(of: /^public (?:final class|struct|enum|protocol) (\w+)/) {
          types.append(String(found.1))
        }
      }
    }
    #expect(types.count >= 18)
    for type in types { #expect(pages.contains("``\(type)``"), "no page names \(type)") }
  }
}
