/// Text from logs, made safe to look at: what could steer a terminal or hide from the eye is written out.
///
/// Control characters (ESC, NUL, C1), bidirectional overrides, zero-width and other format characters and
/// line separators become `\n`, `\t`, or their code as `\u{202E}`. Everything else stays as it is.
public enum VisibleText {
  /// On one line.
  public static func line(_ text: String) -> String { escape(text, keeping: []) }

  /// Keeps line breaks and tabs, for a raw event shown as a block.
  public static func block(_ text: String) -> String { escape(text, keeping: ["\n", "\t"]) }

  /// A value of a key field: the missing one reads `<unknown>`.
  public static func value(_ text: String) -> String { text.isEmpty ? "<unknown>" : line(text) }

  private static func escape(_ text: String, keeping kept: Set<Unicode.Scalar>) -> String {
    if text.utf8.allSatisfy({ (32..<127).contains($0) }) { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if kept.contains(scalar) || !isHidden(scalar) {
        result.append(scalar)
      } else {
        result.append(contentsOf: code(of: scalar).unicodeScalars)
      }
    }
    return String(result)
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }

  private static func code(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    }
  }
}
