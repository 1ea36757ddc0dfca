import HarrierQuery
import Yams

/// Turns the YAML of one job into a ``Job``, gathering every problem on the way.
struct JobChecker {
  var reader: NodeReader
  let pack: String
  /// Whether ``PlainQuery`` put the query in quotes.
  let queryIsPlain: Bool
  let files: SideFiles
  /// Whether the job is one of a family, whose file has another name.
  var isInstance = false
  /// The query that all jobs of a family share.
  var sharedQuery = ""

  /// The job; complete only if the reader has no problems.
  mutating func job(from root: Node) -> Job {
    let entries = reader.entries(of: root, at: nil, keys: JobKeys.job, required: JobKeys.required)
    let filters = FilterChecker(files: files).filters(entries["filters"], &reader)
    let detectors = detectors(entries["detectors"], filters)
    var job = Job(
      id: id(entries["id"]), title: reader.text(entries["title"], "title") ?? "",
      why: reader.text(entries["why"], "why") ?? "", attack: techniques(entries["attack"]),
      needs: needs(entries["needs"], detectors), query: query(entries["query"]), detectors: detectors,
      influencers: reader.fieldNames(entries["influencers"], "influencers"), alert: alert(entries["alert"]),
      falsePositives: reader.texts(entries["false_positives"], "false_positives").map(\.text),
      references: reader.texts(entries["references"], "references").map(\.text),
      aliases: aliases(entries["aliases"]), pack: pack)
    job.query = Self.joined(sharedQuery, job.query)
    if entries["bucket"]?.scalar?.string == "auto" {
      job.bucketIsAuto = true
    } else if let seconds = bucketSeconds(entries["bucket"]) {
      job.bucketSeconds = seconds
    }
    control(&job, entries)
    categorization(&job, entries)
    return job
  }

  // MARK: Names

  private mutating func id(_ node: Node?) -> String {
    guard let node, let id = reader.text(node, "id") else { return "" }
    checkID(id, node, "id")
    if !isInstance { checkName(id, node, "id") }
    return id
  }

  /// In a pack of the catalogue a job, or a family, is called as its file.
  mutating func checkName(_ name: String, _ node: Node, _ field: String) {
    let file = reader.file.split(separator: "/").last?.split(separator: ".").first.map(String.init)
    guard pack != "user", name != file else { return }
    reader.report(
      node, field, "found “\(NodeReader.shown(name))”, allowed: the file's name, “\(file ?? "")”")
  }

  private mutating func aliases(_ node: Node?) -> [String] {
    let aliases = reader.texts(node, "aliases")
    for (index, alias) in aliases.enumerated() { checkID(alias.text, alias.node, "aliases[\(index)]") }
    return aliases.map(\.text)
  }

  mutating func checkID(_ id: String, _ node: Node, _ field: String) {
    guard id.wholeMatch(of: /[a-z0-9][a-z0-9_-]{0,99}/) == nil else { return }
    reader.report(
      node, field,
      "found “\(NodeReader.shown(id))”, allowed: lower-case letters, digits, “_” and “-”, at most 100")
  }

  private mutating func techniques(_ node: Node?) -> [String] {
    let techniques = reader.texts(node, "attack")
    for (index, technique) in techniques.enumerated()
    where technique.text.wholeMatch(of: /T[0-9]{4}(\.[0-9]{3})?/) == nil {
      reader.report(
        technique.node, "attack[\(index)]",
        "found “\(NodeReader.shown(technique.text))”, allowed: an ATT&CK technique, such as T1078 or T1078.004"
      )
    }
    return techniques.map(\.text)
  }

  // MARK: Data

  /// The fields the file names, and those of the detectors.
  private mutating func needs(_ node: Node?, _ detectors: [DetectorSpec]) -> [String] {
    var needs = reader.fieldNames(node, "needs")
    for field in detectors.flatMap(\.fields)
    where !needs.contains(field) && field != Categorization.category { needs.append(field) }
    return needs
  }

  mutating func query(_ node: Node?) -> String {
    // An empty query is every event.
    guard let node, node.scalar?.string.isEmpty != true, let text = reader.text(node, "query") else {
      return ""
    }
    do {
      _ = try KQL.parse(text)
    } catch {
      let excerpt = error.description.split(separator: "\n").dropFirst().joined(separator: "\n")
      reader.report(
        line: node.mark?.line ?? 1, column: column(of: error, in: node), "query",
        "at \(error.line):\(error.column) of the query: \(error.message)\n\(excerpt)")
    }
    return text
  }

  /// Both must hold; an empty one always does.
  private static func joined(_ shared: String, _ own: String) -> String {
    guard !shared.isEmpty, !own.isEmpty else { return shared + own }
    return [shared, own].map { $0.lowercased().contains(" or ") ? "(\($0))" : $0 }.joined(separator: " and ")
  }

  /// The file's column, where the value stands on the line of its key as it was typed; else the value's.
  private func column(of error: KQLError, in node: Node) -> Int {
    let start = node.mark?.column ?? 1
    guard error.line == 1, let style = node.scalar?.style else { return start }
    switch style {
    case .plain: return start + error.column - 1
    case .singleQuoted, .doubleQuoted: return start + error.column - (queryIsPlain ? 1 : 0)
    default: return start
    }
  }

  private mutating func bucketSeconds(_ node: Node?) -> Int64? {
    guard let node, let text = reader.text(node, "bucket") else { return nil }
    let seconds = BucketLength.seconds(text)
    if let seconds, BucketLength.isAllowed(seconds) { return seconds }
    let near = seconds.map(BucketLength.nearest) ?? []
    let hint = near.isEmpty ? "" : "; nearest: \(NodeReader.list(near))"
    reader.report(
      node, "bucket", "found “\(NodeReader.shown(text))”, allowed: \(BucketLength.rule)\(hint)")
    return nil
  }

  // MARK: Parts

  private mutating func alert(_ node: Node?) -> AlertSpec {
    var alert = AlertSpec()
    guard let node else { return alert }
    let entries = reader.entries(of: node, at: "alert", keys: JobKeys.alert, required: [])
    if let threshold = reader.percent(entries["threshold"], "alert.threshold", whole: false) {
      alert.threshold = threshold
    }
    if let risk = reader.percent(entries["risk_score"], "alert.risk_score", whole: true) {
      alert.riskScore = Int(risk)
    }
    if let severity = entries["severity"], let text = reader.text(severity, "alert.severity") {
      alert.severity = text
      if !JobKeys.severities.contains(text) {
        let hint = Suggestion.phrase(for: text, among: JobKeys.severities)
        reader.report(
          severity, "alert.severity",
          "found “\(NodeReader.shown(text))”\(hint.isEmpty ? "," : hint) allowed: "
            + NodeReader.list(JobKeys.severities))
      }
    }
    return alert
  }

  private mutating func detectors(_ node: Node?, _ filters: [String: FilterList]) -> [DetectorSpec] {
    guard let node else { return [] }
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      reader.report(
        node, "detectors",
        "found \(node.sequence == nil ? NodeReader.kind(of: node) : "an empty list"), "
          + "allowed: a list, as in [{function: rare, by: process.name}]")
      return []
    }
    var detectors: [DetectorSpec] = []
    for (index, element) in sequence.enumerated() {
      let place = "detectors[\(index)]"
      guard let detector = DetectorChecker.detector(from: element, at: place, filters, &reader) else {
        continue
      }
      if let first = detectors.firstIndex(where: { $0.measuresTheSame(as: detector) }) {
        reader.report(
          element, place, "found \(detector.label), which is detectors[\(first)] again, allowed: each once")
      }
      detectors.append(detector)
    }
    return detectors
  }
}
