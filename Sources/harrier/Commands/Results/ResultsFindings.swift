import ArgumentParser
import HarrierJobs
import HarrierReports
import HarrierResults

extension ResultsCommand {
  /// `harrier results findings`: records again, of one hunt or of several.
  struct Findings: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints findings, the strangest first.",
      discussion: """
        All records that the hunts kept, whatever a --budget let them print: a table with records of one thing in one row; --format ndjson, csv and html give them all. The page
        of --format html has no raw events: these lie in the logs, which are not read again.

        EXAMPLES
          harrier results findings/ --min-score 50
          harrier results daily/ --with 203.0.113.9 --top 50
          harrier results daily/ --with ann --format html > ann.html

        EXIT STATUS
          0 done, with or without findings; 1 usage; 2 a store could not be read
        """)
    @OptionGroup var folders: ResultFolders
    @OptionGroup var choice: ResultsChoice
    @OptionGroup var output: OutputChoice

    func run() throws {
      let hunts = try folders.hunts()
      let query = try choice.query(hunts)
      let records = Ranking.findings(try folders.read { store, _ in try store.records(matching: query) })
      try FindingsPrinter(choice: output).print(
        records, text: { $0.render(findings: records) },
        html: {
          HTMLReport.render(
            records: records, jobs: Self.jobs(hunts), rawEvents: [:],
            summary: RunSummary(of: hunts, records: records.count))
        })
    }

    /// The catalogue's, and what the hunts say of others.
    private static func jobs(_ hunts: [RunSummary]) -> [String: JobInfo] {
      let ran = hunts.flatMap(\.jobsRun).map { ($0.id, JobInfo(title: $0.title, attack: $0.attack)) }
      return JobInfo.byID(JobCatalogue.all).merging(ran) { known, _ in known }
    }
  }
}
