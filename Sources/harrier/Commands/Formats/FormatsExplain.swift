import ArgumentParser
import HarrierEnrichment
import HarrierFormats
import HarrierInputs
import HarrierJobs
import HarrierReports

extension FormatsCommand {
  /// `harrier formats explain`: what becomes of a file's records.
  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows which mapping matched a file, records before and after, and what no rule reads.",
      discussion: """
        Looks at the first 256 KiB. Tells which mapping was chosen and which others fit, what the first records become,
        which fields of the log no rule reads, and what nearly applicable jobs lack.

        EXAMPLES
          harrier formats explain audit.json
          harrier formats explain export.csv --rows 1 --mapping my.yml
          harrier formats explain copy-of-auth.log --year 2025

        EXIT STATUS
          0 recognised; 2 not, or the file cannot be read
        """)
    /// Records that jobs are held against.
    private static let mostRows = 500
    @Argument(help: "A file.", completion: .file()) var file: String
    @Option(help: "Records to show.") var rows = 3
    @Option(help: "Unmapped fields and jobs to show at most.") var most = 20
    @Option(
      help: """
        Year of the first line, should times not say it (syslog of RFC 3164); else no line is later than a day after \
        the file was last changed.
        """)
    var year: Int64?
    @OptionGroup var data: DataChoice

    func validate() throws {
      guard (0...1000).contains(rows) else { throw ValidationError("--rows is 0 to 1000") }
      guard (0...10_000).contains(most) else { throw ValidationError("--most is 0 to 10000") }
      if let year, !(1970...2200).contains(year) { throw ValidationError("--year is 1970 to 2200") }
    }

    func run() throws {
      let registry = try data.formats()
      let found: FormatExplanation
      do {
        found = try FileHead.with(file) {
          try registry.explain(
            head: $0, rows: max(rows, Self.mostRows), path: file, year: year,
            modified: InputFiles.modified(file))
        }
      } catch {
        throw Failure.input("\(file): not recognised: \(error)")
      }
      printChoice(found)
      printRows(found)
      printUnmapped(found)
      try printJobs(found)
    }

    private func show(_ text: String) { print(VisibleText.line(text)) }

    private func printChoice(_ found: FormatExplanation) {
      show("\(file): \(found.recognised.name), \(found.recognised.mapping.title)")
      for candidate in found.candidates.prefix(5) {
        show(
          "  \(candidate.mapping.name): \(candidate.fitting) of \(candidate.records) records have "
            + candidate.paths.joined(separator: ", "))
      }
      show("  \(NumberText.count(found.events, "event")) in the first 256 KiB")
      for (reason, count) in found.rejects.counts.sorted(by: { $0.key < $1.key }) {
        show("  passed over: \(count) × \(reason)")
      }
      for (conflict, count) in found.conflicts.counts.sorted(by: { $0.key < $1.key }) {
        show("  \(conflict), \(count) times")
      }
    }

    private func printRows(_ found: FormatExplanation) {
      for (number, row) in found.rows.prefix(rows).enumerated() {
        print("\nrecord \(number + 1)")
        show("  " + row.text.prefix(400) + (row.text.count > 400 ? "…" : ""))
        show("  becomes an event of \(row.time.iso8601)")
        let width = row.values.map(\.field.count).max() ?? 0
        for (field, value) in row.values {
          show("    \(field.padding(toLength: width, withPad: " ", startingAt: 0))  \(value.prefix(200))")
        }
      }
    }

    private func printUnmapped(_ found: FormatExplanation) {
      guard !found.unmapped.isEmpty else { return }
      print("\nno rule reads (\(found.unmapped.count) fields)")
      for field in found.unmapped.prefix(most) {
        let example = field.example.isEmpty ? "empty" : "such as “\(field.example.prefix(60))”"
        show("  \(field.path): \(field.count) records, \(example)")
      }
    }

    private func printJobs(_ found: FormatExplanation) throws {
      let jobs = try JobsOfSample(found, jobs: JobCatalogue.select([]), enrichers: data.enrichers())
      print(
        "\n\(NumberText.count(jobs.fed, "job")) of the catalogue find all fields they need here; "
          + "\(NumberText.count(jobs.matching)) of them look for such records")
      guard !jobs.near.isEmpty else { return }
      print("near to applicable, but for")
      for job in jobs.near.prefix(most) { show("  \(job.id): \(job.missing.joined(separator: ", "))") }
    }
  }
}
