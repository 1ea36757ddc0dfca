import ArgumentParser
import HarrierReports
import HarrierResults

extension ResultsCommand {
  /// `harrier results runs`: the hunts whose findings lie in folders.
  struct Runs: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists hunts: what they read, and how much they found.",
      discussion: """
        EXAMPLES
          harrier results runs findings/
          harrier results runs daily/
          harrier results runs daily/ --format ndjson
        """)
    private typealias Run = (folder: String, summary: RunSummary)

    @OptionGroup var folders: ResultFolders
    @OptionGroup var list: ResultsList

    func run() throws {
      let runs: [Run] = try folders.read { store, folder in try store.runs().map { (folder, $0) } }
      try list.print(
        runs, none: "No hunt has come to its end there.", columns: Self.columns, cells: Self.cells,
        json: { try SummaryCoding.line($0.summary, folder: $0.folder) })
    }

    private static let columns = [
      ("folder", false), ("from", false), ("to", false), ("mode", false), ("files", true), ("events", true),
      ("rejected", true), ("jobs", true), ("records", true), ("alerts", true),
    ]

    private static func cells(_ run: Run, _ format: ResultsList.Format) -> [String] {
      let summary = run.summary
      let times = [summary.firstEvent ?? "", summary.lastEvent ?? ""]
      let counts = [
        summary.filesRead, summary.eventsRead, summary.rejected.reduce(0) { $0 + $1.count },
        summary.jobsRun.count, summary.recordCount, summary.alertCount,
      ]
      let isText = format == .text
      return [run.folder] + times.map { isText ? TimeText.minute(iso8601: $0) : $0 } + [summary.mode]
        + counts.map { isText ? NumberText.count($0) : String($0) }
    }
  }
}
