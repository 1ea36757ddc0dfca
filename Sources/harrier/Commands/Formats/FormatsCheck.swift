import ArgumentParser
import HarrierFormats
import HarrierInputs
import HarrierReports

extension FormatsCommand {
  /// `harrier formats check`: a mapping file against the language, and against a sample.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks mapping files, by themselves or against a sample.",
      discussion: """
        Names every problem with its line and column. With --sample it also tells whether the mapping is chosen for the
        file, and what the first record becomes.

        EXAMPLES
          harrier formats check my.yml
          harrier formats check my.yml --sample my.log

        EXIT STATUS
          0 the files can be used; 1 one cannot, or is not chosen for the sample; 2 the sample cannot be read
        """)
    @Argument(help: "Mapping files.", completion: .file(extensions: ["yml", "yaml"])) var files: [String]
    @Option(help: "A log to try them on.", completion: .file()) var sample: String?

    func run() throws {
      var mappings: [LogMapping] = []
      var broken = 0
      for file in files {
        let yaml = try MappingFiles.text(file)
        let problems = MappingChecker.problems(yaml: yaml, file: file)
        for problem in problems { Message.print(VisibleText.line("\(problem)")) }
        if problems.isEmpty, let mapping = try? LogMapping(yaml: yaml, file: file) {
          print(VisibleText.line("\(file): ok (\(mapping.name), \(mapping.outputs.count) fields)"))
          mappings.append(mapping)
        } else {
          broken += 1
        }
      }
      if broken > 0 {
        throw Failure.configuration("\(broken) of \(files.count) mapping files cannot be used")
      }
      if let sample { try Self.tryOut(mappings, sample) }
    }

    private static func tryOut(_ mappings: [LogMapping], _ sample: String) throws {
      let registry = FormatRegistry.builtIn.preferring(mappings)
      let found: FormatExplanation
      do {
        found = try FileHead.with(sample) {
          try registry.explain(head: $0, rows: 1, path: sample, modified: InputFiles.modified(sample))
        }
      } catch {
        throw Failure.input("\(sample): not recognised: \(error)")
      }
      print(
        VisibleText.line("\(sample): \(found.recognised.name), \(NumberText.count(found.events, "event"))"))
      for (field, value) in found.rows.first?.values ?? [] {
        print(VisibleText.line("  \(field): \(value.prefix(200))"))
      }
      for (reason, count) in found.rejects.counts.sorted(by: { $0.key < $1.key }) {
        print(VisibleText.line("  passed over: \(count) × \(reason)"))
      }
      guard mappings.contains(where: { $0.name == found.recognised.mapping.name }) else {
        throw Failure.configuration(
          "\(sample): \(found.recognised.mapping.name) fits better; a longer list under “detect” makes a mapping win"
        )
      }
    }
  }
}
