import Foundation
import HarrierQuery

/// Harrier's jobs as Elastic's: `{"jobs": […], "filters": […]}`, which ``ElasticImport`` reads back to the same jobs.
///
/// What an Elastic job has no key for (why, ATT&CK techniques, the alert's threshold) stands in
/// `custom_settings.harrier`.
public enum ElasticExport {
  /// A job that cannot be said in Elastic's terms, and why.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    public var job: String
    public var reason: String
    public var description: String { "\(job): \(reason)" }
  }

  /// What became of some jobs.
  public struct Exported: Sendable {
    /// Those that Elastic can have, the keys in the order of the alphabet; nil where there are none.
    public var json: String?
    public var refused: [Failure]
  }

  /// All that can be exported, and why the others cannot: for a function, a bucket or a calendar that Elastic has not.
  public static func export(_ jobs: [Job]) -> Exported {
    var made: [[String: Any]] = []
    var filters: [String: FilterList] = [:]
    var refused: [Failure] = []
    for job in jobs {
      do throws(Failure) {
        try check(job)
        try take(filtersOf: job, into: &filters)
        made.append(object(of: job))
      } catch {
        refused.append(error)
      }
    }
    return Exported(json: made.isEmpty ? nil : json(made, filters), refused: refused)
  }

  private static func take(filtersOf job: Job, into filters: inout [String: FilterList]) throws(Failure) {
    var all = filters
    for scope in job.detectors.flatMap(\.customRules).flatMap(\.scope) {
      if let other = all.updateValue(scope.filter, forKey: scope.filter.id), other != scope.filter {
        throw Failure(job: job.id, reason: "another job has a different list “\(scope.filter.id)”")
      }
    }
    filters = all
  }

  private static func json(_ made: [[String: Any]], _ filters: [String: FilterList]) -> String {
    var root: [String: Any] = ["jobs": made]
    if !filters.isEmpty {
      root["filters"] = filters.sorted { $0.key < $1.key }.map {
        ["filter_id": $0.key, "items": $0.value.items] as [String: Any]
      }
    }
    guard
      let data = try? JSONSerialization.data(
        withJSONObject: root, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    else { preconditionFailure("a job of text, numbers and lists is no JSON") }
    return String(decoding: data, as: UTF8.self)
  }

  private static func check(_ job: Job) throws(Failure) {
    for detector in job.detectors where ownFunctions.contains(detector.function) {
      throw Failure(job: job.id, reason: "Elastic has no function “\(detector.function)”")
    }
    for detector in job.detectors where detector.function == "lat_long" {
      guard detector.customRules.flatMap(\.conditions).allSatisfy({ $0.subject == .time }) else {
        throw Failure(job: job.id, reason: "Elastic has no rule for how far a place is; take it out")
      }
    }
    guard !job.bucketIsAuto else {
      throw Failure(
        job: job.id, reason: "Elastic wants a bucket span; “harrier jobs estimate” recommends one")
    }
    guard job.calendars.isEmpty else {
      throw Failure(job: job.id, reason: "calendars are no part of Elastic's jobs; add them there by hand")
    }
  }

  /// Functions that Elastic does not have.
  private static let ownFunctions: Set<String> = [
    "beacon", "high_max", "high_min", "low_max", "low_min",
  ]

  private static func object(of job: Job) -> [String: Any] {
    var analysis: [String: Any] = [
      "bucket_span": BucketLength.text(job.bucketSeconds),
      "detectors": job.detectors.map { self.object(of: $0) }, "influencers": job.influencers,
    ]
    if let seconds = job.latencySeconds { analysis["latency"] = BucketLength.text(seconds) }
    if let categorization = job.categorization {
      analysis["categorization_field_name"] = categorization.field
      if categorization.isPerPartition { analysis["per_partition_categorization"] = ["enabled": true] }
    }
    if let field = job.summaryCountField { analysis["summary_count_field_name"] = field }
    if let seconds = job.modelPruneSeconds { analysis["model_prune_window"] = BucketLength.text(seconds) }
    var exported: [String: Any] = [
      "job_id": job.id, "description": job.title, "analysis_config": analysis,
      "data_description": ["time_field": "@timestamp"], "custom_settings": ["harrier": own(job)],
      "datafeed_config": [
        "datafeed_id": "datafeed-" + job.id, "indices": ["logs-*"], "query": query(of: job),
      ],
    ]
    if let bytes = job.modelMemoryBytes {
      exported["analysis_limits"] = ["model_memory_limit": MemorySize.text(bytes)]
    }
    return exported
  }

  /// What Elastic has no key for.
  private static func own(_ job: Job) -> [String: Any] {
    var own: [String: Any] = [
      "title": job.title,
      "alert": [
        "threshold": job.alert.threshold, "severity": job.alert.severity, "risk_score": job.alert.riskScore,
      ] as [String: Any],
    ]
    if !job.why.isEmpty { own["why"] = job.why }
    for (key, list) in [
      ("attack", job.attack), ("needs", job.needs), ("false_positives", job.falsePositives),
      ("references", job.references), ("aliases", job.aliases),
    ] where !list.isEmpty { own[key] = list }
    return own
  }

  private static func object(of detector: DetectorSpec) -> [String: Any] {
    var object: [String: Any] = ["function": detector.function]
    for (key, value) in [
      ("field_name", detector.field), ("by_field_name", detector.by), ("over_field_name", detector.over),
      ("partition_field_name", detector.partition), ("detector_description", detector.description),
    ] { if let value { object[key] = value } }
    if detector.useNull { object["use_null"] = true }
    if detector.excludeFrequent != .none { object["exclude_frequent"] = detector.excludeFrequent.rawValue }
    if !detector.customRules.isEmpty {
      object["custom_rules"] = detector.customRules.map { self.object(of: $0) }
    }
    return object
  }

  private static func object(of rule: CustomRule) -> [String: Any] {
    var object: [String: Any] = ["actions": rule.actions.map(\.rawValue)]
    if !rule.conditions.isEmpty {
      object["conditions"] = rule.conditions.map {
        ["applies_to": $0.subject.rawValue, "operator": $0.comparison.rawValue, "value": $0.bound]
          as [String: Any]
      }
    }
    if !rule.scope.isEmpty {
      let parts = rule.scope.map {
        ($0.field, ["filter_id": $0.filter.id, "filter_type": $0.includes ? "include" : "exclude"])
      }
      object["scope"] = Dictionary(parts, uniquingKeysWith: { first, _ in first })
    }
    return object
  }

  // MARK: Query

  /// - Precondition: the job's query is KQL; ``JobFile`` has seen to that.
  private static func query(of job: Job) -> [String: Any] {
    guard let expression = try? KQL.parse(job.query) else {
      preconditionFailure("the query of \(job.id) is no KQL, though the job was checked")
    }
    let query = object(of: expression)
    return query["bool"] == nil ? ["bool": ["filter": [query]]] : query
  }

  private static func object(of query: QueryExpression) -> [String: Any] {
    switch query {
    case .everything: ["match_all": [String: Any]()]
    case .all(let parts): ["bool": ["filter": parts.map { self.object(of: $0) }]]
    case .any(let parts):
      ["bool": ["should": parts.map { self.object(of: $0) }, "minimum_should_match": 1] as [String: Any]]
    case .not(let part): ["bool": ["must_not": [object(of: part)]]]
    case .leaf(let leaf): object(of: leaf)
    }
  }

  private static func object(of leaf: Leaf) -> [String: Any] {
    switch leaf.test {
    case .exists: ["exists": ["field": leaf.field]]
    case .equals(let literal): ["term": [leaf.field: literal.text]]
    case .cidr(let network): ["term": [leaf.field: network.text]]
    case .wildcard(let wildcard):
      ["wildcard": [leaf.field: ["value": pattern(wildcard), "case_insensitive": true] as [String: Any]]]
    case .range(let comparison, let bound): ["range": [leaf.field: [key(of: comparison): bound.text]]]
    }
  }

  private static func pattern(_ wildcard: ValueTest.Wildcard) -> String {
    wildcard.pieces.map { piece in
      piece.replacing("\\", with: "\\\\").replacing("*", with: "\\*").replacing("?", with: "\\?")
    }.joined(separator: "*")
  }

  private static func key(of comparison: ValueTest.Comparison) -> String {
    switch comparison {
    case .less: "lt"
    case .atMost: "lte"
    case .greater: "gt"
    case .atLeast: "gte"
    }
  }
}
