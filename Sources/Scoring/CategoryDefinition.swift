/// A category of messages that a hunt formed: a line of `categories.ndjson`, with Elastic's names.
public struct CategoryDefinition: Sendable, Hashable {
  public var jobID: String
  /// Which of the job's detectors it belongs to: each numbers its own.
  public var detectorIndex: Int
  public var id: Int
  /// Of a category that belongs to one value of the partition field.
  public var partition: KeyPart?
  /// Its messages with `<*>` where they, or those like them, differ.
  public var template: String
  /// The words that all its messages share.
  public var terms: String
  /// What its messages match, whatever the order of the search.
  public var regex: String
  public var maxMatchingLength: Int
  public var matches: Int
  public var examples: [String]

  public init(
    jobID: String, detectorIndex: Int, id: Int, partition: KeyPart?, tokens: [String], shared: [String],
    longest: Int, matches: Int, examples: [String]
  ) {
    self.jobID = jobID
    self.detectorIndex = detectorIndex
    self.id = id
    self.partition = partition
    template = tokens.joined(separator: " ")
    let words = Self.words(tokens)
    terms = Self.words(shared).joined(separator: " ")
    regex = words.isEmpty ? ".*" : "(?s).*?" + words.map(Self.escaped).joined(separator: ".*?") + ".*"
    // A tenth more, as messages that were not seen may be a little longer.
    maxMatchingLength = longest + longest / 10
    self.matches = matches
    self.examples = examples
  }

  /// `key=<*>` has its key.
  private static func words(_ tokens: [String]) -> [String] {
    tokens.flatMap { $0.replacing("<*>", with: "\u{0}").split(separator: "\u{0}").map(String.init) }
  }

  private static func escaped(_ word: String) -> String {
    word.reduce(into: "") { result, character in
      if #"\.^$|()[]{}*+?-/"#.contains(character) { result.append("\\") }
      result.append(character)
    }
  }
}
