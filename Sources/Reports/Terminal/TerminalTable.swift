/// Aligned columns that fit a terminal's width: the widest flexible columns give way first.
struct TerminalTable {
  struct Column {
    let title: String
    /// What the column may be shortened to; nil where it may not.
    let least: Int?
    let alignsRight: Bool
    /// Puts colour around a cell that is padded already.
    let paint: (@Sendable (_ text: String, _ row: Int) -> String)?

    init(
      _ title: String, least: Int? = nil, alignsRight: Bool = false,
      paint: (@Sendable (String, Int) -> String)? = nil
    ) {
      self.title = title
      self.least = least
      self.alignsRight = alignsRight
      self.paint = paint
    }
  }

  private static let gap = 2

  let columns: [Column]
  let cells: [[String]]

  /// Columns that are empty in every row are left out.
  init(columns: [Column], cells: [[String]]) {
    let used = columns.indices.filter { column in cells.contains { !$0[column].isEmpty } }
    self.columns = used.map { columns[$0] }
    self.cells = cells.map { row in used.map { row[$0] } }
  }

  /// Columns beside each other at full length.
  var naturalWidth: Int { widths.reduce(0, +) + Self.gap * max(0, columns.count - 1) }

  /// The head's line, then a line a row.
  func lines(width: Int) -> [String] {
    let widths = fitted(to: width)
    let head = line(columns.map(\.title), widths: widths, row: nil)
    return [head] + cells.enumerated().map { line($1, widths: widths, row: $0) }
  }

  private var widths: [Int] {
    columns.indices.map { column in
      cells.reduce(DisplayWidth.of(columns[column].title)) { max($0, DisplayWidth.of($1[column])) }
    }
  }

  private func fitted(to width: Int) -> [Int] {
    var widths = self.widths
    var excess = naturalWidth - width
    // Where the columns' least is still too much, they go below it: a cut cell is read more easily than
    // a line that the terminal breaks.
    for leasts in [columns.map(\.least), columns.map { $0.least == nil ? nil : 4 }] {
      while excess > 0 {
        let shrinkable = widths.indices.filter { widths[$0] > leasts[$0] ?? .max }
        guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
        widths[widest] -= 1
        excess -= 1
      }
    }
    return widths
  }

  private func line(_ cells: [String], widths: [Int], row: Int?) -> String {
    let texts = columns.indices.map { index in
      let text = DisplayWidth.truncate(cells[index], to: widths[index])
      let isLast = index == columns.count - 1
      let padded =
        isLast && !columns[index].alignsRight
        ? text : DisplayWidth.pad(text, to: widths[index], right: columns[index].alignsRight)
      guard let row, let paint = columns[index].paint else { return padded }
      return paint(padded, row)
    }
    return texts.joined(separator: String(repeating: " ", count: Self.gap))
  }
}
