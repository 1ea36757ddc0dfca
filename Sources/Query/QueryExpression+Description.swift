extension QueryExpression: CustomStringConvertible {
  /// The query as KQL that parses to the same expression (to its ``simplified`` form, if it is not simple).
  public var description: String {
    switch self {
    case .everything: "*: *"
    case .leaf(let leaf): leaf.description
    case .not(let part): "not \(part.grouped)"
    case .all(let parts): Self.join(parts, by: " and ", ofNone: "*: *")
    case .any(let parts): Self.join(parts, by: " or ", ofNone: "not *: *")
    }
  }

  private static func join(_ parts: [QueryExpression], by word: String, ofNone empty: String) -> String {
    parts.isEmpty ? empty : parts.map(\.grouped).joined(separator: word)
  }

  /// In parentheses, where it has parts.
  private var grouped: String {
    switch self {
    case .everything, .leaf, .not: description
    case .all, .any: "(\(description))"
    }
  }
}

extension Leaf: CustomStringConvertible {
  public var description: String {
    let name = KQLWriter.word(field)
    return switch test {
    case .exists: "\(name): *"
    case .equals(let literal): "\(name): \(KQLWriter.word(literal.text))"
    case .wildcard(let wildcard): "\(name): \(KQLWriter.pattern(wildcard.pieces))"
    case .range(let comparison, let bound):
      "\(name) \(comparison.rawValue) \(KQLWriter.word(bound.text))"
    case .cidr(let network): "\(name): \(KQLWriter.word(network.text))"
    }
  }
}

/// Text as KQL that reads back the same.
enum KQLWriter {
  /// Bare where that is safe, quoted elsewhere.
  static func word(_ text: String) -> String {
    let plain = text.utf8.allSatisfy { isPlain($0) } && !KQLScanner.keywords.contains(text.lowercased())
    return plain && !text.isEmpty ? text : quoted(text)
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
