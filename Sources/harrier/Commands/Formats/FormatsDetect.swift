import ArgumentParser
import HarrierFormats
import HarrierReports

extension FormatsCommand {
  /// `harrier formats detect`: what files are taken for, and why.
  struct Detect: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tells what files are taken for, and why.",
      discussion: """
        EXAMPLES
          harrier formats detect logs/
          harrier formats detect day1.json.gz export.csv --mapping my.yml

        EXIT STATUS
          0 every file was recognised; 2 one was not, or cannot be read
        """)
    @Argument(help: "Files, folders or globs.", completion: .file()) var paths: [String]
    @OptionGroup var data: DataChoice

    func run() throws {
      let registry = try data.formats()
      var unknown = 0
      let files = try FileHead.expand(paths)
      for file in files {
        do {
          print("\(VisibleText.line(file)): \(try FileHead.with(file) { try Self.line($0, registry) })")
        } catch {
          unknown += 1
          print("\(VisibleText.line(file)): not recognised: \(VisibleText.line("\(error)"))")
        }
      }
      if unknown > 0 { throw Failure.input("\(unknown) of \(files.count) files were not recognised") }
    }

    private static func line(
      _ head: UnsafeBufferPointer<UInt8>, _ registry: FormatRegistry
    ) throws -> String {
      let found = try registry.recognise(head: head)
      let best = registry.candidates(head: head, syntax: found.syntax).first
      let why = best.map {
        ": \($0.fitting) of the first \($0.records) records have \($0.paths.joined(separator: ", "))"
      }
      return VisibleText.line("\(found.mapping.name), \(found.syntax.name)\(why ?? "")")
    }
  }
}
