import Foundation
import Testing

@testable import pictures

struct PicturesTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/Models/HarrierModels.docc/Resources")

  /// Each drawn once for all tests.
  private static let charts = Dictionary(
    uniqueKeysWithValues: PictureRegistry.all.map { ($0.name, $0.draw()) })

  @Test(arguments: PictureRegistry.names)
  func `a picture in the models' pages is what the model does now`(name: String) throws {
    let chart = try #require(Self.charts[name])
    let present = try String(contentsOf: Self.folder.appending(path: name + ".svg"), encoding: .utf8)
    // Not the texts themselves, which a failure would print.
    let isCurrent = present == chart.render()
    #expect(isCurrent, "out of date: `make pictures` draws it anew")
  }

  @Test func `no other picture lies there`() throws {
    let present = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(present == PictureRegistry.names.map { $0 + ".svg" })
  }

  @Test(arguments: PictureRegistry.names)
  func `a picture is small, and is told to those who do not see it`(name: String) throws {
    let data = try Data(contentsOf: Self.folder.appending(path: name + ".svg"))
    #expect(data.count <= 40_000)
    let text = String(decoding: data, as: UTF8.self)
    for part in ["role=\"img\"", "<title", "<desc", "prefers-color-scheme:dark", "class=\"mark\""] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(!text.contains("http") || text.components(separatedBy: "http").count == 2)
    #expect(!text.contains("nan") && !text.contains("inf,"))
  }

  /// Pictures with one panel of surprisals, whose mark is what a reader is to see.
  @Test(arguments: PictureRegistry.names.filter { $0 != "rare-values" })
  func `what is marked is the strangest`(name: String) throws {
    let chart = try #require(Self.charts[name])
    for panel in chart.panels where panel.title.contains("surprisal") {
      for case .mark(_, let point) in panel.layers {
        let most = try #require(panel.layers.flatMap(\.values).max())
        if name != "circular-density" { #expect(point.y == most) }
        #expect(point.y > 3.5, "\(point.y) nats")
      }
    }
  }

  @Test func `numbers are written to a tenth`() {
    let written = [0, 12, 0.04, 0.06, -0.31, 7.25, -12.0].map(SVG.number)
    #expect(written == ["0", "12", "0", "0.1", "-0.3", "7.3", "-12"])
  }

  @Test func `text cannot become markup`() {
    var svg = SVG()
    svg.element("text", ["x": "\"<"], "a<b&c")
    #expect(svg.text == "<text x=\"&quot;&lt;\">a&lt;b&amp;c</text>\n")
  }
}
