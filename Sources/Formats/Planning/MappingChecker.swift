import Foundation
import HarrierEvents
import Yams

/// Something wrong with a mapping file, and where.
public struct MappingProblem: Sendable, Hashable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var column: Int
  /// The key it concerns, such as `fields.user.name`.
  public var field: String?
  public var message: String

  public var description: String { "\(file):\(line):\(column): \(field.map { $0 + ": " } ?? "")\(message)" }
}

/// Names every problem of a mapping file with its line and column, where reading it stops at the first.
///
/// Empty for exactly the files that ``LogMapping`` can be read from and that hold no key or word without a meaning.
public struct MappingChecker {
  private let file: String
  private var problems: [MappingProblem] = []
  var known = Known()
  private var rulesLeft = 20_000

  private static let variantKeys = [
    "when", "present", "absent", "use", "constants", "fields", "variants", "<<",
  ]
  private static let sourceKeys = [
    "from", "joined", "writer", "take", "split", "part", "after", "before", "values", "others", "otherwise",
    "present", "absent", "<<",
  ]
  /// A path of more steps is a slip, and its ways through dotted names would be too many.
  private static let mostSteps = 12

  public static func problems(yaml: String, file: String) -> [MappingProblem] {
    var checker = MappingChecker(file: file)
    checker.check(yaml)
    if checker.problems.isEmpty {
      do { _ = try LogMapping(yaml: yaml, file: file) } catch {
        checker.add(1, 1, nil, error.message)
      }
    }
    return checker.problems
  }

  private init(file: String) { self.file = file }

  private mutating func check(_ yaml: String) {
    do {
      guard let root = try YAMLTree.compose(yaml) else {
        return add(1, 1, nil, "found nothing, expected name, detect and time")
      }
      checkRoot(root)
      problems.sort { ($0.line, $0.column) < ($1.line, $1.column) }
    } catch { add(notYAML: error, yaml) }
  }

  private mutating func checkPlaces(_ node: Node?) {
    guard let node else { return }
    let parts = entries(node, "places", PlacedValues.keys)
    for key in PlacedValues.keys where parts[key] == nil { report(node, "places", "“\(key)” is missing") }
    for key in ["at", "by"] { texts(parts[key], "places.\(key)") }
    for (provider, events) in pairs(parts["names"], "places.names") {
      for (event, names) in pairs(events, "places.names.\(provider)") {
        let field = "places.names.\(provider).\(event)"
        texts(names, field)
        var known: Set<String> = []
        for name in names.sequence.map(Array.init) ?? [] {
          if let text = name.scalar?.string, !known.insert(text).inserted {
            report(name, field, "“\(text)” stands there twice")
          }
        }
      }
    }
  }

  private mutating func checkRoot(_ root: Node) {
    let parts = entries(root, nil, LogMapping.keys + ["<<"])
    let isText = parts["patterns"] != nil || parts["syntax"] != nil
    learn(parts)
    let isWhole = !isText && parts["like"] == nil
    for key in isWhole ? ["name", "time", "detect"] : ["name"] where parts[key] == nil {
      report(root, nil, "“\(key)” is missing")
    }
    for key in ["name", "title", "specification", "syntax", "like"] { text(parts[key], key) }
    for key in ["pass_through", "generic"] { flag(parts[key], key) }
    for key in ["embedded", "roots", "unset", "time_parts", "path_hints"] { texts(parts[key], key) }
    for (name, node) in pairs(parts["aliases"], "aliases") {
      texts(node, "aliases.\(name)")
      for item in node.sequence.map(Array.init) ?? [node] where item.scalar?.string.hasPrefix("$") == true {
        report(item, "aliases.\(name)", "found another alias, expected paths")
      }
      sources(node, "aliases.\(name)")
    }
    sources(parts["time_parts"], "time_parts")
    checkPlaces(parts["places"])
    checkDetect(parts["detect"])
    checkTime(parts["time"])
    if let each = parts["each"], each.scalar?.string.hasSuffix("[]") != true {
      report(
        each, "each", "found \(Self.kind(each)), expected a path that ends in [], as in a.b[] or a.b[].c[]")
    }
    checkRules(parts, "")
    checkVariants(parts["variants"], "variants")
    checkPatterns(parts["patterns"], "patterns")
  }

  /// What names there are, for the rest to be held against.
  private mutating func learn(_ parts: [String: Node]) {
    if case .mapping(let aliases) = parts["aliases"] {
      known.aliases = Set(
        aliases.filter { $0.value.sequence?.isEmpty != true }.compactMap { $0.key.scalar?.string })
    }
    known.hasRoots = parts["roots"].map { $0.sequence?.isEmpty != true } ?? false
    guard let patterns = parts["patterns"], parts["detect"] == nil, parts["syntax"] == nil,
      parts["embedded"] == nil, let loaded = try? YAMLTree.load(patterns),
      let rules = try? LineRule.list(loaded, at: "", file: "")
    else { return }
    known.made = MadeNames(rules)
  }

  /// Whether there are rules left that will be looked at: aliases of YAML can repeat them without end.
  mutating func hasRoom() -> Bool {
    rulesLeft -= 1
    return rulesLeft > 0
  }

  private mutating func checkDetect(_ node: Node?) {
    guard let node else { return }
    guard case .sequence(let list) = node, !list.isEmpty else {
      return report(
        node, "detect", "found \(Self.kind(node)), expected a list of source paths, or of such lists")
    }
    let isNested = list.contains { $0.sequence != nil }
    for item in list {
      if isNested, item.sequence == nil {
        report(item, "detect", "found \(Self.kind(item)) among lists, expected a list of source paths")
      }
      texts(item, "detect")
    }
  }

  private mutating func checkTime(_ node: Node?) {
    guard let node, case .mapping = node else {
      sources(node, "time")
      return texts(node, "time")
    }
    let parts = entries(node, "time", ["from", "split", "part"])
    if parts["from"] == nil { report(node, "time", "“from” is missing") }
    texts(parts["from"], "time.from")
    sources(parts["from"], "time.from")
    checkSplit(parts, "time")
  }

  private mutating func checkVariants(_ node: Node?, _ place: String) {
    guard let node else { return }
    guard case .sequence(let list) = node else {
      return report(node, place, "found \(Self.kind(node)), expected a list")
    }
    for (number, item) in list.enumerated() {
      guard hasRoom() else { return }
      let place = "\(place)[\(number)]"
      let parts = entries(item, place, Self.variantKeys)
      for (key, values) in namedPairs(parts["when"], place + ".when") {
        texts(values, "\(place).when.\(key.name)")
        sources(key.node, place + ".when")
      }
      for key in ["present", "absent"] {
        texts(parts[key], "\(place).\(key)")
        sources(parts[key], "\(place).\(key)")
      }
      text(parts["use"], place + ".use")
      checkRules(parts, place + ".")
      checkVariants(parts["variants"], place + ".variants")
    }
  }

  mutating func checkRules(_ parts: [String: Node], _ place: String) {
    for (field, node) in namedPairs(parts["constants"], place + "constants") {
      fieldName(field.node, place + "constants")
      texts(node, "\(place)constants.\(field.name)")
    }
    for (field, node) in namedPairs(parts["fields"], place + "fields") {
      fieldName(field.node, place + "fields")
      checkSource(node, "\(place)fields.\(field.name)")
    }
  }

  private mutating func checkSource(_ node: Node, _ place: String) {
    guard case .mapping = node else {
      if node.sequence?.isEmpty == true { report(node, place, "found an empty list, expected source paths") }
      sources(node, place)
      return texts(node, place)
    }
    let parts = entries(node, place, Self.sourceKeys)
    if parts["from"] == nil { report(node, place, "“from” is missing") }
    for key in ["from", "writer", "otherwise", "present", "absent"] { texts(parts[key], "\(place).\(key)") }
    for key in ["from", "writer"] { sources(parts[key], "\(place).\(key)") }
    for key in ["after", "before", "joined"] { text(parts[key], "\(place).\(key)") }
    checkAlone(parts, place)
    checkSplit(parts, place)
    if let others = parts["others"] { word(others, place + ".others", ["drop"]) }
    if let take = parts["take"] {
      for node in take.sequence.map(Array.init) ?? [take] {
        word(node, place + ".take", LogMapping.Take.allCases.map(\.rawValue))
      }
    }
    for (key, value) in pairs(parts["values"], place + ".values") { texts(value, "\(place).values.\(key)") }
  }

  /// Values that are joined, or weighed against each other, are not changed besides.
  private mutating func checkAlone(_ parts: [String: Node], _ place: String) {
    let cutting = ["take", "split", "part", "after", "before"]
    for (key, allowed) in [("joined", ["from"]), ("writer", ["from"] + cutting)] where parts[key] != nil {
      for other in parts.keys.sorted() where other != key && other != "<<" && !allowed.contains(other) {
        report(parts[other]!, "\(place).\(other)", "means nothing beside “\(key)”")
      }
    }
  }

  private mutating func checkSplit(_ parts: [String: Node], _ place: String) {
    guard let split = parts["split"] else {
      if let part = parts["part"] { report(part, place + ".part", "needs “split” beside it") }
      return
    }
    text(split, place + ".split")
    guard let part = parts["part"], let number = Int(part.scalar?.string ?? ""), number != 0 else {
      return report(
        parts["part"] ?? split, place + ".part",
        "found \(parts["part"].map(Self.kind) ?? "nothing"), expected 1, 2, … or -1, -2, … from the end")
    }
  }

  // MARK: Nodes

  mutating func entries(_ node: Node, _ place: String?, _ allowed: [String]) -> [String: Node] {
    let words = allowed.filter { $0 != "<<" }.joined(separator: ", ")
    guard case .mapping(let mapping) = node else {
      report(node, place, "found \(Self.kind(node)), expected keys and values (\(words))")
      return [:]
    }
    var found: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      if !allowed.contains(name) {
        report(key, place, "unknown key “\(Self.shown(name))”, expected one of \(words)")
      }
      found[name] = value
    }
    return found
  }

  private mutating func pairs(_ node: Node?, _ place: String) -> [(String, Node)] {
    namedPairs(node, place).map { ($0.key.name, $0.value) }
  }

  mutating func namedPairs(
    _ node: Node?, _ place: String
  ) -> [(key: (name: String, node: Node), value: Node)] {
    guard let node else { return [] }
    guard case .mapping(let mapping) = node else {
      report(node, place, "found \(Self.kind(node)), expected keys and values")
      return []
    }
    return mapping.map { (($0.key.scalar?.string ?? "", $0.key), $0.value) }.filter { $0.0.0 != "<<" }
  }

  mutating func text(_ node: Node?, _ place: String) {
    guard let node, node.scalar.map({ $0.string.isEmpty }) ?? true else { return }
    report(node, place, "found \(Self.kind(node)), expected text")
  }

  /// One text or a list of them; a path of too many steps is told.
  mutating func texts(_ node: Node?, _ place: String) {
    guard let node else { return }
    for item in node.sequence.map(Array.init) ?? [node] {
      guard let text = item.scalar?.string else {
        report(item, place, "found \(Self.kind(item)), expected text or a list of texts")
        continue
      }
      let steps = text.contains("/") ? 0 : text.count { $0 == "." }
      if steps > Self.mostSteps {
        report(item, place, "found a path of \(steps + 1) steps, expected at most \(Self.mostSteps)")
      }
    }
  }

  mutating func word(_ node: Node, _ place: String, _ allowed: [String]) {
    if allowed.contains(node.scalar?.string ?? "") { return }
    report(node, place, "found \(Self.kind(node)), expected one of \(allowed.joined(separator: ", "))")
  }

  private mutating func flag(_ node: Node?, _ place: String) {
    guard let node, node.scalar.flatMap({ Bool($0.string) }) == nil else { return }
    report(node, place, "found \(Self.kind(node)), expected true or false")
  }

  mutating func report(_ node: Node, _ place: String?, _ message: String) {
    add(node.mark?.line ?? 1, node.mark?.column ?? 1, place, message)
  }

  private mutating func add(_ line: Int, _ column: Int, _ place: String?, _ message: String) {
    problems.append(
      MappingProblem(file: file, line: line, column: column, field: place.map(Self.shown), message: message))
  }

  private mutating func add(notYAML error: any Error, _ yaml: String) {
    guard let error = error as? YamlError else { return add(1, 1, nil, "not YAML: \(error)") }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      add(mark.line, mark.column, nil, "not YAML: \(Self.shown(problem))")
    case .duplicatedKeysInMapping(let keys, let context):
      let (first, key) = (context.mark, keys.sorted().first ?? "")
      let second = SecondKey.place(of: key, in: yaml, line: first.line, column: first.column)
      add(
        second?.line ?? first.line, second?.column ?? first.column, nil,
        "not YAML: the key \(Self.shown(key)) stands there twice"
          + (second == nil ? "" : ", at first in line \(first.line)"))
    default: add(1, 1, nil, "not YAML: \(Self.shown("\(error)"))")
    }
  }

  static func kind(_ node: Node) -> String {
    switch node {
    case .mapping: "keys and values"
    case .sequence: "a list"
    case .alias: "an alias"
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "“\(shown(scalar.string))”"
    }
  }

  /// Text of a file, short and without control characters.
  static func shown(_ text: String) -> String {
    let safe = text.unicodeScalars.prefix(80).map {
      $0.properties.generalCategory == .control ? "\u{FFFD}" : Character($0)
    }
    return String(safe) + (text.unicodeScalars.count > 80 ? "…" : "")
  }
}
