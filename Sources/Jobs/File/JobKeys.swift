/// The keys of a job file.
enum JobKeys {
  static let job = [
    "id", "title", "why", "attack", "needs", "query", "bucket", "detectors", "influencers", "alert",
    "false_positives", "references", "aliases", "filters", "calendars", "latency", "summary_count_field",
    "model_prune_window", "model_memory_limit", "categorization",
  ]
  static let required = ["id", "title", "detectors"]
  /// Those of a file that holds a family of jobs.
  static let family = ["family", "instances"]
  /// What every job says for itself, and a family therefore cannot say for it.
  static let own: Set = ["id", "title", "why", "aliases"]
  static let detector = [
    "function", "field", "by", "over", "partition", "description", "use_null",
    "exclude_frequent", "custom_rules",
  ]
  static let alert = ["threshold", "severity", "risk_score"]
  static let severities = ["low", "medium", "high", "critical"]
}
