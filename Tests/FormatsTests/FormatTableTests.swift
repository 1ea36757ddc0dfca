import Foundation
import HarrierFormats
import Testing

struct FormatTableTests {
  private let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../docs/FormatList.md")

  @Test func `the page has the mappings that there are`() throws {
    let table = FormatTable.markdown(FormatRegistry.builtIn.mappings)
    let text = try String(contentsOf: page, encoding: .utf8)
    let begin = try #require(text.range(of: "<!-- formats -->\n"))
    let end = try #require(text.range(of: "<!-- end of formats -->"))
    if ProcessInfo.processInfo.environment["HARRIER_RECORD"] == "1" {
      let made = text[..<begin.upperBound] + table + text[end.lowerBound...]
      try String(made).write(to: page, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: page, encoding: .utf8).contains(table), "HARRIER_RECORD=1 writes it anew")
  }

  @Test func `no mapping of ours has a problem`() throws {
    let folder = page.deletingLastPathComponent().appending(path: "../Sources/Formats/Mappings")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for name in names.filter({ $0.hasSuffix(".yml") }).sorted() {
      let yaml = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(MappingChecker.problems(yaml: yaml, file: name) == [])
    }
  }
}
