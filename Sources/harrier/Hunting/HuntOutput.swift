import ArgumentParser
import HarrierEngine
import HarrierReports
import HarrierResults
import HarrierScoring

/// From a hunt's outcome to standard output, the output folder and the exit status.
struct HuntOutput {
  let command: HuntCommand
  /// Which GeoIP databases were asked.
  let geoNotes: [String]
  /// What earlier hunts with this state have seen and spent of the budget.
  let budgetHistory: BudgetHistory

  /// What was shown, the strangest first, and what the budget has spent of late.
  struct Written {
    var shown: [Record]
    var budgetHistory: BudgetHistory
  }

  func write(_ outcome: HuntOutcome, seconds: Double) throws -> Written {
    let budget = command.budget.map {
      Budget(alertsPerDay: $0, detectors: outcome.activeDetectors)
    }
    var ledger = budget.map { BudgetLedger($0, history: budgetHistory) }
    let final = outcome.records.filter { !$0.isInterim }
    let spending = ledger?.spend(on: final, knowsAll: command.chosenMode == .hindsight)
    let maker = HuntAlerts(outcome)
    let alerts =
      spending.map { maker.paid($0.alerts, perDay: command.budget ?? 0) } ?? maker.reachingThreshold(final)
    var summary = HuntSummary(command: command, outcome: outcome, geoNotes: geoNotes)
      .make(seconds: seconds, ledger: ledger, alerts: alerts.count)
    summary.notes += notes(of: command.out, outcome, summary)
    let shown = Ranking.findings(shown(outcome, alerts, ledger))
    let told = Ranking.findings(shown + (spending?.standingBy ?? []))
    let page = needsPage ? HuntPage(outcome: outcome).html(told, summary) : nil
    if let directory = command.out, !isRepeated(outcome) {
      try save(outcome, alerts, summary, page, to: directory)
    }
    try print(shown, told, summary, page)
    return Written(shown: shown, budgetHistory: ledger?.history ?? budgetHistory)
  }

  /// - Parameter told: what is shown, with what stands by: a person reads it as rows of several findings.
  private func print(_ shown: [Record], _ told: [Record], _ summary: RunSummary, _ page: String?) throws {
    try FindingsPrinter(choice: command.output).print(
      shown,
      text: {
        $0.render(records: told, summary: summary, reportPath: command.out.map { "\($0)/report.html" })
      },
      html: { page ?? "" })
  }

  /// With a budget, what it lets through: alerts, and what open buckets hold so far.
  private func shown(_ outcome: HuntOutcome, _ alerts: [Alert], _ ledger: BudgetLedger?) -> [Record] {
    guard let ledger else { return outcome.records }
    return alerts.map(\.record)
      + outcome.interim.filter { $0.returnPeriodSeconds >= ledger.returnPeriodSeconds }
  }

  /// Whether an earlier hunt with this state has read everything, and its results lie there: they stay.
  private func isRepeated(_ outcome: HuntOutcome) -> Bool {
    guard outcome.files.isEmpty, !outcome.alreadyRead.isEmpty, let directory = command.out else {
      return false
    }
    return OutputDirectory.isFinished(at: directory)
  }

  /// Whether the folder's findings stay, or whose were replaced.
  private func notes(of directory: String?, _ outcome: HuntOutcome, _ summary: RunSummary) -> [String] {
    guard let directory else { return [] }
    if isRepeated(outcome) { return ["nothing is new: \(directory) is left as it was"] }
    guard let earlier = OutputDirectory.summary(at: directory), earlier.recordCount > 0 else { return [] }
    // The same hunt once more finds the same.
    if earlier.files == summary.files, earlier.recordCount == summary.recordCount { return [] }
    let what = NumberText.count(
      earlier.recordCount, "record of an earlier hunt was", "records of an earlier hunt were")
    return ["\(what) replaced in \(directory); another --out keeps them"]
  }

  private var needsPage: Bool { command.out != nil || command.output.format == .html }

  private func save(
    _ outcome: HuntOutcome, _ alerts: [Alert], _ summary: RunSummary, _ page: String?, to directory: String
  ) throws {
    do {
      let output = try OutputDirectory(path: directory)
      try output.write(records: outcome.records)
      try output.write(buckets: outcome.buckets)
      try output.write(influencers: outcome.influencers)
      try output.write(overallBuckets: overallBuckets(outcome))
      try output.write(alerts: alerts)
      try output.write(categories: outcome.categories)
      try output.write(annotations: outcome.annotations)
      try output.write(modelSizes: modelSizes(outcome))
      try output.finish(summary: summary, report: page)
    } catch { throw Failure.output("\(error)") }
  }

  private func overallBuckets(_ outcome: HuntOutcome) -> [OverallBucket] {
    OverallBucket.summary(
      of: outcome.buckets, span: outcome.jobs.map(\.job.bucketSeconds).max() ?? 0)
  }

  /// Of the jobs that ran.
  private func modelSizes(_ outcome: HuntOutcome) -> [ModelSize] {
    guard let last = outcome.last else { return [] }
    let categories = Dictionary(grouping: outcome.categories, by: \.jobID)
    return outcome.jobs.filter { $0.events > 0 }.map { job in
      ModelSize(
        jobID: job.job.id, timestamp: last, modelBytes: job.memory.modelBytes,
        peakModelBytes: job.memory.peakModelBytes, memoryLimitBytes: job.memory.limitBytes,
        memoryStatus: job.memory.status.rawValue, keys: job.keys, evictedKeys: job.memory.evictedKeys,
        categories: job.job.categorization == nil ? nil : categories[job.job.id]?.count ?? 0,
        mode: command.chosenMode.rawValue)
    }
  }

  // MARK: The end

  func exitStatus(_ outcome: HuntOutcome, _ shown: [Record]) throws {
    if outcome.events == 0, outcome.alreadyRead.isEmpty {
      let problem = outcome.files.first { $0.problem != nil }
      let reason =
        problem.map { "\($0.path): \($0.problem!)" }
        ?? "no event in \(NumberText.count(outcome.files.count, "file"))"
      throw Failure.input("nothing could be read: \(reason)")
    }
    if let severity = command.failOn, shown.contains(where: { Severity(score: $0.recordScore) >= severity }) {
      throw ExitCode(3)
    }
  }
}
