import HarrierDetectors
import Yams

/// Reads one detector and holds it to its function's shape.
enum DetectorChecker {
  /// The detector, or nil if it names no function.
  static func detector(
    from node: Node, at place: String, _ filters: [String: FilterList], _ reader: inout NodeReader
  ) -> DetectorSpec? {
    let entries = reader.entries(of: node, at: place, keys: JobKeys.detector, required: ["function"])
    var detector = DetectorSpec(
      function: "", field: reader.fieldName(entries["field"], "\(place).field"),
      by: reader.fieldName(entries["by"], "\(place).by"),
      over: reader.fieldName(entries["over"], "\(place).over"),
      partition: reader.fieldName(entries["partition"], "\(place).partition"),
      description: reader.text(entries["description"], "\(place).description"),
      useNull: reader.flag(entries["use_null"], "\(place).use_null") ?? false)
    guard let function = function(entries["function"], "\(place).function", &reader) else { return nil }
    detector.function = function.name
    for (part, rule) in function.shape.rules {
      check(part, rule, of: function, entries[part], in: node, at: place, &reader)
    }
    checkSplits(detector, entries, at: place, &reader)
    detector.excludeFrequent = excludeFrequent(
      entries["exclude_frequent"], detector, function, at: place, &reader)
    detector.customRules = RuleChecker(filters: filters).rules(
      entries["custom_rules"], at: "\(place).custom_rules", of: detector, function, &reader)
    return detector
  }

  private static func function(_ node: Node?, _ field: String, _ reader: inout NodeReader)
    -> (any DetectorFunction.Type)?
  {
    guard let node, let name = reader.text(node, field) else { return nil }
    if let function = DetectorRegistry.function(named: name) { return function }
    let hint = Suggestion.phrase(
      for: name, among: DetectorRegistry.names + DetectorRegistry.aliases.keys.sorted())
    reader.report(
      node, field,
      "found “\(NodeReader.shown(name))”\(hint.isEmpty ? "," : hint) allowed: "
        + NodeReader.list(DetectorRegistry.names))
    return nil
  }

  private static func excludeFrequent(
    _ node: Node?, _ detector: DetectorSpec, _ function: any DetectorFunction.Type, at place: String,
    _ reader: inout NodeReader
  ) -> ExcludeFrequent {
    let field = "\(place).exclude_frequent"
    guard let node, let choice = NodeReader.choice(node, of: ExcludeFrequent.self, field, &reader) else {
      return .none
    }
    if function.expectation == .rarity, choice != .none {
      reader.report(
        node, field,
        "found “\(choice.rawValue)”, allowed: none: “\(function.name)” leaves frequent values out by itself")
    }
    for (word, part, isCovered) in [
      ("by", detector.by, choice == .by), ("over", detector.over, choice == .over),
    ]
    where isCovered && part == nil {
      reader.report(node, field, "found “\(word)”, allowed: all, none: the detector has no “\(word)” field")
    }
    return choice
  }

  private static func check(
    _ part: String, _ rule: PartRule, of function: any DetectorFunction.Type, _ value: Node?,
    in detector: Node, at place: String, _ reader: inout NodeReader
  ) {
    switch (rule, value) {
    case (.required, nil):
      reader.report(detector, "\(place).\(part)", "missing: \(reason(needing: part, in: function.name))")
    case (.refused, let value?):
      reader.report(
        value, "\(place).\(part)",
        "found \(NodeReader.kind(of: value)), allowed: no “\(part)”: "
          + (function.refusals[part] ?? reason(refusing: part, in: function.name)))
    default: break
    }
  }

  private static func reason(needing part: String, in function: String) -> String {
    switch part {
    case "field": "“\(function)” measures the values of a field, so it has to be told which"
    case "over": "“\(function)” compares the members of a population, so it has to be told whose"
    default: "“\(function)” asks which values of a field are unusual, so it has to be told which field"
    }
  }

  private static func reason(refusing part: String, in function: String) -> String {
    switch part {
    case "field": "“\(function)” counts events and measures no field; “by” and “partition” split the count"
    case "over": "“\(function)” has no population to compare with; “partition” gives each value its own past"
    default: "“\(function)” has no values to tell apart; “partition” gives each value its own past"
    }
  }

  /// Splitting twice by one field would leave a single value in each part.
  private static func checkSplits(
    _ detector: DetectorSpec, _ entries: [String: Node], at place: String, _ reader: inout NodeReader
  ) {
    var parts: [String: String] = [:]
    for (part, field) in [("by", detector.by), ("over", detector.over), ("partition", detector.partition)] {
      guard let field else { continue }
      if let first = parts.updateValue(part, forKey: field), let node = entries[part] {
        reader.report(
          node, "\(place).\(part)",
          "found “\(field)”, which “\(first)” splits by already, allowed: another field")
      }
    }
  }
}

extension FunctionShape {
  /// Its rules by the key of the job file.
  fileprivate var rules: [(String, PartRule)] { [("field", field), ("by", by), ("over", over)] }
}

extension DetectorSpec {
  /// The fields it reads: field, by, over, partition.
  public var fields: [String] { [field, by, over, partition].compactMap { $0 } }

  /// Whether two detectors differ in their label alone.
  func measuresTheSame(as other: DetectorSpec) -> Bool {
    function == other.function && field == other.field && by == other.by && over == other.over
      && partition == other.partition
  }
}
