import HarrierEngine

/// Why a job had no event.
struct Silence {
  /// Fields that it needs and no event has.
  var missingFields: [String] = []
  var reason: String

  init(of job: HuntOutcome.JobOutcome, _ outcome: HuntOutcome) {
    let window = outcome.outside > 0 ? " in the time asked for" : ""
    if job.late > 0 {
      reason = job.late == 1 ? "its one event came too late" : "all of its \(job.late) events came too late"
    } else if outcome.events == 0 {
      reason = "no event was read"
    } else if outcome.outside == outcome.events {
      reason = "no event is in the time asked for"
    } else if !job.missingFields.isEmpty {
      missingFields = job.missingFields
      reason = "no event has \(missingFields.joined(separator: ", "))"
    } else if job.job.query.isEmpty {
      reason = "no event\(window) has all of its fields"
    } else {
      reason = "no event\(window) matched \(job.job.query)"
    }
  }
}
