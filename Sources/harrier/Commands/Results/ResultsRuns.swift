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
        """)
    @OptionGroup var folders: ResultFolders

    func run() throws {
      let runs = try folders.read { store, folder in try store.runs().map { (folder, $0) } }
      guard !runs.isEmpty else { return print("No hunt has come to its end there.") }
      for line in Self.lines(runs) { print(line) }
    }

    private static func lines(_ runs: [(folder: String, summary: RunSummary)]) -> [String] {
      TextTable.lines(
        [
          ("folder", false), ("from", false), ("to", false), ("mode", false), ("files", true),
          ("events", true),
          ("rejected", true), ("jobs", true), ("records", true), ("alerts", true),
        ],
        rows: runs.map { folder, summary in
          [
            folder, TimeText.minute(iso8601: summary.firstEvent ?? ""),
            TimeText.minute(iso8601: summary.lastEvent ?? ""), summary.mode,
            NumberText.count(summary.filesRead), NumberText.count(summary.eventsRead),
            NumberText.count(summary.rejected.reduce(0) { $0 + $1.count }),
            NumberText.count(summary.jobsRun.count), NumberText.count(summary.recordCount),
            NumberText.count(summary.alertCount),
          ]
        })
    }
  }
}
