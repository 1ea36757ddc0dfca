import HarrierQuery
import Yams

/// A job file in the making: keys in their order, and where in the JSON each came from.
struct JobDraft {
  /// A key of the file with its value and the JSON that it came from.
  struct Entry {
    var key: String
    var value: YAMLValue
    var origin: Origin
  }

  struct Origin {
    var node: Node
    var path: String
  }

  var id = ""
  var entries: [Entry] = []
  var detectors: [Entry] = []
  /// Where parts of a detector came from, by `key` within the detector's entry.
  var detectorOrigins: [[String: Origin]] = []
  var query: QueryExpression = .everything
  /// Said in the file's head.
  var comments: [String] = []

  private static let order = [
    "id", "title", "why", "attack", "needs", "query", "bucket", "detectors", "categorization", "influencers",
    "latency", "summary_count_field", "model_prune_window", "model_memory_limit", "alert", "false_positives",
    "references",
    "aliases", "filters", "calendars",
  ]

  mutating func set(_ key: String, _ value: YAMLValue, _ node: Node, _ path: String) {
    entries.removeAll { $0.key == key }
    entries.append(Entry(key: key, value: value, origin: Origin(node: node, path: path)))
  }

  /// Where a field of the job file came from.
  func origin(of field: String) -> Origin? {
    if field.hasPrefix("detectors["), let end = field.firstIndex(of: "]"),
      let index = Int(field[field.index(field.startIndex, offsetBy: 10)..<end]),
      detectors.indices.contains(index)
    {
      let rest = field[field.index(after: end)...].dropFirst()
      let part = String(rest.prefix { $0 != "." && $0 != "[" })
      return detectorOrigins[index][part] ?? detectors[index].origin
    }
    let key = String(field.prefix { $0 != "." && $0 != "[" })
    return entries.first { $0.key == key }?.origin
  }

  /// Leaves out what a field of the job file belongs to; false where the job is none without it.
  mutating func drop(_ field: String) -> Bool {
    if field.hasPrefix("detectors["), let end = field.firstIndex(of: "]"),
      let index = Int(field[field.index(field.startIndex, offsetBy: 10)..<end]),
      detectors.indices.contains(index), detectors.count > 1
    {
      detectors.remove(at: index)
      detectorOrigins.remove(at: index)
      return true
    }
    let key = String(field.prefix { $0 != "." && $0 != "[" })
    guard !["id", "title", "bucket", "detectors", "query", ""].contains(key),
      entries.contains(where: { $0.key == key })
    else { return false }
    entries.removeAll { $0.key == key }
    return true
  }

  // MARK: The file

  /// The job file; it ends with a line break.
  var yaml: String {
    var lines = comments.map { "# " + Self.line($0) }
    for key in Self.order {
      switch key {
      case "query": lines += queryLines
      case "detectors":
        lines.append("detectors:")
        lines += detectors.map { "  - " + $0.value.flow }
      default:
        if let entry = entries.first(where: { $0.key == key }) { lines.append("\(key): \(entry.value.flow)") }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Folded text, a line for each part that has to hold.
  private var queryLines: [String] {
    let query = query.simplified
    if query == .everything { return [] }
    guard case .all(let parts) = query else { return ["query: >-", "  \(query)"] }
    let texts = parts.map { QueryExpression.all([$0]).description }
    return ["query: >-"] + texts.enumerated().map { $0 == 0 ? "  \($1)" : "  and \($1)" }
  }

  /// A comment stays on its line, whatever a message quotes.
  private static func line(_ text: String) -> String {
    String(
      text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : Character($0) })
  }
}
