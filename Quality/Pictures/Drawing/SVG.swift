/// SVG as text, an element a line; what is put in as text is escaped.
struct SVG {
  private(set) var text = ""

  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String? = nil)
  {
    text += "<\(name)"
    for (key, value) in attributes { text += " \(key)=\"\(Self.escape(value))\"" }
    text += content.map { ">\(Self.escape($0))</\(name)>\n" } ?? "/>\n"
  }

  /// Markup of our own, such as a style sheet.
  mutating func raw(_ markup: String) { text += markup + "\n" }

  static func escape(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }

  /// A place in the picture to a tenth of a pixel, which a machine's last digit does not change.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return tenths % 10 == 0
      ? "\(tenths / 10)" : "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
  }
}
