import ArgumentParser
import HarrierJobs

extension JobsCommand {
  /// `harrier jobs export`: Elastic's JSON out of jobs.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints jobs as Elastic's anomaly detection jobs with their datafeeds.",
      discussion: """
        The datafeed reads logs-*; change it to your indices. A job that Elastic cannot have, as with a
        function of ours (beacon), is named on standard error with its reason; the others are printed.

        EXAMPLES
          harrier jobs export dns_tunneling > job.json
          harrier jobs export ./mine.yml cloud-aws --format elastic

        EXIT STATUS
          0 all were exported; 1 some were refused, or all
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case elastic }

    @Argument(help: "Ids, aliases, packs or files of jobs.") var jobs: [String]
    @Option(help: "elastic.") var format = Format.elastic

    func run() throws {
      let chosen = try JobChoice.select(jobs)
      let exported = ElasticExport.export(chosen)
      if let json = exported.json { print(json) }
      for refused in exported.refused { Message.print("harrier: not exported: \(refused)") }
      if !exported.refused.isEmpty { throw ExitCode(1) }
    }
  }
}
