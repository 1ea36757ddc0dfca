import HarrierStatistics

/// Categories of messages: templates that differ only where messages vary are one.
///
/// Use for free text whose kinds nobody has listed. A template goes to the category whose tokens it has, `<*>` standing
/// for any. Else it founds a category, unless it shows with those like it (as many tokens, half of them the same) that
/// a position varies: eight different words there. What differs only in such positions becomes one category, the
/// oldest, with `<*>` there. So names fall together, and `was created` stays apart from `was deleted`.
///
/// - Input: templates (`MessageTemplate`), in an order that is the same in every run.
/// - State: at most 1,000 categories, each of 32 tokens and four examples of 1,000 bytes. What comes then belongs to
///   no category.
/// - Not for: text in no order; a word more is another category.
///
/// ## Source
/// Length and similarity: P. He et al., "Drain: an online log parsing approach with fixed depth tree", ICWS 2017,
/// doi:10.1109/ICWS.2017.13, §III; its one threshold merges verbs as readily as names. Variables by the number of
/// words in a position: A. Makanju et al., "Clustering event logs using iterative partitioning", KDD 2009,
/// doi:10.1145/1557019.1557154. Here at the close of a bucket, not by the event.
public struct MessageCategories: Sendable, StateCodable {
  public static let mask = "<*>"
  public static let mostCategories = 1000
  /// simSeq's threshold, st.
  static let leastSimilarity = 0.5
  /// From so many different words on a position varies: more than the verbs of one kind of audit event.
  static let leastWords = 8
  static let mostExamples = 4
  static let mostExampleBytes = 1000

  public struct Category: Sendable, Hashable {
    public let id: Int
    /// The template that founded it: its name for as long as it lives.
    public let name: String
    public fileprivate(set) var tokens: [String]
    /// The tokens that all its templates had, `<*>` in place of the others: a position may vary among those like it, and be
    /// the same in all of its own.
    public fileprivate(set) var shared: [String]
    public fileprivate(set) var matches = 0
    /// Bytes of the longest message seen.
    public fileprivate(set) var longest = 0
    public fileprivate(set) var examples: [String] = []
    /// The older category that it has become part of.
    fileprivate var successor: Int?

    public var template: String { tokens.joined(separator: " ") }

    fileprivate mutating func share(_ other: [String]) {
      guard shared != other else { return }
      shared = zip(shared, other).map { $0 == $1 ? $0 : MessageCategories.mask }
    }

    fileprivate func accepts(_ other: [String]) -> Bool {
      zip(tokens, other).allSatisfy { $0 == $1 || $0 == MessageCategories.mask }
    }
  }

  public private(set) var categories: [Category] = []
  /// Places of living categories by number of tokens.
  private var groups: [Int: [Int]] = [:]

  public init() {}

  /// The place of a template's category, founded where there is none; nil beyond the most. Good until
  /// ``endBucket()``, by way of ``survivor(of:)``.
  ///
  /// - Complexity: O(categories of as many tokens).
  public mutating func place(of template: String, newID: () -> Int?) -> Int? {
    let tokens = template.split(separator: " ").map(String.init)
    let group = groups[tokens.count] ?? []
    if let known = accepting(tokens, among: group) {
      categories[known].share(tokens)
      return known
    }
    let like = group.filter { Self.similarity(categories[$0].tokens, tokens) >= Self.leastSimilarity }
    let general = Self.masked(tokens, like: like.map { categories[$0].tokens })
    if general != tokens, let place = join(like, in: general) {
      categories[place].share(tokens)
      return place
    }
    guard categories.count < Self.mostCategories, let id = newID() else { return nil }
    categories.append(Category(id: id, name: template, tokens: general, shared: tokens))
    groups[tokens.count, default: []].append(categories.count - 1)
    return categories.count - 1
  }

  /// The category with the fewest masks, the oldest of them.
  private func accepting(_ tokens: [String], among group: [Int]) -> Int? {
    var best: (place: Int, masks: Int)?
    for place in group where categories[place].accepts(tokens) {
      let masks = categories[place].tokens.count { $0 == Self.mask }
      if masks < best?.masks ?? .max { best = (place, masks) }
    }
    return best?.place
  }

  /// simSeq = Σ equ(tᵢ, sᵢ) / n
  private static func similarity(_ category: [String], _ tokens: [String]) -> Double {
    guard !tokens.isEmpty else { return 1 }
    return Double(zip(category, tokens).count { $0 == $1 || $0 == mask }) / Double(tokens.count)
  }

  /// The tokens with `<*>` where they and those like them vary.
  private static func masked(_ tokens: [String], like others: [[String]]) -> [String] {
    guard !others.isEmpty else { return tokens }
    return tokens.indices.map { index in
      let words = Set(others.map { $0[index] })
      return words.contains(mask) || words.union([tokens[index]]).count >= leastWords ? mask : tokens[index]
    }
  }

  /// Makes those that a general template covers one; nil where it covers none.
  private mutating func join(_ places: [Int], in general: [String]) -> Int? {
    let probe = Category(id: 0, name: "", tokens: general, shared: general)
    let covered = places.filter { probe.accepts(categories[$0].tokens) }.sorted {
      categories[$0].id < categories[$1].id
    }
    guard let first = covered.first else { return nil }
    categories[first].tokens = general
    for place in covered.dropFirst() {
      categories[first].share(categories[place].shared)
      categories[first].matches += categories[place].matches
      categories[first].longest = max(categories[first].longest, categories[place].longest)
      keep(categories[place].examples, of: first)
      categories[place].successor = first
      categories[place].examples = []
    }
    groups[general.count]?.removeAll { categories[$0].successor != nil }
    return first
  }

  /// The category that a place's has become.
  public func survivor(of place: Int) -> Int {
    var place = place
    while let successor = categories[place].successor { place = successor }
    return place
  }

  /// The category that a template founded, or that has taken in the one it founded.
  ///
  /// - Complexity: O(categories).
  public func category(named template: String) -> Category? {
    if let own = categories.first(where: { $0.name == template }) { return own }
    let tokens = template.split(separator: " ").map(String.init)
    return accepting(tokens, among: groups[tokens.count] ?? []).map { categories[$0] }
  }

  /// Lets go of categories that have become part of others; places are void from here on.
  ///
  /// - Returns: the names of those that went.
  @discardableResult
  public mutating func endBucket() -> [String] {
    let gone = categories.filter { $0.successor != nil }.map(\.name)
    guard !gone.isEmpty else { return [] }
    categories.removeAll { $0.successor != nil }
    groups = Dictionary(grouping: categories.indices) { categories[$0].tokens.count }
    return gone
  }

  /// Counts a category's messages of a bucket, and keeps examples while there are few.
  ///
  /// - Parameters:
  ///   - place: the category's.
  ///   - matches: how many there were.
  ///   - messages: some of them, in an order that is the same in every run.
  public mutating func note(_ place: Int, matches: Int, messages: [String]) {
    categories[place].matches += matches
    for message in messages {
      categories[place].longest = max(categories[place].longest, message.utf8.count)
    }
    keep(messages, of: place)
  }

  private mutating func keep(_ messages: [String], of place: Int) {
    for message in messages where categories[place].examples.count < Self.mostExamples {
      let example = Self.cut(message)
      if !categories[place].examples.contains(example) { categories[place].examples.append(example) }
    }
  }

  private static func cut(_ message: String) -> String {
    guard message.utf8.count > mostExampleBytes else { return message }
    var cut = message.prefix(mostExampleBytes)
    while cut.utf8.count > mostExampleBytes { cut.removeLast() }
    return String(cut)
  }

  // MARK: State

  public func encode(to writer: inout StateWriter) {
    writer.write(categories.count)
    for category in categories {
      writer.write(category.id)
      writer.write(category.name)
      writer.write(category.template)
      writer.write(category.shared.joined(separator: " "))
      writer.write(category.matches)
      writer.write(category.longest)
      writer.write(category.examples.count)
      for example in category.examples { writer.write(example) }
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    for _ in 0..<(try reader.readCount(least: 7)) {
      let id = try reader.readInt()
      let name = try reader.readString()
      let tokens = try reader.readString().split(separator: " ").map(String.init)
      let shared = try reader.readString().split(separator: " ").map(String.init)
      guard shared.count == tokens.count else { throw .damaged }
      var category = Category(id: id, name: name, tokens: tokens, shared: shared)
      category.matches = try reader.readInt()
      category.longest = try reader.readInt()
      for _ in 0..<(try reader.readCount()) { category.examples.append(try reader.readString()) }
      groups[tokens.count, default: []].append(categories.count)
      categories.append(category)
    }
    guard categories.count <= Self.mostCategories else { throw .damaged }
  }
}
