import ArgumentParser

/// The command line: one file a subcommand.
@main
struct Harrier: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harrier",
    abstract: "Reads security logs once and tells what is strange in them, how strange, and why.",
    discussion: """
      EXAMPLES
        harrier hunt logs/                            hunt a folder of logs
        harrier hunt day1.ndjson.gz --out findings    keep records, store and HTML report
        cat events.ndjson | harrier hunt - --format ndjson
        harrier jobs list                             what can be looked for
        harrier simulate enterprise --out demo/logs   a synthetic enterprise with labelled intrusions

      Shell completion: harrier --generate-completion-script bash (or zsh, fish).
      """,
    version: Version.current,
    subcommands: [HuntCommand.self, JobsCommand.self, SimulateCommand.self, VersionCommand.self])
}

enum Version {
  static let current = "0.1.0"
}

struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Prints the version.",
    discussion: "EXAMPLE\n  harrier version")

  func run() { print("harrier \(Version.current)") }
}
