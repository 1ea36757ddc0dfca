import ArgumentParser
import Foundation
import HarrierJobs

/// `harrier jobs`: what can be looked for.
struct JobsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs",
    abstract: "Lists, shows, counts, checks, estimates, imports, exports and plots jobs.",
    discussion: """
      EXAMPLES
        harrier jobs list
        harrier jobs list --attack T1059 powershell
        harrier jobs list --for logs/
        harrier jobs show dns_tunneling
        harrier jobs coverage
        harrier jobs check mine.yml --data logs/
        harrier jobs estimate logs/ --jobs windows
        harrier jobs import elastic.json --out jobs/
        harrier jobs export dns_tunneling
        harrier jobs plot high_count_network_denies logs/ --format html > denies.html
      """,
    subcommands: [
      List.self, Show.self, Coverage.self, Check.self, Estimate.self, Import.self, Export.self, Plot.self,
    ],
    defaultSubcommand: List.self)
}
