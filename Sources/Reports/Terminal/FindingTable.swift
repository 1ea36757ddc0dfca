/// The findings' columns in a terminal.
enum FindingTable {
  static func make(_ rows: [FindingRow], color: Bool, describes: Bool) -> TerminalTable {
    let severities = rows.map(\.severity)
    let paint: @Sendable (String, Int) -> String = { text, row in
      color ? TerminalColor.paint(text, severities[row]) : text
    }
    return TerminalTable(
      columns: [
        .init("time"), .init("severity", paint: paint), .init("detector", least: 12),
        .init("found for", least: 10), .init("influenced by", least: 8),
        .init("actual", least: 8, alignsRight: true), .init("typical", least: 8, alignsRight: true),
        .init("description", least: 20), .init("job", least: 8),
      ],
      cells: rows.map { cells(of: $0, describes: describes) })
  }

  private static func cells(of row: FindingRow, describes: Bool) -> [String] {
    // A plus marks a run of buckets, as the cross does on the page.
    let mark = row.isMultiBucket ? "+" : ""
    return [
      row.time, "\(row.severity.rawValue) \(row.score)\(mark)", row.detector, row.foundForText,
      row.influencedByText(first: 2), row.actual, row.typical, describes ? row.description : "", row.job,
    ]
  }
}
