import HarrierInputs

/// What a user is told of the files that were named.
enum InputNotes {
  private static let mostNames = 3

  static func of(renamed: [(path: String, earlier: String)]) -> String {
    let names = renamed.map { "\($0.path) is what was \($0.earlier)" }
    return "read by an earlier run under another name, and passed over: \(list(names))"
  }

  static func of(_ choice: InputFiles.Choice) -> [String] {
    let repeated = choice.repeated.map { $0.name == $0.file ? $0.name : "\($0.name) is \($0.file)" }
    return [
      ("read once, though named more than once", repeated),
      ("not read, for they are links that lead to nothing", choice.hanging),
    ].compactMap { what, names in names.isEmpty ? nil : "\(what): \(list(names))" }
  }

  private static func list(_ names: [String]) -> String {
    names.prefix(mostNames).joined(separator: ", ")
      + (names.count > mostNames ? ", and \(names.count - mostNames) more" : "")
  }
}
