import Yams

/// Several jobs in one file: what they share stands once, what tells them apart under `instances`.
///
/// ```yaml
/// family: windows_rare_user_of_tool
/// query: event.category: process and host.os.type: windows
/// detectors: [{function: rare, by: user.name}]
/// instances:
///   - {id: windows_rare_user_of_nltest, title: …, query: "process.name: nltest.exe"}
/// ```
///
/// A key of an instance takes the place of the family's; but an event must pass both queries. What an instance
/// is (`id`, `title`, `why`, `aliases`) it has to say itself.
enum JobFamily {
  /// More instances than this in one file are refused.
  static let limit = 500

  static func isFamily(_ root: Node) -> Bool {
    root.mapping?.keys.contains { $0.scalar?.string == "family" || $0.scalar?.string == "instances" } ?? false
  }

  /// The jobs, in the file's order; complete only if the checker's reader has no problems.
  static func jobs(of root: Node, _ checker: inout JobChecker) -> [Job] {
    let keys = JobKeys.family + JobKeys.job.filter { !JobKeys.own.contains($0) }
    let shared = checker.reader.entries(of: root, at: nil, keys: keys, required: JobKeys.family)
    if let node = shared["family"], let name = checker.reader.text(node, "family") {
      checker.checkID(name, node, "family")
      checker.checkName(name, node, "family")
    }
    guard let instances = shared["instances"] else { return [] }
    guard case .sequence(let sequence) = instances, !sequence.isEmpty, sequence.count <= limit else {
      checker.reader.report(
        instances, "instances",
        "found \(instances.sequence.map { "\($0.count) jobs" } ?? NodeReader.kind(of: instances)), "
          + "allowed: a list of 1…\(limit) jobs")
      return []
    }
    checker.isInstance = true
    checker.sharedQuery = checker.query(shared["query"])
    var jobs: [Job] = []
    for (index, instance) in sequence.enumerated() {
      guard let merged = merged(instance, at: "instances[\(index)]", with: shared, &checker.reader) else {
        continue
      }
      let job = checker.job(from: merged)
      if jobs.contains(where: { $0.id == job.id }) {
        checker.reader.report(
          instance, "instances[\(index)].id",
          "found “\(NodeReader.shown(job.id))” a second time, allowed: each id once")
      }
      jobs.append(job)
    }
    return jobs
  }

  /// The instance with what the family says in its place; marks stay those of the file.
  private static func merged(
    _ instance: Node, at place: String, with shared: [String: Node], _ reader: inout NodeReader
  ) -> Node? {
    guard case .mapping(var mapping) = instance else {
      reader.report(instance, place, "found \(NodeReader.kind(of: instance)), allowed: a job's keys and values")
      return nil
    }
    let own = Set(mapping.keys.compactMap { $0.scalar?.string })
    for key in JobKeys.job where key != "query" && !own.contains(key) {
      if let value = shared[key] { mapping[Node(key)] = value }
    }
    return .mapping(mapping)
  }
}
