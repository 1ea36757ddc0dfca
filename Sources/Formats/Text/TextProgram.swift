import HarrierEvents

/// A mapping's patterns, compiled for the wanted fields. Immutable; what changes is in a ``TextScratch``.
final class TextProgram: Sendable {
  private struct Node: Sendable {
    var of: Int
    var when: [(slot: Int, values: [[UInt8]])] = []
    var present: [Int] = []
    var absent: [Int] = []
    var patterns: [CompiledPattern] = []
    var decoders: [(of: Int, decoder: any LineDecoder)] = []
    var aliases: [(from: [Int], to: [SourceNames.Target])] = []
    var children: [Int] = []
    var hasRules = false
  }

  private struct CompiledPattern: Sendable {
    var pattern: Pattern
    var captures: [(group: Int, targets: [SourceNames.Target])]
  }

  private let nodes: [Node]
  private let roots: [Int]
  /// Where a line's text is put.
  let lineSlot: Int
  let mostGroups: Int

  /// The rules of a mapping as numbers, before their names are known to have slots.
  struct Draft {
    fileprivate var nodes: [(rule: LineRule, of: Int, children: [Int])] = []
    fileprivate var roots: [Int] = []
    fileprivate var lineSlot = 0

    /// Rules by node, for whoever compiles constants and fields.
    var rules: [LogMapping.Rules] { nodes.map(\.rule.rules) }

    /// - Parameter slot: gives a source name its slot.
    init(_ rules: [LineRule], slot: (String) -> Int) {
      lineSlot = slot("line")
      roots = rules.map { add($0, usually: "line", slot) }
    }

    private mutating func add(_ rule: LineRule, usually: String, _ slot: (String) -> Int) -> Int {
      let number = nodes.count
      nodes.append((rule, slot(rule.of ?? usually), []))
      for name in rule.when.keys.sorted() { _ = slot(name) }
      for name in rule.present + rule.absent + rule.decoders.compactMap(\.of) { _ = slot(name) }
      for names in rule.alias.values { for name in names { _ = slot(name) } }
      let children = rule.next.map { add($0, usually: "message", slot) }
      nodes[number].children = children
      return number
    }
  }

  /// - Parameters:
  ///   - names: all wanted source names.
  ///   - slot: a source name's slot, as the draft has asked for it.
  init(_ draft: Draft, names: SourceNames, slot: (String) -> Int) {
    lineSlot = draft.lineSlot
    roots = draft.roots
    nodes = draft.nodes.map { item in
      var node = Node(of: item.of)
      let rule = item.rule
      node.when = rule.when.sorted { $0.key < $1.key }.map { (slot($0.key), $0.value.map { Array($0.utf8) }) }
      node.present = rule.present.map(slot)
      node.absent = rule.absent.map(slot)
      node.patterns = rule.patterns.map { Self.compile($0, names) }
      node.decoders = rule.decoders.map { decoder in
        guard let made = try? LineDecoders.make(decoder, names) else {
          preconditionFailure("a decoder that was checked when the mapping was read")
        }
        return (decoder.of.map(slot) ?? item.of, made)
      }
      node.aliases = rule.alias.sorted { $0.key < $1.key }
        .map { ($0.value.map(slot), names.targets(of: $0.key)) }
      node.children = item.children
      node.hasRules = !rule.rules.constants.isEmpty || !rule.rules.fields.isEmpty
      return node
    }
    mostGroups = nodes.flatMap(\.patterns).map(\.pattern.groupCount).max() ?? 0
  }

  private static func compile(_ text: String, _ names: SourceNames) -> CompiledPattern {
    guard let pattern = try? Pattern.cached(text) else {
      preconditionFailure("a pattern that was checked when the mapping was read")
    }
    var captures: [(group: Int, targets: [SourceNames.Target])] = []
    for (name, numbers) in pattern.groups.sorted(by: { $0.key < $1.key }) {
      let targets = names.targets(of: name)
      if targets.isEmpty { continue }
      for number in numbers { captures.append((number, targets)) }
    }
    return CompiledPattern(pattern: pattern, captures: captures)
  }

  /// Finds the rules that fit and hands what they name to its slots.
  ///
  /// - Returns: whether any did; the row is as before where none did.
  func run(_ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) -> Bool {
    scratch.taken.removeAll(keepingCapacity: true)
    return nodes.withUnsafeBufferPointer { nodes in
      first(of: roots, nodes, row, scratch, depth: 0)
    }
  }

  private func first(
    of list: [Int], _ nodes: UnsafeBufferPointer<Node>, _ row: UnsafeMutablePointer<FieldValue>,
    _ scratch: TextScratch, depth: Int
  ) -> Bool {
    for number in list where holds(nodes[number], row) {
      if fits(number, nodes, row, scratch, depth: depth) { return true }
    }
    return false
  }

  private func fits(
    _ number: Int, _ nodes: UnsafeBufferPointer<Node>, _ row: UnsafeMutablePointer<FieldValue>,
    _ scratch: TextScratch, depth: Int
  ) -> Bool {
    let mayFailLate = !nodes[number].decoders.isEmpty || !nodes[number].children.isEmpty
    if !nodes[number].patterns.isEmpty {
      guard let found = match(nodes[number], row, scratch) else { return false }
      if mayFailLate { scratch.save(row, depth: depth) }
      capture(nodes[number].patterns[found], of: row[nodes[number].of], row, scratch)
    } else if mayFailLate {
      scratch.save(row, depth: depth)
    }
    for item in nodes[number].decoders {
      let value = row[item.of]
      guard value.kind == .string || value.kind == .multiple, item.decoder.decode(value, row, scratch) else {
        scratch.restore(row, depth: depth)
        return false
      }
    }
    for alias in nodes[number].aliases {
      guard let slot = alias.from.first(where: { row[$0].isPresent }) else { continue }
      let value = row[slot]
      for target in alias.to { SourceNames.put(target, value, row) }
    }
    if !nodes[number].children.isEmpty,
      !first(of: nodes[number].children, nodes, row, scratch, depth: depth + 1)
    {
      scratch.restore(row, depth: depth)
      return false
    }
    if nodes[number].hasRules { scratch.taken.append(number) }
    return true
  }

  private func holds(_ node: borrowing Node, _ row: UnsafeMutablePointer<FieldValue>) -> Bool {
    for condition in node.when where !MappingPlan.isOne(of: condition.values, row[condition.slot]) {
      return false
    }
    for slot in node.present where !row[slot].isPresent { return false }
    for slot in node.absent where row[slot].isPresent { return false }
    return true
  }

  /// The first of the rule's patterns that matches its value.
  private func match(
    _ node: borrowing Node, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch
  ) -> Int? {
    let value = row[node.of]
    guard let bytes = value.bytes else { return nil }
    for index in 0..<node.patterns.count
    where scratch.matcher.matches(node.patterns[index].pattern, bytes, Int(value.length)) {
      return index
    }
    return nil
  }

  private func capture(
    _ pattern: borrowing CompiledPattern, of value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>,
    _ scratch: TextScratch
  ) {
    for index in 0..<pattern.captures.count {
      guard let range = scratch.matcher.group(pattern.captures[index].group), !range.isEmpty else { continue }
      let part = FieldValue(
        bytes: value.bytes! + range.lowerBound, length: UInt32(range.count), kind: .string)
      for target in pattern.captures[index].targets { SourceNames.put(target, part, row) }
    }
  }
}
