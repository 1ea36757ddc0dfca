import ArgumentParser
import Foundation
import HarrierEngine
import HarrierInputs
import HarrierJobs
import HarrierReports
import HarrierResults
import HarrierScoring
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// From a hunt's outcome to standard output, the output folder and the exit status.
struct HuntOutput {
  let command: HuntCommand
  /// Which GeoIP databases were asked.
  let geoNotes: [String]
  /// What earlier hunts with this state have seen and spent of the budget.
  let budgetHistory: BudgetHistory
  /// Findings whose raw events are read again for the report.
  private static let mostWithEvents = 200

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
    let alerts =
      spending.map { paidAlerts($0.alerts, outcome, perDay: command.budget ?? 0) }
      ?? thresholdAlerts(final, outcome)
    var summary = summary(outcome, seconds: seconds, ledger: ledger, alerts: alerts.count)
    if let replaced = replaced(by: summary, outcome) { summary.notes.append(replaced) }
    let shown = Ranking.findings(shown(outcome, alerts, ledger))
    let told = Ranking.findings(shown + (spending?.standingBy ?? []))
    let report = needsReport ? html(told, outcome, summary) : nil
    if let directory = command.out, !isRepeated(outcome) {
      try save(outcome, alerts, summary, report, to: directory)
    }
    try print(shown, told, summary, report)
    return Written(shown: shown, budgetHistory: ledger?.history ?? budgetHistory)
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

  /// That findings of another hunt lay in the folder, and were replaced.
  private func replaced(by summary: RunSummary, _ outcome: HuntOutcome) -> String? {
    guard let directory = command.out, !isRepeated(outcome),
      let earlier = OutputDirectory.summary(at: directory), earlier.recordCount > 0
    else { return nil }
    // The same hunt once more finds the same.
    if earlier.files == summary.files, earlier.recordCount == summary.recordCount { return nil }
    let what = NumberText.count(
      earlier.recordCount, "record of an earlier hunt was", "records of an earlier hunt were")
    return "\(what) replaced in \(directory); another --out keeps them"
  }

  private var needsReport: Bool { command.out != nil || command.format == .html }

  /// - Parameter told: what is shown, with what stands by: a person reads it as rows of several findings.
  private func print(_ shown: [Record], _ told: [Record], _ summary: RunSummary, _ report: String?) throws {
    switch command.format {
    case .text:
      let color = Self.color(command.color)
      let text = TerminalReport(width: Self.width, color: color, limit: command.top)
        .render(records: told, summary: summary, reportPath: command.out.map { "\($0)/report.html" })
      try write(text)
    case .ndjson:
      for piece in NDJSONReport.pieces(records: ResultOrder.sorted(shown)) {
        guard try write(piece) else { return }
      }
    case .csv: try write(CSVReport.render(records: shown))
    case .html: try write(report ?? "")
    }
  }

  /// Whether somebody still reads: one who has seen enough (`head`) is no failure.
  @discardableResult
  private func write(_ text: String) throws -> Bool {
    try StandardOutput.write(text.isEmpty || text.hasSuffix("\n") ? text : text + "\n")
  }

  private func save(
    _ outcome: HuntOutcome, _ alerts: [Alert], _ summary: RunSummary, _ report: String?, to directory: String
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
      try output.finish(summary: summary, report: report)
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

  /// What reaches its job's own threshold.
  private func thresholdAlerts(_ records: [Record], _ outcome: HuntOutcome) -> [Alert] {
    let jobs = jobsByID(outcome)
    return records.compactMap { record in
      guard let job = jobs[record.jobID], record.recordScore >= job.alert.threshold else { return nil }
      let reason = "score \(Int(record.recordScore)) reaches the job's threshold \(Int(job.alert.threshold))"
      return alert(record, job, reason)
    }
  }

  /// What a budget was spent on.
  private func paidAlerts(
    _ paid: [BudgetLedger.Paid], _ outcome: HuntOutcome, perDay: Double
  ) -> [Alert] {
    let jobs = jobsByID(outcome)
    return paid.compactMap { paid in
      guard let job = jobs[paid.record.jobID] else { return nil }
      let (own, all) = (Int(paid.record.scoreAlone), Int(paid.evidence.score))
      let score = own < all ? "score \(all) (\(own) alone)" : "score \(own)"
      let reason = "\(score) is rarer than the \(Wording.number(perDay)) a day asked for"
      var made = alert(paid.record, job, reason)
      made.storyScore = paid.evidence.score
      return made
    }
  }

  private func jobsByID(_ outcome: HuntOutcome) -> [String: Job] {
    Dictionary(uniqueKeysWithValues: outcome.jobs.map { ($0.job.id, $0.job) })
  }

  private func alert(_ record: Record, _ job: Job, _ reason: String) -> Alert {
    Alert(
      record: record, severity: job.alert.severity, jobTitle: job.title, riskScore: job.alert.riskScore,
      thresholdReason: reason)
  }

  // MARK: Summary

  private func summary(
    _ outcome: HuntOutcome, seconds: Double, ledger: BudgetLedger?, alerts: Int
  ) -> RunSummary {
    var summary = RunSummary()
    summary.version = Version.current
    summary.mode = command.chosenMode.rawValue
    summary.filesRead = outcome.files.filter { $0.problem == nil || $0.events > 0 }.count
    summary.eventsRead = outcome.events
    summary.bytesRead = Int(outcome.bytes)
    summary.wallSeconds = seconds
    summary.firstEvent = outcome.first?.iso8601
    summary.lastEvent = outcome.last?.iso8601
    if let from = command.from { summary.windowFrom = try? command.time(from, "from").iso8601 }
    if let to = command.to { summary.windowTo = try? command.time(to, "to").iso8601 }
    if command.from != nil || command.to != nil { summary.eventsOutside = outcome.outside }
    summary.threads = command.threads
    summary.budgetPerDay = ledger?.budget.alertsPerDay
    summary.budgetScore = ledger?.score
    summary.files = outcome.files.map {
      .init(
        path: $0.path, format: $0.format, events: $0.events, bytes: $0.bytes, rejected: $0.rejected,
        problem: $0.problem)
    }
    summary.rejected = outcome.rejected.map { .init(reason: $0.reason, count: $0.count, samples: $0.samples) }
    summary.lateEvents = outcome.late
    summary.recordCount = outcome.records.count
    summary.alertCount = alerts
    for job in outcome.jobs {
      if job.events > 0 {
        summary.jobsRun.append(
          .init(
            id: job.job.id, title: job.job.title, pack: job.job.pack, attack: job.job.attack,
            events: job.events, buckets: job.buckets, keys: job.keys, records: job.records,
            lateEvents: job.late,
            memory: .init(
              modelBytes: job.memory.modelBytes, peakModelBytes: job.memory.peakModelBytes,
              modelBytesMemoryLimit: job.memory.limitBytes, memoryStatus: job.memory.status.rawValue,
              evictedKeys: job.memory.evictedKeys)))
      } else {
        let silence = Silence(of: job, outcome)
        summary.jobsSkipped.append(
          .init(
            id: job.job.id, title: job.job.title, missingFields: silence.missingFields,
            reason: silence.reason))
      }
    }
    summary.notes = notes(outcome)
    return summary
  }

  private func notes(_ outcome: HuntOutcome) -> [String] {
    var notes = outcome.notes
    let geographic = outcome.jobs.filter { job in
      job.events == 0
        && Silence(of: job, outcome).missingFields.contains { $0.contains(".geo.") || $0.contains(".as.") }
    }
    notes += geoNotes
    if geoNotes.isEmpty, !geographic.isEmpty {
      notes.append(
        "no GeoIP database is there (--geoip FILE.mmdb, or make geoip), and the events name no country: silent are "
          + geographic.map(\.job.id).joined(separator: ", "))
    }
    notes += MemoryWords.notes(outcome, limit: command.memoryLimit, mode: command.chosenMode)
    if outcome.late > 0 {
      let what =
        outcome.late == 1
        ? "1 event came too late for its bucket and was not counted"
        : "\(outcome.late) events came too late for their buckets and were not counted"
      notes.append(([what] + outcome.delayAdvice).joined(separator: "; "))
    }
    if !outcome.alreadyRead.isEmpty {
      let files = NumberText.count(outcome.alreadyRead.count, "file was", "files were")
      notes.append("\(files) read by an earlier run with this state and passed over")
    }
    if !outcome.renamed.isEmpty { notes.append(InputNotes.of(renamed: outcome.renamed)) }
    if isRepeated(outcome), let directory = command.out {
      notes.append("nothing is new: \(directory) is left as it was")
    }
    return notes
  }

  // MARK: Report

  private func html(_ shown: [Record], _ outcome: HuntOutcome, _ summary: RunSummary) -> String {
    let jobs = Dictionary(
      uniqueKeysWithValues: outcome.jobs.map {
        (
          $0.job.id,
          JobInfo(
            title: $0.job.title, why: $0.job.why, attack: $0.job.attack,
            falsePositives: $0.job.falsePositives)
        )
      })
    return HTMLReport.render(
      records: shown, jobs: jobs, rawEvents: rawEvents(shown), annotations: outcome.annotations,
      categories: outcome.categories, summary: summary)
  }

  /// Of the records that lead a story, by their place among all.
  private func rawEvents(_ records: [Record]) -> [Int: [RawEvent]] {
    let leaders = Story.told(by: records).prefix(Self.mostWithEvents).map(\.leader)
    var wanted: [String: Set<EvidenceReader.Place>] = [:]
    for record in leaders.map({ records[$0] }) {
      for event in record.events {
        wanted[event.source, default: []].insert(.init(offset: event.offset, length: event.length))
      }
    }
    let texts = Dictionary(
      uniqueKeysWithValues: wanted.map {
        ($0.key, EvidenceReader.texts(path: $0.key, places: Array($0.value)))
      })
    var events: [Int: [RawEvent]] = [:]
    for index in leaders {
      events[index] = records[index].events.compactMap { event in
        texts[event.source]?[.init(offset: event.offset, length: event.length)]
          .map { RawEvent(pointer: event, text: $0) }
      }
    }
    return events
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

  private static func color(_ choice: HuntCommand.ColorChoice) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    switch choice {
    case .always: return true
    case .never: return false
    case .auto: return isatty(1) == 1 && environment["NO_COLOR"] == nil && environment["TERM"] != "dumb"
    }
  }

  private static var width: Int {
    var size = winsize()
    if ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 { return Int(size.ws_col) }
    return ProcessInfo.processInfo.environment["COLUMNS"].flatMap(Int.init) ?? 140
  }
}
