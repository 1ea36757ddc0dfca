import Yams

/// A value of a job file about to be written.
indirect enum YAMLValue {
  case text(String)
  /// A number or a truth value, as it stands.
  case plain(String)
  case list([YAMLValue])
  case map([(String, YAMLValue)])

  /// On one line.
  var flow: String {
    switch self {
    case .text(let text): Self.scalar(text)
    case .plain(let text): text
    case .list(let items): "[" + items.map(\.flow).joined(separator: ", ") + "]"
    case .map(let entries):
      "{" + entries.map { "\(Self.scalar($0.0)): \($0.1.flow)" }.joined(separator: ", ") + "}"
    }
  }

  /// Bare where every reader of YAML agrees on what that is; quoted elsewhere.
  private static func scalar(_ text: String) -> String {
    let isWord =
      text.wholeMatch(of: /[A-Za-z_@][A-Za-z0-9_.@\/-]*|[0-9]+[smhd]/) != nil
      && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    if isWord { return text }
    let isPrintable = text.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && $0.value != 0x2028 && $0.value != 0x2029
        && $0.value != 0xFEFF
    }
    return isPrintable ? "'" + text.replacing("'", with: "''") + "'" : escaped(text)
  }

  private static func escaped(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _
      where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
        || [0x2028, 0x2029, 0xFEFF].contains(scalar.value):
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// What a node of JSON holds.
  init(_ node: Node) {
    switch node {
    case .mapping(let mapping):
      self = .map(mapping.map { ($0.scalar?.string ?? "", YAMLValue($1)) })
    case .sequence(let list): self = .list(list.map(YAMLValue.init))
    case .scalar(let scalar):
      self = scalar.style == .plain ? .plain(scalar.string) : .text(scalar.string)
    case .alias: self = .plain("null")
    }
  }
}
