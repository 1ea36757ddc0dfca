import ArgumentParser
import Foundation
import HarrierJobs

/// `harrier jobs`: what can be looked for.
struct JobsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs", abstract: "Lists, shows, checks, estimates, imports, exports and plots jobs.",
    discussion: """
      EXAMPLES
        harrier jobs list
        harrier jobs show dns_tunneling
        harrier jobs check mine.yml --data logs/
        harrier jobs estimate logs/ --jobs windows
        harrier jobs import elastic.json --out jobs/
        harrier jobs export dns_tunneling
        harrier jobs plot high_count_network_denies logs/ --format html > denies.html
      """,
    subcommands: [List.self, Show.self, Check.self, Estimate.self, Import.self, Export.self, Plot.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists jobs: pack, id, title and ATT&CK techniques.",
      discussion: "EXAMPLES\n  harrier jobs list\n  harrier jobs list --jobs cloud-aws 'linux_*'")
    @OptionGroup var choice: JobChoice

    func run() throws {
      let jobs = try choice.selected().sorted { ($0.pack, $0.id) < ($1.pack, $1.id) }
      let packs = jobs.map(\.pack.count).max() ?? 0
      let ids = jobs.map(\.id.count).max() ?? 0
      for job in jobs {
        let pack = job.pack.padding(toLength: packs, withPad: " ", startingAt: 0)
        let id = job.id.padding(toLength: ids, withPad: " ", startingAt: 0)
        print("\(pack)  \(id)  \(job.title) [\(job.attack.joined(separator: ", "))]")
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows a job: what it looks for, why, and what a benign hit looks like.",
      discussion: "EXAMPLE\n  harrier jobs show rare_method_for_a_user")
    @Argument(help: "Id, alias or file of a job.") var job: String

    func run() throws {
      for job in try JobChoice.select([job]) { print(Self.text(job)) }
    }

    private static func text(_ job: Job) -> String {
      var lines = ["\(job.id): \(job.title)", "", job.why, ""]
      lines.append("pack             \(job.pack)")
      lines.append("ATT&CK           \(job.attack.joined(separator: ", "))")
      lines.append("needs            \(job.needs.joined(separator: ", "))")
      lines.append("query            \(job.query.isEmpty ? "every event" : job.query)")
      lines.append("bucket           \(job.bucketIsAuto ? "auto" : BucketLength.text(job.bucketSeconds))")
      for detector in job.detectors { lines.append("detector         \(detector.label)") }
      lines.append("influencers      \(job.influencers.joined(separator: ", "))")
      lines.append(
        "alert            score \(Int(job.alert.threshold)), \(job.alert.severity), risk \(job.alert.riskScore)"
      )
      for positive in job.falsePositives { lines.append("false positive   \(positive)") }
      for reference in job.references { lines.append("reference        \(reference)") }
      if !job.aliases.isEmpty { lines.append("also known as    \(job.aliases.joined(separator: ", "))") }
      return lines.joined(separator: "\n")
    }
  }
}

extension JobChoice {
  static func select(_ words: [String]) throws -> [Job] {
    do { return try JobCatalogue.select(words) } catch { throw Failure.configuration("\(error)") }
  }
}
