import Yams

/// Reads values out of YAML and keeps what is wrong with them, each with its place.
struct NodeReader {
  let file: String
  private(set) var problems: [JobProblem] = []

  init(file: String) { self.file = file }

  mutating func report(_ node: Node, _ field: String?, _ message: String) {
    report(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, field, message)
  }

  mutating func report(line: Int, column: Int, _ field: String?, _ message: String) {
    problems.append(JobProblem(file: file, line: line, column: column, field: field, message: message))
  }

  /// The values of a mapping by key. Unknown keys are reported, and so are required ones that lack.
  mutating func entries(of node: Node, at path: String?, keys: [String], required: [String]) -> [String: Node]
  {
    guard case .mapping(let mapping) = node else {
      report(node, path, "found \(Self.kind(of: node)), allowed: keys and values (\(Self.list(keys)))")
      return [:]
    }
    var entries: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      if keys.contains(name) {
        entries[name] = value
      } else {
        report(key, Self.join(path, Self.shown(name)), Self.unknownKey(name, allowed: keys))
      }
    }
    for key in required where entries[key] == nil {
      report(node, Self.join(path, key), "missing")
    }
    return entries
  }

  private static func unknownKey(_ name: String, allowed: [String]) -> String {
    return "unknown key\(Suggestion.phrase(for: name, among: allowed)) allowed: \(list(allowed))"
      .replacing("key allowed", with: "key, allowed")
  }

  /// Text, which may not be empty.
  mutating func text(_ node: Node?, _ field: String) -> String? {
    guard let node else { return nil }
    guard let scalar = node.scalar, !Self.isNull(scalar), scalar.string.contains(where: { !$0.isWhitespace })
    else {
      report(node, field, "found \(Self.kind(of: node)), allowed: text")
      return nil
    }
    return scalar.string
  }

  /// A list of texts that all differ.
  mutating func texts(_ node: Node?, _ field: String) -> [(text: String, node: Node)] {
    guard let node else { return [] }
    guard case .sequence(let sequence) = node else {
      report(node, field, "found \(Self.kind(of: node)), allowed: a list, as in [first, second]")
      return []
    }
    var seen: Set<String> = []
    return sequence.enumerated().compactMap { index, element in
      let place = "\(field)[\(index)]"
      guard let text = text(element, place) else { return nil }
      guard seen.insert(text).inserted else {
        report(element, place, "found “\(Self.shown(text))” a second time, allowed: each value once")
        return nil
      }
      return (text, element)
    }
  }

  /// The name of a field.
  mutating func fieldName(_ node: Node?, _ field: String) -> String? {
    guard let node, let text = text(node, field) else { return nil }
    guard Self.isFieldName(text) else {
      report(node, field, "found “\(Self.shown(text))”, allowed: a field's full name, such as process.name")
      return nil
    }
    return text
  }

  mutating func fieldNames(_ node: Node?, _ field: String) -> [String] {
    texts(node, field).enumerated().compactMap { fieldName($0.element.node, "\(field)[\($0.offset)]") }
  }

  mutating func flag(_ node: Node?, _ field: String) -> Bool? {
    guard let node else { return nil }
    if let scalar = node.scalar, scalar.style == .plain, let flag = Bool(scalar.string.lowercased()) {
      return flag
    }
    report(node, field, "found \(Self.kind(of: node)), allowed: true, false")
    return nil
  }

  /// A number of 0…100.
  mutating func percent(_ node: Node?, _ field: String, whole: Bool) -> Double? {
    guard let node else { return nil }
    if let scalar = node.scalar, scalar.style == .plain, let number = Double(scalar.string),
      (0...100).contains(number), !whole || number == number.rounded()
    {
      return number
    }
    report(node, field, "found \(Self.kind(of: node)), allowed: a \(whole ? "whole " : "")number of 0…100")
    return nil
  }

  // MARK: Words

  static func kind(of node: Node) -> String {
    switch node {
    case .mapping: "keys and values"
    case .sequence: "a list"
    case .alias: "an alias"
    case .scalar(let scalar):
      isNull(scalar) || scalar.string.isEmpty ? "nothing" : "“\(shown(scalar.string))”"
    }
  }

  /// Text of a file, short and without control characters.
  static func shown(_ text: String) -> String {
    let safe = text.unicodeScalars.prefix(60).map {
      $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0)
    }
    return String(safe) + (text.unicodeScalars.count > 60 ? "…" : "")
  }

  static func list(_ words: [String]) -> String { words.joined(separator: ", ") }

  static func join(_ path: String?, _ key: String) -> String { path.map { "\($0).\(key)" } ?? key }

  private static func isNull(_ scalar: Node.Scalar) -> Bool {
    scalar.style == .plain && ["", "~", "null"].contains(scalar.string.lowercased())
  }

  /// Letters, digits, `_ - @` and single dots between them.
  private static func isFieldName(_ text: String) -> Bool {
    text.utf8.count <= 256
      && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
        !part.isEmpty && part.allSatisfy { $0.isLetter || $0.isNumber || "_-@".contains($0) }
      }
  }
}
