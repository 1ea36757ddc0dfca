/// A piece of HTML. A string put into it is escaped, always; only another piece is taken as it is, so that
/// a log's value cannot become markup by an oversight.
///
/// Strings from logs go through ``VisibleText`` as well, where they become a ``FindingRow``.
struct Markup: ExpressibleByStringInterpolation, Sendable {
  let html: String

  init(stringLiteral html: String) { self.html = html }
  init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }
  private init(html: String) { self.html = html }

  /// Text of our own that is HTML already, such as a style sheet from our assets.
  static func trusted(_ html: String) -> Markup { Markup(html: html) }

  static func escape(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in VisibleText.block(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text that may be broken where a name has its joints: `rare_method_for_a_username`, `C:\\Windows`.
  static func breakable(_ text: String) -> Markup {
    var result = ""
    for character in text {
      result += escape(String(character))
      if "_./\\(,:".contains(character) { result += "<wbr>" }
    }
    return Markup(html: result)
  }

  struct StringInterpolation: StringInterpolationProtocol {
    var html = ""

    init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity * 2) }
    mutating func appendLiteral(_ literal: String) { html += literal }
    mutating func appendInterpolation(_ text: String) { html += Markup.escape(text) }
    mutating func appendInterpolation(_ number: Int) { html += String(number) }
    mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
    mutating func appendInterpolation(_ list: [Markup]) { for markup in list { html += markup.html } }
  }
}
