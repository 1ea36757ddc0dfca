import ArgumentParser
import Foundation
import HarrierReports

#if canImport(Glibc)
  import Glibc
#endif

/// How findings are printed.
struct OutputChoice: ParsableArguments {
  @Option(help: "text, ndjson, csv or html on standard output.") var format = Format.text
  @Option(parsing: .unconditional, help: "Findings to print.") var top = 20
  @Option(help: "auto, always or never.") var color = Color.auto

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, ndjson, csv, html }
  enum Color: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

  func validate() throws {
    guard top >= 0 else { throw ValidationError("--top is 0 or more") }
  }

  /// As wide as the terminal, and in colours where it is one.
  var terminal: TerminalReport { TerminalReport(width: Self.width, color: isColored, limit: top) }

  private var isColored: Bool {
    let environment = ProcessInfo.processInfo.environment
    switch color {
    case .always: return true
    case .never: return false
    case .auto: return isatty(1) == 1 && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    }
  }

  private static var width: Int {
    var size = winsize()
    if ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 { return Int(size.ws_col) }
    return ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init) ?? 140
  }
}
