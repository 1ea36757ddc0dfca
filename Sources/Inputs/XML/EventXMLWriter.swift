import CEventXML

/// One event's XML as a JSON object: attributes and elements under their names, `<Data Name="x">` under `x`.
///
/// - Not for: documents with a type of their own; entities but those of XML itself are none, and nothing is fetched.
final class EventXMLWriter {
  private static let mostDepth = 16
  private let parser = hx_parser_new()

  deinit { hx_parser_free(parser) }

  /// - Returns: what is wrong with the event; nil where it was written.
  func write(_ event: UnsafeBufferPointer<UInt8>, into text: inout JSONBuffer) -> String? {
    let root = event.withMemoryRebound(to: CChar.self) { hx_read(parser, $0.baseAddress, Int32($0.count)) }
    guard let root else { return "not well-formed" }
    text.write("{\"Event\":")
    element(root, depth: 0, into: &text)
    text.write(UInt8(ascii: "}"))
    return nil
  }

  /// An element without attributes and elements is its text.
  private func element(_ node: hx_node, depth: Int, into text: inout JSONBuffer) {
    let attributes = Self.list(hx_first_attribute(node))
    let elements = Self.list(hx_first_element(node))
    guard !attributes.isEmpty || !elements.isEmpty, depth < Self.mostDepth else {
      return value(of: node, into: &text)
    }
    var members = Members()
    text.write(UInt8(ascii: "{"))
    for attribute in attributes {
      members.begin(hx_name(attribute), &text)
      value(of: attribute, into: &text)
    }
    if elements.isEmpty, hx_has_content(node) {
      members.begin("#text", &text)
      value(of: node, into: &text)
    }
    var unnamed: [hx_node] = []
    for child in elements {
      if !Self.isNamed(child, "Data") {
        members.begin(hx_name(child), &text)
        element(child, depth: depth + 1, into: &text)
      } else if let name = Self.list(hx_first_attribute(child)).first(where: { Self.isNamed($0, "Name") }) {
        members.begin(&text)
        value(of: name, into: &text)
        text.write(UInt8(ascii: ":"))
        value(of: child, into: &text)
      } else {
        unnamed.append(child)
      }
    }
    write(unnamed, &members, into: &text)
    text.write(UInt8(ascii: "}"))
  }

  /// Values that have no names stay a list, in their order.
  private func write(_ unnamed: [hx_node], _ members: inout Members, into text: inout JSONBuffer) {
    guard !unnamed.isEmpty else { return }
    members.begin("Data", &text)
    for (place, node) in unnamed.enumerated() {
      text.write(place == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
      value(of: node, into: &text)
    }
    text.write(UInt8(ascii: "]"))
  }

  private func value(of node: hx_node, into text: inout JSONBuffer) {
    guard let found = hx_text(node) else { return text.write("\"\"") }
    text.write(string: found)
    hx_text_free(found)
  }

  private static func isNamed(_ node: hx_node, _ word: String) -> Bool {
    String(cString: hx_name(node)) == word
  }

  private static func list(_ first: hx_node?) -> [hx_node] {
    Array(
      sequence(state: first) { node in
        defer { node = node.flatMap { hx_next($0) } }
        return node
      })
  }

  /// Commas between members.
  private struct Members {
    private var count = 0

    mutating func begin(_ text: inout JSONBuffer) {
      if count > 0 { text.write(UInt8(ascii: ",")) }
      count += 1
    }

    mutating func begin(_ name: UnsafePointer<CChar>, _ text: inout JSONBuffer) {
      begin(&text)
      text.write(string: name)
      text.write(UInt8(ascii: ":"))
    }
  }
}

extension JSONBuffer {
  /// A text that ends with a NUL, as a JSON string.
  fileprivate mutating func write(string: UnsafePointer<CChar>) {
    write(UInt8(ascii: "\""))
    var at = 0
    while case let byte = UInt8(bitPattern: string[at]), byte != 0 {
      switch byte {
      case 0x22, 0x5C:
        write(UInt8(ascii: "\\"))
        write(byte)
      case 0..<0x20:
        write("\\u00")
        write(hex: UInt64(byte), digits: 2)
      default: write(byte)
      }
      at += 1
    }
    write(UInt8(ascii: "\""))
  }
}
