/// Values without names, told apart by their place in a list: which name stands where depends on the event.
///
/// ```yaml
/// places:
///   at: ["Properties[#].Value"]                    # where the value of a place is, `#` being its number
///   by: [$source, $id]                             # whose values choose the list of names
///   names:
///     Microsoft-Windows-Sysmon: {3: [RuleName, UtcTime, ProcessGuid, ProcessId, Image]}
/// ```
///
/// A variant of the mapping (or of the one that it is `like`) whose `when` asks for such an event is written anew for
/// it: a source that begins with a dot becomes the places of its name. So the rules of a log are written once, however
/// its values are found.
struct PlacedValues {
  static let keys = ["at", "by", "names"]

  private let at: [String]
  private let by: [String]
  /// In order: the values of `by`, and the names of the places.
  private let events: [(values: [String], names: [String])]

  init(_ node: Any?, file: String) throws(MappingError) {
    guard let parts = node as? [String: Any], let at = LogMapping.strings(parts["at"]),
      let by = LogMapping.strings(parts["by"]), by.count == 2,
      let names = parts["names"] as? [String: Any], at.allSatisfy({ $0.contains("#") })
    else {
      throw MappingError(
        file: file,
        message: "“places” has “at” (paths with #), “by” (two sources) and “names” by the values of these"
      )
    }
    var events: [(values: [String], names: [String])] = []
    for (first, inner) in names.sorted(by: { $0.key < $1.key }) {
      guard let inner = inner as? [String: Any] else {
        throw MappingError(file: file, message: "“places”: “\(first)” has lists of names by their event")
      }
      for (second, list) in inner.sorted(by: { $0.key < $1.key }) {
        guard let list = LogMapping.strings(list), !list.isEmpty else {
          throw MappingError(file: file, message: "“places”: “\(second)” is no list of names")
        }
        events.append(([first, second], list))
      }
    }
    self.at = at
    self.by = by
    self.events = events
  }

  /// The variants that these events have, before those that all events have.
  func variants(_ variants: [LogMapping.Variant], base: LogMapping.Rules, roots: [String])
    -> [LogMapping.Variant]
  {
    let placed = events.flatMap { event in
      variants.filter { isAsked($0, event.values) }.compactMap {
        variant($0, event: event, base: base, roots: roots)
      }
    }
    return placed + variants
  }

  /// Whether the variant asks for what tells such an event, or for some of it, and for nothing else of that.
  private func isAsked(_ variant: LogMapping.Variant, _ values: [String]) -> Bool {
    let asked = zip(by, values).compactMap { variant.when[$0]?.contains($1) }
    return !asked.isEmpty && asked.allSatisfy { $0 }
  }

  /// Nil where it needs a value that such an event lacks.
  private func variant(
    _ variant: LogMapping.Variant, event: (values: [String], names: [String]), base: LogMapping.Rules,
    roots: [String]
  ) -> LogMapping.Variant? {
    let places = Dictionary(event.names.enumerated().map { ($1, $0) }) { first, _ in first }
    func sources(_ source: String) -> [String] {
      guard source.hasPrefix(".") else { return [source] }
      guard let place = places[String(source.dropFirst())] else { return [] }
      return at.map { $0.replacing("#", with: String(place)) }
    }
    var made = variant
    made.when = [:]
    for (source, values) in variant.when {
      guard let found = sources(source).first else { return nil }
      made.when[found] = values
    }
    for (source, value) in zip(by, event.values) { made.when[source] = [value] }
    guard variant.present.allSatisfy({ !sources($0).isEmpty }) else { return nil }
    made.present = variant.present.compactMap { sources($0).first }
    made.absent = variant.absent.compactMap { sources($0).first }
    made.rules = base
    made.rules.overlay(with: variant.rules)
    for root in roots where !root.isEmpty {
      for name in event.names where made.rules.fields[root + name] == nil {
        made.rules.fields[root + name] = LogMapping.FieldSource(from: ["." + name])
      }
    }
    made.rules.fields = made.rules.fields.compactMapValues { source in
      var source = source
      source.from = source.from.flatMap(sources)
      source.writer = source.writer.flatMap(sources)
      return source.from.isEmpty ? nil : source
    }
    return made
  }
}
