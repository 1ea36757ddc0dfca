extension QueryExpression: CustomStringConvertible {
  /// The query as KQL that parses to the same expression (to its ``simplified`` form, if it is not simple).
  public var description: String {
    switch self {
    case .everything: "*: *"
    case .leaf(let leaf): leaf.description
    case .not(let part): "not \(part.grouped)"
    case .all(let parts): Self.join(parts, by: " and ", ofNone: "*: *")
    case .any(let parts):
      Self.choices(of: parts) ?? Self.join(parts, by: " or ", ofNone: "not *: *")
    }
  }

  private static func join(_ parts: [QueryExpression], by word: String, ofNone empty: String) -> String {
    parts.isEmpty ? empty : parts.map(\.grouped).joined(separator: word)
  }

  /// Values of one field: `a: (x or y)`; nil for anything else.
  private static func choices(of parts: [QueryExpression]) -> String? {
    guard parts.count > 1, case .leaf(let first) = parts[0] else { return nil }
    var values: [String] = []
    for part in parts {
      guard case .leaf(let leaf) = part, leaf.field == first.field, let value = leaf.value else { return nil }
      values.append(value)
    }
    return "\(KQLWriter.word(first.field)): (\(values.joined(separator: " or ")))"
  }

  /// In parentheses, where it has parts.
  private var grouped: String {
    switch self {
    case .everything, .leaf, .not: description
    case .any(let parts): Self.choices(of: parts) ?? "(\(description))"
    case .all: "(\(description))"
    }
  }
}

extension Leaf: CustomStringConvertible {
  public var description: String {
    let name = KQLWriter.word(field)
    if case .range(let comparison, let bound) = test {
      return "\(name) \(comparison.rawValue) \(KQLWriter.word(bound.text))"
    }
    return "\(name): \(value ?? "*")"
  }

  /// What stands behind the colon; nil for a range, which has none.
  fileprivate var value: String? {
    switch test {
    case .exists: "*"
    case .equals(let literal): KQLWriter.word(literal.text)
    case .wildcard(let wildcard): KQLWriter.pattern(wildcard.pieces)
    case .range: nil
    case .cidr(let network): KQLWriter.word(network.text)
    }
  }
}

/// Text as KQL that reads back the same.
enum KQLWriter {
  /// Bare where that is safe, quoted elsewhere.
  static func word(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { isPlain($0) } && !KQLScanner.keywords.contains(text.lowercased())
    let isSlip = ValueTest.Network.bitsExceeded(in: text) != nil
    return plain && !text.isEmpty && !isSlip ? text : quoted(text)
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// Pieces between stars. A blank is written as a code, so that no word of a piece can look like a keyword.
  static func pattern(_ pieces: [String]) -> String {
    pieces.map { piece in
      piece.unicodeScalars.reduce(into: "") { result, scalar in
        if let byte = UInt8(exactly: scalar.value), isPlain(byte) || scalar.value > 0xA0 {
          result.unicodeScalars.append(scalar)
        } else if scalar.value > 0xFF {
          result.unicodeScalars.append(scalar)
        } else {
          let hex = String(scalar.value, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
        }
      }
    }.joined(separator: "*")
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: [UInt8]("._-/@$+,;".utf8).contains(byte)
    }
  }
}
