import Yams

extension NodeReader {
  /// One of an enumeration's words.
  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ node: Node?, of type: Choice.Type, _ field: String, _ reader: inout NodeReader
  ) -> Choice? {
    guard let node, let text = reader.text(node, field) else { return nil }
    return choice(text, of: type, node, field, &reader)
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ text: String, of type: Choice.Type, _ node: Node, _ field: String, _ reader: inout NodeReader
  ) -> Choice? {
    if let choice = Choice(rawValue: text) { return choice }
    let words = type.allCases.map(\.rawValue)
    let hint = Suggestion.phrase(for: text, among: words)
    reader.report(
      node, field, "found “\(shown(text))”\(hint.isEmpty ? "," : hint) allowed: \(list(words))")
    return nil
  }

  /// A length such as `90s`, `15m`, `30d`, in seconds.
  mutating func length(_ node: Node?, _ field: String, allowed: String, where isAllowed: (Int64) -> Bool)
    -> Int64?
  {
    guard let node, let text = text(node, field) else { return nil }
    if let seconds = BucketLength.seconds(text), isAllowed(seconds) { return seconds }
    report(node, field, "found “\(Self.shown(text))”, allowed: \(allowed)")
    return nil
  }

  /// A size of memory, in bytes.
  mutating func memory(_ node: Node?, _ field: String) -> Int? {
    guard let node, let text = text(node, field) else { return nil }
    if let bytes = MemorySize.bytes(text) { return bytes }
    report(node, field, "found “\(Self.shown(text))”, allowed: \(MemorySize.rule)")
    return nil
  }
}
