import HarrierInputs

/// What a user is told of the files that were named.
enum InputNotes {
  private static let mostNames = 3

  static func of(renamed: [(path: String, earlier: String)]) -> String {
    let names = renamed.prefix(mostNames).map { "\($0.path) is what was \($0.earlier)" }
    let more = renamed.count > mostNames ? ", and \(renamed.count - mostNames) more" : ""
    let list = names.joined(separator: ", ") + more
    return "read by an earlier run under another name, and passed over: \(list)"
  }

  static func of(_ choice: InputFiles.Choice) -> [String] {
    guard !choice.repeated.isEmpty else { return [] }
    let names = choice.repeated.prefix(mostNames).map {
      $0.name == $0.file ? $0.name : "\($0.name) is \($0.file)"
    }
    let count = choice.repeated.count
    let more = count > mostNames ? ", and \(count - mostNames) more" : ""
    return ["read once, though named more than once: \(names.joined(separator: ", "))\(more)"]
  }
}
