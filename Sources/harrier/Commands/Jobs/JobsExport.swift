import ArgumentParser
import HarrierJobs

extension JobsCommand {
  /// `harrier jobs export`: Elastic's JSON out of jobs.
  struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints jobs as Elastic's anomaly detection jobs with their datafeeds.",
      discussion: """
        The datafeed reads logs-*; change it to your indices. A job with a function that Elastic does not have
        (beacon) is refused by name.

        EXAMPLES
          harrier jobs export dns_tunneling > job.json
          harrier jobs export ./mine.yml cloud-aws --format elastic
        """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case elastic }

    @Argument(help: "Ids, aliases, packs or files of jobs.") var jobs: [String]
    @Option(help: "elastic.") var format = Format.elastic

    func run() throws {
      let chosen = try JobChoice.select(jobs)
      do throws(ElasticExport.Failure) { print(try ElasticExport.json(chosen)) } catch {
        throw Failure.configuration("\(error)")
      }
    }
  }
}
