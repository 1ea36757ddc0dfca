/// A plain table for standard output: columns as wide as they have to be, two blanks between them.
public enum TextTable {
  /// - Parameter columns: titles; those with `right` have numbers.
  /// - Returns: a line for the titles and one a row; columns without a value are left out.
  public static func lines(_ columns: [(title: String, right: Bool)], rows: [[String]]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let cells = rows.map { $0.map { VisibleText.line($0) } }
    let table = TerminalTable(
      columns: columns.map { TerminalTable.Column($0.title, alignsRight: $0.right) }, cells: cells)
    return table.lines(width: table.naturalWidth)
  }
}
