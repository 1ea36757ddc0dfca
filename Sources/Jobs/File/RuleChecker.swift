import HarrierDetectors
import HarrierEvents
import Yams

/// Reads the custom rules of a detector.
struct RuleChecker {
  let filters: [String: FilterList]

  static let keys = ["actions", "conditions", "scope"]
  static let conditionKeys = ["applies_to", "operator", "value"]
  static let scopeKeys = ["filter", "type"]
  static let scopeTypes = ["include", "exclude"]

  func rules(
    _ node: Node?, at place: String, of detector: DetectorSpec, _ function: any DetectorFunction.Type,
    _ reader: inout NodeReader
  ) -> [CustomRule] {
    guard let node else { return [] }
    guard case .sequence(let sequence) = node else {
      reader.report(
        node, place,
        "found \(NodeReader.kind(of: node)), allowed: a list, as in [{actions: [skip_result], scope: {…}}]")
      return []
    }
    return sequence.enumerated().map { index, element in
      rule(element, at: "\(place)[\(index)]", of: detector, function, &reader)
    }
  }

  private func rule(
    _ node: Node, at place: String, of detector: DetectorSpec, _ function: any DetectorFunction.Type,
    _ reader: inout NodeReader
  ) -> CustomRule {
    let entries = reader.entries(of: node, at: place, keys: Self.keys, required: [])
    let rule = CustomRule(
      actions: actions(entries["actions"], "\(place).actions", &reader),
      conditions: conditions(entries["conditions"], "\(place).conditions", function, &reader),
      scope: scope(entries["scope"], "\(place).scope", detector, &reader))
    if rule.conditions.isEmpty, rule.scope.isEmpty, entries["conditions"] == nil, entries["scope"] == nil,
      node.mapping != nil
    {
      reader.report(node, place, "found no condition and no scope, allowed: at least one of them")
    }
    return rule
  }

  private func actions(_ node: Node?, _ place: String, _ reader: inout NodeReader) -> [CustomRule.Action] {
    guard node != nil else { return [.skipResult] }
    let texts = reader.texts(node, place)
    return texts.enumerated().compactMap { index, action in
      NodeReader.choice(
        action.text, of: CustomRule.Action.self, action.node, "\(place)[\(index)]", &reader)
    }
  }

  // MARK: Conditions

  private func conditions(
    _ node: Node?, _ place: String, _ function: any DetectorFunction.Type, _ reader: inout NodeReader
  ) -> [CustomRule.Condition] {
    guard let node else { return [] }
    guard case .sequence(let sequence) = node else {
      reader.report(
        node, place,
        "found \(NodeReader.kind(of: node)), allowed: a list, as in [{applies_to: actual, operator: lt, value: 10}]"
      )
      return []
    }
    return sequence.enumerated().compactMap { index, element in
      condition(element, "\(place)[\(index)]", function, &reader)
    }
  }

  private func condition(
    _ node: Node, _ place: String, _ function: any DetectorFunction.Type, _ reader: inout NodeReader
  ) -> CustomRule.Condition? {
    let entries = reader.entries(
      of: node, at: place, keys: Self.conditionKeys, required: Self.conditionKeys)
    let subject = NodeReader.choice(
      entries["applies_to"], of: CustomRule.Subject.self, "\(place).applies_to", &reader)
    let comparison = NodeReader.choice(
      entries["operator"], of: CustomRule.Comparison.self, "\(place).operator", &reader)
    let bound = bound(entries["value"], "\(place).value", subject, &reader)
    if let subject, !function.subjects.contains(subject), let node = entries["applies_to"] {
      let allowed = function.subjects.map(\.rawValue).joined(separator: ", ")
      reader.report(
        node, "\(place).applies_to",
        "found “\(subject.rawValue)”, allowed: \(allowed): “\(function.name)” has no single number to hold a bound against"
      )
    }
    guard let subject, let comparison, let bound else { return nil }
    return CustomRule.Condition(subject, comparison, bound)
  }

  private func bound(
    _ node: Node?, _ place: String, _ subject: CustomRule.Subject?, _ reader: inout NodeReader
  ) -> Double? {
    guard let node, let text = reader.text(node, place) else { return nil }
    if let number = Double(text), number.isFinite { return number }
    if subject == .time, let time = TimeParser.parse(text) { return Double(time.nanoseconds) / 1e9 }
    reader.report(
      node, place,
      "found “\(NodeReader.shown(text))”, allowed: a number"
        + (subject == .time ? " of seconds since 1970 or a time, such as 2026-01-05T09:00:00Z" : ""))
    return nil
  }

  // MARK: Scope

  private func scope(
    _ node: Node?, _ place: String, _ detector: DetectorSpec, _ reader: inout NodeReader
  ) -> [CustomRule.Scope] {
    guard let node else { return [] }
    guard case .mapping(let mapping) = node, !mapping.isEmpty else {
      reader.report(
        node, place,
        "found \(NodeReader.kind(of: node)), allowed: filters by field, as in {user.name: {filter: trusted}}")
      return []
    }
    let allowed = [detector.by, detector.over, detector.partition].compactMap { $0 }
    return mapping.compactMap { key, value -> CustomRule.Scope? in
      let field = key.scalar?.string ?? ""
      let inner = "\(place).\(NodeReader.shown(field))"
      guard allowed.contains(field) else {
        reader.report(
          key, inner,
          "found “\(NodeReader.shown(field))”, allowed: "
            + (allowed.isEmpty
              ? "no scope, as the detector has no by, over or partition field" : NodeReader.list(allowed)))
        return nil
      }
      let entries = reader.entries(of: value, at: inner, keys: Self.scopeKeys, required: ["filter"])
      let isIncluded = type(entries["type"], "\(inner).type", &reader)
      guard let filter = filter(entries["filter"], "\(inner).filter", &reader) else { return nil }
      return CustomRule.Scope(field: field, filter: filter, includes: isIncluded)
    }
  }

  private func type(_ node: Node?, _ place: String, _ reader: inout NodeReader) -> Bool {
    guard let node, let text = reader.text(node, place) else { return true }
    if !Self.scopeTypes.contains(text) {
      reader.report(
        node, place, "found “\(NodeReader.shown(text))”, allowed: \(NodeReader.list(Self.scopeTypes))")
    }
    return text != "exclude"
  }

  private func filter(_ node: Node?, _ place: String, _ reader: inout NodeReader) -> FilterList? {
    guard let node, let id = reader.text(node, place) else { return nil }
    if let filter = filters[id] { return filter }
    let names = filters.keys.sorted()
    let hint = Suggestion.phrase(for: id, among: names)
    reader.report(
      node, place,
      "found “\(NodeReader.shown(id))”\(hint.isEmpty ? "," : hint) allowed: "
        + (names.isEmpty ? "a list that stands under “filters”, which has none" : NodeReader.list(names)))
    return nil
  }
}

extension DetectorFunction {
  /// What conditions may look at: of a place how far it is, and of what has no single number the time alone.
  static var subjects: [CustomRule.Subject] {
    switch expectation {
    case .rarity, .strangestMetric: [.time]
    case .whereabouts: [.difference, .time]
    default: CustomRule.Subject.allCases
    }
  }
}
