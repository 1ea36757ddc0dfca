import Yams

/// `categorization: {field: message, per_partition: true}`, and the detectors that speak of it.
extension JobChecker {
  static let categorizationKeys = ["field", "per_partition"]

  mutating func categorization(_ job: inout Job, _ entries: [String: Node]) {
    if let node = entries["categorization"] {
      let parts = reader.entries(
        of: node, at: "categorization", keys: Self.categorizationKeys, required: ["field"])
      if let field = reader.fieldName(parts["field"], "categorization.field") {
        let isOwn = reader.flag(parts["per_partition"], "categorization.per_partition")
        job.categorization = Categorization(field: field, isPerPartition: isOwn ?? false)
      }
    }
    for (index, detector) in job.detectors.enumerated() {
      check(detector, entries["detectors"]?.sequence?[index], "detectors[\(index)]", job)
    }
    guard let categorization = job.categorization, let node = entries["categorization"] else { return }
    if !job.needs.contains(categorization.field) { job.needs.append(categorization.field) }
    if !job.detectors.contains(where: \.isByCategory) {
      reader.report(
        node, "categorization",
        "found no detector that asks for categories, allowed: with one that has “by: \(Categorization.category)”"
      )
    }
  }

  private mutating func check(_ detector: DetectorSpec, _ node: Node?, _ place: String, _ job: Job) {
    guard let node else { return }
    let name = Categorization.category
    for (part, field) in [
      ("field", detector.field), ("over", detector.over), ("partition", detector.partition),
    ]
    where field == name {
      reader.report(
        node.mapping?[Node(part)] ?? node, "\(place).\(part)", "found “\(name)”, allowed: as “by” alone")
    }
    guard detector.isByCategory else { return }
    guard let categorization = job.categorization else {
      return reader.report(
        node.mapping?["by"] ?? node, "\(place).by",
        "found “\(name)”, allowed: in a job with “categorization”, as in {field: message}")
    }
    if categorization.isPerPartition, detector.partition == nil {
      reader.report(node, "\(place).partition", "missing: the categories are those of a partition")
    }
  }
}

extension DetectorSpec {
  /// Whether it judges categories of messages.
  public var isByCategory: Bool { by == Categorization.category }
}
