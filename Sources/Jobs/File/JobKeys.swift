/// The keys of a job file.
enum JobKeys {
  static let job = [
    "id", "title", "why", "attack", "needs", "query", "bucket", "detectors", "influencers", "alert",
    "false_positives", "references", "aliases",
  ]
  static let required = ["id", "title", "detectors"]
  static let detector = ["function", "field", "by", "over", "partition", "description", "use_null"]
  static let alert = ["threshold", "severity", "risk_score"]
  /// Part of the contract, and of a later release.
  static let later: Set<String> = [
    "exclude_frequent", "summary_count_field", "latency", "model_prune_window", "custom_rules", "calendars",
    "categorization",
  ]
  static let severities = ["low", "medium", "high", "critical"]
}
