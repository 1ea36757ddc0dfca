import Yams

/// Turns the YAML of one transform into a ``Transform``, gathering every problem on the way.
struct TransformChecker {
  /// Checks what a transform has in common with a job; its reader keeps the problems.
  var jobs: JobChecker

  private static let keys = [
    "id", "title", "why", "query", "group_by", "bucket", "session", "lineage", "outputs",
  ]

  /// The transform; complete only if there are no problems.
  mutating func transform(from root: Node) -> Transform {
    let entries = jobs.reader.entries(
      of: root, at: nil, keys: Self.keys, required: ["id", "title", "group_by", "outputs"])
    var transform = Transform(
      id: jobs.id(entries["id"]), title: jobs.reader.text(entries["title"], "title") ?? "",
      why: jobs.reader.text(entries["why"], "why") ?? "", query: jobs.query(entries["query"]),
      groupBy: groupFields(entries["group_by"]), outputs: [])
    if let seconds = jobs.bucketSeconds(entries["bucket"]) { transform.bucketSeconds = seconds }
    transform.session = session(entries["session"], bucket: transform.bucketSeconds)
    transform.lineage = lineage(entries["lineage"])
    if let session = entries["session"], transform.lineage != nil {
      jobs.reader.report(session, "session", "found beside lineage, allowed: one of them")
    }
    transform.outputs = outputs(entries["outputs"], of: transform)
    checkNames(of: transform, root)
    return transform
  }

  // MARK: Groups

  private mutating func groupFields(_ node: Node?) -> [Transform.GroupField] {
    guard let node else { return [] }
    guard case .sequence(let sequence) = node, !sequence.isEmpty,
      sequence.count <= Transform.mostGroupFields
    else {
      jobs.reader.report(
        node, "group_by",
        "found \(NodeReader.kind(of: node)), allowed: a list of 1 to \(Transform.mostGroupFields) fields, as in [host.name, user.name]"
      )
      return []
    }
    var fields: [Transform.GroupField] = []
    for (index, element) in sequence.enumerated() {
      guard let field = groupField(element, at: "group_by[\(index)]") else { continue }
      if field.isSplit, fields.contains(where: \.isSplit) {
        jobs.reader.report(element, "group_by[\(index)].split", "found a second time, allowed: one field")
      }
      fields.append(field)
    }
    return fields
  }

  private mutating func groupField(_ node: Node, at place: String) -> Transform.GroupField? {
    guard case .mapping = node else {
      return jobs.reader.fieldName(node, place).map { Transform.GroupField(field: $0) }
    }
    let entries = jobs.reader.entries(
      of: node, at: place, keys: ["field", "as", "split", "optional"], required: ["field"])
    guard let field = jobs.reader.fieldName(entries["field"], "\(place).field") else { return nil }
    return Transform.GroupField(
      field: field, name: jobs.reader.fieldName(entries["as"], "\(place).as"),
      isSplit: jobs.reader.flag(entries["split"], "\(place).split") ?? false,
      isOptional: jobs.reader.flag(entries["optional"], "\(place).optional") ?? false)
  }

  // MARK: What lives on

  private mutating func session(_ node: Node?, bucket: Int64) -> Transform.Session? {
    guard let node else { return nil }
    let entries = jobs.reader.entries(
      of: node, at: "session", keys: ["idle", "longest"], required: ["idle"])
    guard let idle = buckets(entries["idle"], "session.idle", bucket) else { return nil }
    let longest = buckets(entries["longest"], "session.longest", bucket) ?? max(idle, 7 * 86_400)
    if let node = entries["longest"], longest < idle {
      jobs.reader.report(node, "session.longest", "found less than session.idle, allowed: as much or more")
    }
    return Transform.Session(idleSeconds: idle, longestSeconds: longest)
  }

  /// A length of whole buckets, at most 90 days.
  private mutating func buckets(_ node: Node?, _ field: String, _ bucket: Int64) -> Int64? {
    guard let node, let text = jobs.reader.text(node, field) else { return nil }
    if let seconds = BucketLength.seconds(text), seconds >= bucket, seconds % bucket == 0,
      seconds <= 90 * 86_400
    {
      return seconds
    }
    jobs.reader.report(
      node, field,
      "found “\(NodeReader.shown(text))”, allowed: whole buckets of \(BucketLength.text(bucket)), at most 90d"
    )
    return nil
  }

  private mutating func lineage(_ node: Node?) -> Transform.Lineage? {
    guard let node else { return nil }
    let keys = ["name", "host", "process", "ids", "parent", "parent_ids", "depth"]
    let entries = jobs.reader.entries(
      of: node, at: "lineage", keys: keys, required: keys.filter { $0 != "depth" })
    func place(_ key: String) -> String { "lineage.\(key)" }
    let ids = jobs.reader.fieldNames(entries["ids"], place("ids"))
    let parentIDs = jobs.reader.fieldNames(entries["parent_ids"], place("parent_ids"))
    for (key, fields) in [("ids", ids), ("parent_ids", parentIDs)] {
      guard let node = entries[key], !(1...3).contains(fields.count) || ids.count != parentIDs.count else {
        continue
      }
      jobs.reader.report(node, place(key), "found \(fields.count) fields, allowed: 1 to 3, as many of both")
    }
    guard let name = jobs.reader.fieldName(entries["name"], place("name")),
      let host = jobs.reader.fieldName(entries["host"], place("host")),
      let process = jobs.reader.fieldName(entries["process"], place("process")),
      let parent = jobs.reader.fieldName(entries["parent"], place("parent")), !ids.isEmpty,
      ids.count == parentIDs.count
    else { return nil }
    return Transform.Lineage(
      name: name, host: host, process: process, ids: ids, parent: parent, parentIDs: parentIDs,
      depth: whole(entries["depth"], place("depth"), 2...16) ?? 5)
  }

  private mutating func whole(_ node: Node?, _ field: String, _ range: ClosedRange<Int>) -> Int? {
    guard let node else { return nil }
    if let text = node.scalar?.string, let number = Int(text), range.contains(number) { return number }
    jobs.reader.report(
      node, field,
      "found \(NodeReader.kind(of: node)), allowed: a whole number of \(range.lowerBound) to \(range.upperBound)"
    )
    return nil
  }

  // MARK: Outputs

  private mutating func outputs(_ node: Node?, of transform: Transform) -> [Transform.Output] {
    guard let node else { return [] }
    guard case .mapping(let mapping) = node, (1...Transform.mostOutputs).contains(mapping.count) else {
      jobs.reader.report(
        node, "outputs",
        "found \(NodeReader.kind(of: node)), allowed: 1 to \(Transform.mostOutputs) fields, each with a function"
      )
      return []
    }
    return mapping.compactMap { key, value in output(key, value, of: transform) }
  }

  private mutating func output(_ key: Node, _ node: Node, of transform: Transform) -> Transform.Output? {
    let place = "outputs.\(NodeReader.shown(key.scalar?.string ?? ""))"
    let entries = jobs.reader.entries(
      of: node, at: place, keys: ["function", "field", "length", "limit"], required: ["function"])
    guard let name = jobs.reader.fieldName(key, place),
      let function = function(entries["function"], "\(place).function")
    else { return nil }
    let field = jobs.reader.fieldName(entries["field"], "\(place).field")
    if function.takesField != (field != nil) {
      jobs.reader.report(
        entries["field"] ?? node, "\(place).field",
        function.takesField
          ? "missing: \(function.rawValue) reads a field" : "\(function.rawValue) takes no field")
    }
    if function == .ageDays, let field, !transform.groupBy.contains(where: { $0.field == field }) {
      jobs.reader.report(
        entries["field"] ?? node, "\(place).field", "found “\(field)”, allowed: a field of group_by")
    }
    let isLength = jobs.reader.flag(entries["length"], "\(place).length") ?? false
    if isLength, !function.takesNumbers {
      jobs.reader.report(
        entries["length"] ?? node, "\(place).length", "allowed: with sum, mean, min and max")
    }
    return Transform.Output(
      name: name, function: function, field: field, isLength: isLength,
      limit: whole(entries["limit"], "\(place).limit", 1...Transform.mostValues) ?? 10)
  }

  private mutating func function(_ node: Node?, _ place: String) -> TransformFunction? {
    guard let node, let text = jobs.reader.text(node, place) else { return nil }
    if let function = TransformFunction(rawValue: text) { return function }
    let names = TransformFunction.allCases.map(\.rawValue)
    let hint = Suggestion.phrase(for: text, among: names)
    jobs.reader.report(
      node, place,
      "found “\(NodeReader.shown(text))”\(hint.isEmpty ? "," : hint) allowed: \(NodeReader.list(names))")
    return nil
  }

  /// Every field of a row has one source.
  private mutating func checkNames(of transform: Transform, _ root: Node) {
    var seen: Set<String> = []
    for name in transform.rowFields where !seen.insert(name).inserted {
      jobs.reader.report(root, "outputs", "found two fields called “\(name)” in a row, allowed: each once")
    }
  }
}
