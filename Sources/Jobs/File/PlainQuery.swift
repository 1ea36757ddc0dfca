/// Lets a job file say `query: event.category: process`, which strict YAML refuses for its second colon.
///
/// A top-level `query:` whose value stands plain on its line (and on indented lines below) is put in single
/// quotes before YAML sees it. Lines keep their numbers.
enum PlainQuery {
  private static let key = "query:"

  /// - Returns: the text to read as YAML, and whether a query was quoted.
  static func quoted(_ text: String) -> (text: String, wasQuoted: Bool) {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
    guard let first = lines.firstIndex(where: isPlain) else { return (text, false) }
    var last = first
    while !hasComment(lines[last]), last + 1 < lines.count, isContinuation(lines[last + 1]) { last += 1 }
    for index in first...last { lines[index] = lines[index].replacing("'", with: "''") }
    lines[last] = closed(lines[last])
    let value = lines[first].dropFirst(key.count).drop { $0 == " " }
    lines[first] = lines[first].dropLast(value.count) + "'" + value
    return (lines.joined(separator: "\n"), true)
  }

  private static func isPlain(_ line: String) -> Bool {
    guard line.hasPrefix(key + " ") else { return false }
    let value = line.dropFirst(key.count).drop { $0 == " " }
    guard let first = value.first else { return false }
    // A query that begins with a quoted field is YAML's quoted text; what begins with `*` would be an alias.
    return !"\"'|>#&!{[".contains(first)
  }

  private static func isContinuation(_ line: String) -> Bool {
    line.hasPrefix(" ") && line.contains { $0 != " " }
  }

  private static func hasComment(_ line: String) -> Bool { line.contains(" #") }

  /// The line with a closing quote behind its last word, before its comment.
  private static func closed(_ line: String) -> String {
    let end = line.firstRange(of: " #")?.lowerBound ?? line.endIndex
    let last = line[..<end].lastIndex { $0 != " " && $0 != "\t" } ?? line.startIndex
    return line[...last] + "'" + line[line.index(after: last)...]
  }
}
