import HarrierScoring

/// Colours of a terminal, by the sixteen names that every theme sets itself.
enum TerminalColor {
  static func paint(_ text: String, _ severity: Severity) -> String {
    switch severity {
    case .critical: "\u{1B}[1;31m\(text)\u{1B}[0m"
    case .major: "\u{1B}[31m\(text)\u{1B}[0m"
    case .minor: "\u{1B}[33m\(text)\u{1B}[0m"
    case .warning: "\u{1B}[36m\(text)\u{1B}[0m"
    case .low: "\u{1B}[2m\(text)\u{1B}[0m"
    }
  }

  static func bold(_ text: String) -> String { "\u{1B}[1m\(text)\u{1B}[0m" }
}
