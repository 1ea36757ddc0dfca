import HarrierReports
import HarrierResults
import HarrierScoring

/// Findings on standard output, in the form that was asked for.
struct FindingsPrinter {
  let choice: OutputChoice

  /// - Parameter records: the strangest first.
  /// - Parameter text: for a person at a terminal; asked for where that is the form, as ``html`` is.
  func print(
    _ records: [Record], text: (TerminalReport) -> String, html: () throws -> String
  ) throws {
    switch choice.format {
    case .text: try write(text(choice.terminal))
    case .ndjson:
      for piece in NDJSONReport.pieces(records: ResultOrder.sorted(records)) {
        guard try write(piece) else { return }
      }
    case .csv: try write(CSVReport.render(records: records))
    case .html: try write(html())
    }
  }

  /// Whether somebody still reads: one who has seen enough (`head`) is no failure.
  @discardableResult
  private func write(_ text: String) throws -> Bool {
    try StandardOutput.write(text.isEmpty || text.hasSuffix("\n") ? text : text + "\n")
  }
}
