import ArgumentParser
import Foundation
import HarrierFormats
import HarrierReports

extension FormatsCommand {
  /// `harrier formats list`: every mapping.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the formats that are recognised.",
      discussion: """
        EXAMPLES
          harrier formats list
          harrier formats list --mapping my.yml --format json
          harrier formats list --format markdown
        """)
    enum ListFormat: String, ExpressibleByArgument, CaseIterable { case text, json, markdown }

    @Option(help: "text, json or markdown.") var format = ListFormat.text
    @OptionGroup var data: DataChoice

    private struct Line: Encodable {
      var name: String
      var title: String
      var specification: String?
      var fields: [String]
    }

    func run() throws {
      let mappings = try data.formats().mappings.sorted { $0.name < $1.name }
      switch format {
      case .text:
        let rows = mappings.map {
          [VisibleText.line($0.name), String($0.outputs.count), VisibleText.line($0.title)]
        }
        for line in TextTable.lines([("format", false), ("fields", true), ("what it is", false)], rows: rows)
        {
          print(line)
        }
      case .markdown: print(FormatTable.markdown(mappings), terminator: "")
      case .json:
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let lines = mappings.map {
          Line(name: $0.name, title: $0.title, specification: $0.specification, fields: $0.outputs)
        }
        print(String(decoding: try encoder.encode(lines), as: UTF8.self))
      }
    }
  }
}
