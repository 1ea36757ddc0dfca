extension Naive {
  /// `MessageCategories` as one list that is searched from end to end.
  public struct Kinds {
    public private(set) var templates: [[String]] = []
    public init() {}

    private static func covers(_ general: [String], _ other: [String]) -> Bool {
      general.count == other.count && zip(general, other).allSatisfy { $0 == $1 || $0 == "<*>" }
    }

    /// The template of the category that it goes to.
    public mutating func learn(_ text: String) -> String {
      let tokens = text.split(separator: " ").map(String.init)
      let fitting = templates.filter { Self.covers($0, tokens) }
      func masks(_ template: [String]) -> Int { template.count { $0 == "<*>" } }
      if let least = fitting.map(masks).min() {
        return fitting.first { masks($0) == least }!.joined(separator: " ")
      }
      let like = templates.filter { other in
        other.count == tokens.count
          && 2 * zip(other, tokens).count { $0 == $1 || $0 == "<*>" } >= tokens.count
      }
      let general = tokens.indices.map { index -> String in
        let words = Set(like.map { $0[index] })
        return words.contains("<*>") || words.union([tokens[index]]).count >= 8 && !like.isEmpty
          ? "<*>" : tokens[index]
      }
      if general != tokens,
        let first = templates.firstIndex(where: { like.contains($0) && Self.covers(general, $0) })
      {
        templates[first] = general
        let later = templates[(first + 1)...].filter { !(like.contains($0) && Self.covers(general, $0)) }
        templates = Array(templates[...first]) + later
      } else {
        templates.append(general)
      }
      return general.joined(separator: " ")
    }
  }
}
