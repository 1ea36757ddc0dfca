import ArgumentParser
import HarrierReports

/// How a list of results is printed: cut and aligned for a person, or whole for a program.
struct ResultsList: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, ndjson, csv }

  @Option(help: "text, ndjson or csv.") var format = Format.text

  /// - Parameter none: what is said to a person where there are none; programs get an empty list.
  func print<Row>(
    _ rows: [Row], none: String, columns: [(title: String, right: Bool)], most: Int = .max,
    cells: (Row, Format) -> [String], json: (Row) throws -> String
  ) throws {
    switch format {
    case .text:
      guard !rows.isEmpty else { return Swift.print(none) }
      let lines = TextTable.lines(columns, rows: rows.prefix(most).map { cells($0, .text) })
      for line in lines { Swift.print(line) }
      if rows.count > most { Swift.print("… and \(NumberText.count(rows.count - most)) more") }
    case .ndjson:
      for row in rows { guard try StandardOutput.write(json(row) + "\n") else { return } }
    case .csv:
      _ = try StandardOutput.write(
        CSVReport.table(columns.map(\.title), rows: rows.map { cells($0, .csv) }))
    }
  }
}
