import HarrierEngine
import HarrierJobs
import HarrierReports
import HarrierResults
import HarrierScoring

/// Alerts of what a hunt found: records with what their jobs say of them.
struct HuntAlerts {
  private let jobs: [String: Job]

  init(_ outcome: HuntOutcome) {
    jobs = Dictionary(uniqueKeysWithValues: outcome.jobs.map { ($0.job.id, $0.job) })
  }

  /// What reaches its job's own threshold.
  func reachingThreshold(_ records: [Record]) -> [Alert] {
    records.compactMap { record in
      guard let job = jobs[record.jobID], record.recordScore >= job.alert.threshold else { return nil }
      let reason = "score \(Int(record.recordScore)) reaches the job's threshold \(Int(job.alert.threshold))"
      return alert(record, job, reason)
    }
  }

  /// What a budget was spent on.
  func paid(_ paid: [BudgetLedger.Paid], perDay: Double) -> [Alert] {
    paid.compactMap { paid in
      guard let job = jobs[paid.record.jobID] else { return nil }
      let (own, all) = (Int(paid.record.scoreAlone), Int(paid.evidence.score))
      let score = own < all ? "score \(all) (\(own) alone)" : "score \(own)"
      let reason = "\(score) is rarer than the \(Wording.number(perDay)) a day asked for"
      var made = alert(paid.record, job, reason)
      made.storyScore = paid.evidence.score
      return made
    }
  }

  private func alert(_ record: Record, _ job: Job, _ reason: String) -> Alert {
    Alert(
      record: record, severity: job.alert.severity, jobTitle: job.title, riskScore: job.alert.riskScore,
      thresholdReason: reason)
  }
}
