import HarrierEvents
import HarrierResults
import HarrierScoring

/// Findings for a spreadsheet: RFC 4180, UTF-8, lines end in CR LF.
///
/// A log's value that a spreadsheet would run as a formula (`=`, `+`, `-`, `@` or a tab first) gets a
/// leading apostrophe. Our own numbers stay numbers, negative ones too.
public enum CSVReport {
  static let columns = [
    "time", "severity", "score", "detector", "found_for", "influenced_by", "actual", "typical", "description",
    "job_id", "return_period_seconds", "probability", "surprisal",
  ]

  public static func render(records: [Record]) -> String {
    var text = line(columns)
    for record in records { text += line(cells(of: record)) }
    return text
  }

  /// Any other table in the same form.
  public static func table(_ columns: [String], rows: [[String]]) -> String {
    line(columns) + rows.map { line($0.map(guarded)) }.joined()
  }

  private static func cells(of record: Record) -> [String] {
    let row = FindingRow(record)
    return [
      record.timestamp.iso8601, row.severity.rawValue, JSONNumber.text(record.recordScore),
      guarded(row.detector), guarded(pairs(row.foundFor)), guarded(pairs(row.influencedBy)),
      numbers(record.actual), numbers(record.typical), guarded(row.description), guarded(row.job),
      number(record.scoredPeriodSeconds), number(record.probability), number(record.surprisal),
    ]
  }

  private static func pairs(_ influences: [FindingRow.Influence]) -> String {
    influences.map { "\($0.field)=\($0.value)" }.joined(separator: "; ")
  }

  private static func numbers(_ values: [Double]) -> String {
    let text = values.map(number).joined(separator: "; ")
    return values.count > 1 ? guarded(text) : text
  }

  static func number(_ value: Double) -> String { value.isFinite ? JSONNumber.text(value) : "" }

  static func guarded(_ cell: String) -> String {
    // What a spreadsheet takes for blank before a formula is passed over; full-width signs count too.
    let signs: Set<Character> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
    let first = cell.first { $0 != " " && $0 != "\u{A0}" && $0 != "\u{3000}" }
    guard let first, signs.contains(first) else { return cell }
    return "'" + cell
  }

  static func line(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\r\n"
  }

  private static func quoted(_ cell: String) -> String {
    let special = cell.unicodeScalars.contains { [",", "\"", "\r", "\n"].contains($0) }
    return special || cell.hasPrefix(" ") || cell.hasSuffix(" ")
      ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
  }
}
