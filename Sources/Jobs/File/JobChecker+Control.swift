import Yams

extension JobChecker {
  /// What steers a job: calendars, lateness, summaries, forgetting.
  mutating func control(_ job: inout Job, _ entries: [String: Node]) {
    job.calendars = CalendarChecker(files: files).calendars(entries["calendars"], &reader)
    job.latencySeconds = reader.length(
      entries["latency"], "latency", allowed: "30s, 15m, 2h, … (at most 7d)"
    ) { $0 <= 7 * 86_400 }
    // Whatever is chosen is a part of a day.
    let bucket = job.bucketIsAuto ? 86_400 : job.bucketSeconds
    let whole = job.bucketIsAuto ? "auto: whole days" : BucketLength.text(bucket)
    job.modelPruneSeconds = reader.length(
      entries["model_prune_window"], "model_prune_window",
      allowed: "whole buckets, two at least, such as 30d (the bucket is \(whole))"
    ) { $0 % bucket == 0 && $0 >= 2 * bucket }
    job.modelMemoryBytes = reader.memory(entries["model_memory_limit"], "model_memory_limit")
    job.summaryCountField = reader.fieldName(entries["summary_count_field"], "summary_count_field")
    guard let field = job.summaryCountField else { return }
    if !job.needs.contains(field) { job.needs.append(field) }
    for detector in job.detectors where Self.unweighed.contains(detector.function) {
      reader.report(
        entries["summary_count_field"]!, "summary_count_field",
        "found “\(field)”, allowed: none beside “\(detector.function)”, which needs every event by itself")
    }
  }

  /// Functions for which a row that stands for several events hides what they are about.
  private static let unweighed: Set<String> = ["metric", "beacon"]
}
