/// Why a text is no query: where, what was found, and what would be right.
///
/// ```
/// 1:13: found the end of the query, expected a value
///   event.code:
///              ^
/// ```
public struct KQLError: Error, Hashable, Sendable {
  public let query: String
  /// Counted from 1.
  public let line: Int
  /// In characters, counted from 1.
  public let column: Int
  public let found: String
  public let expected: String

  init(query: String, byteOffset: Int, found: String, expected: String) {
    let before = query.utf8.prefix(byteOffset)
    let newline = UInt8(ascii: "\n")
    let start = before.lastIndex(of: newline).map { before.index(after: $0) } ?? before.startIndex
    self.query = query
    line = before.count { $0 == newline } + 1
    column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
    self.found = found
    self.expected = expected
  }

  /// Found and expected, on one line.
  public var message: String { "found \(found), expected \(expected)" }

  /// Characters of the query shown on either side of the column.
  private static let window = 60

  /// The line of the query around the column, with control characters made visible, and a caret below.
  private var excerpt: String {
    let lines = query.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    let scalars = Array(lines[line - 1])
    let first = max(0, column - 1 - Self.window)
    let last = max(first, min(scalars.count, column - 1 + Self.window))
    let shown = KQLError.printable(scalars[min(first, scalars.count)..<min(last, scalars.count)])
    return "  \(shown)\n" + String(repeating: " ", count: 2 + column - 1 - first) + "^"
  }

  static func printable(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var result = ""
    for scalar in scalars {
      result.unicodeScalars.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
    }
    return result
  }
}

extension KQLError: CustomStringConvertible {
  public var description: String { "\(line):\(column): \(message)\n\(excerpt)" }
}
