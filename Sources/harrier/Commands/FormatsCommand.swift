import ArgumentParser

/// `harrier formats`: what can be read, and what a file is taken for.
struct FormatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats", abstract: "Lists log formats, recognises and explains files, checks mappings.",
    discussion: """
      EXAMPLES
        harrier formats list
        harrier formats detect logs/
        harrier formats explain day1.ndjson.gz
        harrier formats check my.yml --sample my.log
      """,
    subcommands: [List.self, Detect.self, Explain.self, Check.self], defaultSubcommand: List.self)
}
