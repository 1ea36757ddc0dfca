import HarrierEngine
import HarrierJobs
import HarrierReports

/// What a hunt's limits of memory cost, for people.
enum MemoryWords {
  private static let most = 5

  /// - Parameter limit: as the user wrote it.
  static func notes(_ outcome: HuntOutcome, limit: String?, mode: HuntMode) -> [String] {
    if mode == .hindsight { return unkept(outcome) }
    var notes: [String] = []
    let poorer = outcome.jobs.filter { $0.memory.evictedKeys > 0 }
      .sorted { ($1.memory.evictedKeys, $0.job.id) < ($0.memory.evictedKeys, $1.job.id) }
    if !poorer.isEmpty {
      let all = poorer.reduce(0) { $0 + $1.memory.evictedKeys }
      var names = poorer.prefix(most).map { "\($0.job.id) \($0.memory.evictedKeys)" }
      if poorer.count > most { names.append("\(poorer.count - most) more jobs") }
      notes.append(
        "memory: to stay within \(limit ?? "the jobs’ limits"), \(NumberText.count(all, "key was", "keys were")) let go, "
          + "those first that were seen least and not for longest: \(names.joined(separator: ", ")); --memory-limit and model_memory_limit allow more"
      )
    }
    let failed = outcome.jobs.filter { $0.memory.status == .hardLimit }
    if !failed.isEmpty {
      notes.append(
        "memory (hard_limit): keys that were in use had to go as well; the limit is too small for \(failed.map(\.job.id).prefix(most).joined(separator: ", "))"
      )
    }
    return notes
  }

  /// Limits that only a live hunt keeps.
  private static func unkept(_ outcome: HuntOutcome) -> [String] {
    let limited = outcome.jobs.filter { $0.events > 0 && $0.job.modelMemoryBytes != nil }.map(\.job.id)
      .sorted()
    if limited.isEmpty { return [] }
    return [
      "model_memory_limit is kept by --mode live only; this hunt was in hindsight and did not keep that of "
        + limited.prefix(most).joined(separator: ", ")
        + (limited.count > most ? " and \(limited.count - most) more jobs" : "")
    ]
  }
}
