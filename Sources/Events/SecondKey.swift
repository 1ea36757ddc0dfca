/// Where a key of a YAML mapping stands for the second time: Yams names the first place, which is not the one to mend.
///
/// Its readers are those of job files and of mappings of formats.
public enum SecondKey {
  /// - Parameters:
  ///   - key: as it was read, without quotes.
  ///   - line: of its first place, from 1; so is `column`.
  /// - Returns: nil where it cannot be told, as for keys in a style of their own.
  public static func place(
    of key: String, in yaml: String, line: Int, column: Int
  ) -> (line: Int, column: Int)? {
    // Scalars, as Yams counts columns, and for a line may end in CR LF.
    let lines = yaml.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(line - 1), column >= 1 else { return nil }
    if let column = inFlow(key, Array(lines[line - 1]), behind: column - 1) { return (line, column + 1) }
    for number in line..<lines.count {
      let text = Array(lines[number])
      let indent = text.firstIndex { $0 != " " } ?? text.count
      if indent == column - 1, begins(key, text, at: indent) { return (number + 1, column) }
      // What is less indented belongs to another mapping; blank lines and comments to none.
      if indent < column - 1, indent < text.count, text[indent] != "#", text[indent] != "\r" { return nil }
    }
    return nil
  }

  private static func begins(_ key: String, _ text: [Unicode.Scalar], at column: Int) -> Bool {
    for quote in ["", "\"", "'"] {
      let wanted = Array((quote + key + quote).unicodeScalars)
      guard column + wanted.count < text.count, text[column...].starts(with: wanted) else { continue }
      if text[(column + wanted.count)...].first(where: { $0 != " " }) == ":" { return true }
    }
    return false
  }

  /// In `{a: 1, a: 2}`: behind a comma.
  private static func inFlow(_ key: String, _ text: [Unicode.Scalar], behind column: Int) -> Int? {
    for place in text.indices.dropFirst(column + 1) where text[place] == "," {
      let next = text[(place + 1)...].firstIndex { $0 != " " } ?? text.count
      if begins(key, text, at: next) { return next }
    }
    return nil
  }
}
