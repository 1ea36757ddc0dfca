import ArgumentParser
import Foundation
import HarrierInputs

#if canImport(Glibc)
  import Glibc
#endif

/// The command line: one file a subcommand.
struct Harrier: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "harrier",
    abstract: "Reads security logs once and tells what is strange in them, how strange, and why.",
    discussion: """
      EXAMPLES
        harrier hunt logs/                            hunt a folder of logs
        harrier hunt day1.ndjson.gz --out findings    keep records, store and HTML report
        cat events.ndjson | harrier hunt - --format ndjson
        harrier results findings/ --with WS-042       what hunts have found, asked again
        harrier jobs list                             what can be looked for
        harrier formats explain audit.json            what a log is taken for, and what it becomes
        harrier models list --state learnt            what hunts with --state have learnt
        harrier simulate enterprise --out demo/logs   a synthetic enterprise with labelled intrusions

      Shell completion: harrier --generate-completion-script bash (or zsh, fish).
      """,
    version: Version.current,
    subcommands: [
      HuntCommand.self, ResultsCommand.self, JobsCommand.self, TransformsCommand.self, FormatsCommand.self,
      ModelsCommand.self,
      SimulateCommand.self,
      VersionCommand.self,
    ])
}

/// Exit status 1 for usage and configuration, 2 for input that could not be read or output that could not be written.
@main
enum Main {
  static func main() {
    do {
      var command = try Harrier.parseAsRoot()
      try command.run()
      try StandardOutput.finish()
    } catch let failure as Failure {
      Message.print("harrier: \(failure)")
      exit(failure.status)
    } catch {
      // A status of its own says nothing of what was printed.
      do { try StandardOutput.finish() } catch { Message.print("harrier: \(error)") }
      let status = Harrier.exitCode(for: error)
      guard status == .validationFailure else { Harrier.exit(withError: error) }
      Message.print(Harrier.fullMessage(for: error))
      exit(1)
    }
  }
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
