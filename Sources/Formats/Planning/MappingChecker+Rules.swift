import Yams

// What is wrong with the rules of `patterns`, each with its place.

extension MappingChecker {
  private static let ruleKeys = LineRule.keys + ["<<"]

  /// - Parameter depth: of lists within lists: what is nested beyond all measure is told by reading the file.
  mutating func checkPatterns(_ node: Node?, _ place: String, depth: Int = 0) {
    guard let node, depth < 50 else { return }
    if isUse(node) { return checkUse(node, place) }
    guard case .sequence(let list) = node else {
      return report(node, place, "found \(Self.kind(node)), expected a list of rules or {use: name}")
    }
    for (number, item) in list.enumerated() {
      guard hasRoom() else { return }
      let here = "\(place)[\(number)]"
      if isUse(item) { checkUse(item, here) } else { checkRule(item, here, depth) }
    }
  }

  private func isUse(_ node: Node) -> Bool {
    guard case .mapping(let mapping) = node else { return false }
    return mapping.contains { $0.key.scalar?.string == "use" }
  }

  private mutating func checkUse(_ node: Node, _ place: String) {
    guard let name = entries(node, place, ["use"])["use"] else { return }
    word(name, place + ".use", SharedRules.names)
  }

  private mutating func checkRule(_ node: Node, _ place: String, _ depth: Int) {
    let parts = entries(node, place, Self.ruleKeys)
    text(parts["of"], place + ".of")
    sources(parts["of"], place + ".of")
    for key in ["present", "absent"] {
      texts(parts[key], "\(place).\(key)")
      sources(parts[key], "\(place).\(key)")
    }
    for (key, value) in namedPairs(parts["when"], place + ".when") {
      texts(value, "\(place).when.\(key.name)")
      sources(key.node, place + ".when")
    }
    for (key, value) in namedPairs(parts["alias"], place + ".alias") {
      texts(value, "\(place).alias.\(key.name)")
      sources(value, "\(place).alias.\(key.name)")
    }
    checkExpressions(parts["pattern"], place + ".pattern")
    if let decode = parts["decode"] {
      for item in decode.sequence.map(Array.init) ?? [decode] { checkDecoder(item, place + ".decode") }
    }
    checkRules(parts, place + ".")
    checkPatterns(parts["next"], place + ".next", depth: depth + 1)
  }

  private mutating func checkExpressions(_ node: Node?, _ place: String) {
    guard let node else { return }
    for item in node.sequence.map(Array.init) ?? [node] {
      guard let text = item.scalar?.string else {
        report(item, place, "found \(Self.kind(item)), expected an expression or a list of them")
        continue
      }
      do throws(Pattern.Failure) { _ = try Pattern.cached(text) } catch {
        report(item, place, "“\(Self.shown(text))”: \(error.reason) at character \(error.offset)")
      }
    }
  }

  private mutating func checkDecoder(_ node: Node, _ place: String) {
    do throws(MappingError) {
      guard let loaded = try? YAMLTree.load(node) else { return }
      let decoders = try LineRule.decoders(loaded) { MappingError(file: "", message: $0) }
      guard case .mapping(let mapping) = node, decoders.contains(where: { $0.of != nil }) else { return }
      for (key, value) in mapping where key.scalar?.string == "of" { sources(value, place + ".of") }
    } catch {
      report(node, place, error.message.replacing("decode: ", with: ""))
    }
  }

  // MARK: Names

  /// Sources that no rule of a text mapping makes, and those that stand for other sources and for none.
  mutating func sources(_ node: Node?, _ place: String) {
    guard let node else { return }
    for item in node.sequence.map(Array.init) ?? [node] {
      guard let source = item.scalar?.string, !source.isEmpty else { continue }
      if source.hasPrefix("$") {
        if !known.aliases.contains(String(source.dropFirst())) {
          report(item, place, "“\(Self.shown(source))” stands for no path, expected a name under “aliases”")
        }
      } else if source.hasPrefix(".") {
        if !known.hasRoots {
          report(item, place, "“\(Self.shown(source))” stands for no path, expected prefixes under “roots”")
        }
      } else if let made = known.made, !made.has(source) {
        report(item, place, "no pattern, decoder or alias makes “\(Self.shown(source))”")
      }
    }
  }

  /// A field's name that no job could ask for.
  mutating func fieldName(_ node: Node, _ place: String) {
    let name = node.scalar?.string ?? ""
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if name.contains(where: \.isWhitespace) {
      report(node, place, "“\(Self.shown(name))” has blanks, expected a field's name such as source.ip")
    } else if parts.contains(where: \.isEmpty) {
      report(
        node, place, "“\(Self.shown(name))” has an empty part, expected a field's name such as source.ip")
    }
  }
}

extension MappingChecker {
  /// What the file as a whole says of its names.
  struct Known {
    var aliases: Set<String> = []
    var hasRoots = false
    /// Of a mapping of lines that can be read; nil where records may have any name.
    var made: MadeNames?
  }
}
