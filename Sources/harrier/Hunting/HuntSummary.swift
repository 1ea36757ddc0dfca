import HarrierEngine
import HarrierReports
import HarrierResults

/// What a hunt says of itself: what was read, which jobs ran, and what a person should know.
struct HuntSummary {
  let command: HuntCommand
  let outcome: HuntOutcome
  /// Which GeoIP databases were asked.
  let geoNotes: [String]

  func make(seconds: Double, ledger: BudgetLedger?, alerts: Int) -> RunSummary {
    var summary = RunSummary()
    summary.version = Version.current
    summary.mode = command.chosenMode.rawValue
    summary.wallSeconds = seconds
    summary.threads = command.threads
    tellReading(&summary)
    tellWindow(&summary)
    tellJobs(&summary)
    summary.budgetPerDay = ledger?.budget.alertsPerDay
    summary.budgetScore = ledger?.score
    summary.recordCount = outcome.records.count
    summary.alertCount = alerts
    summary.notes =
      outcome.notes + silentFormats() + geography()
      + MemoryWords.notes(outcome, limit: command.memoryLimit, mode: command.chosenMode)
      + lateness() + earlierRuns()
    return summary
  }

  private func tellReading(_ summary: inout RunSummary) {
    summary.filesRead = outcome.files.filter { $0.problem == nil || $0.events > 0 }.count
    summary.eventsRead = outcome.events
    summary.bytesRead = Int(outcome.bytes)
    summary.firstEvent = outcome.first?.iso8601
    summary.lastEvent = outcome.last?.iso8601
    summary.lateEvents = outcome.late
    summary.files = outcome.files.map {
      .init(
        path: $0.path, format: $0.format, events: $0.events, bytes: $0.bytes, rejected: $0.rejected,
        problem: $0.problem)
    }
    summary.rejected = outcome.rejected.map { .init(reason: $0.reason, count: $0.count, samples: $0.samples) }
  }

  private func tellWindow(_ summary: inout RunSummary) {
    let window = try? command.window()
    summary.windowFrom = window?.from?.iso8601
    summary.windowTo = window?.to?.iso8601
    if command.from != nil || command.to != nil { summary.eventsOutside = outcome.outside }
  }

  private func tellJobs(_ summary: inout RunSummary) {
    for job in outcome.jobs {
      if job.events > 0 {
        summary.jobsRun.append(.init(job))
      } else {
        let silence = Silence(of: job, outcome)
        summary.jobsSkipped.append(
          .init(
            id: job.job.id, title: job.job.title, missingFields: silence.missingFields,
            reason: silence.reason))
      }
    }
  }

  // MARK: Notes

  /// Logs that were read for nothing, where all of the catalogue was asked.
  private func silentFormats() -> [String] {
    guard command.choice.jobs.isEmpty else { return [] }
    let silent = outcome.files.filter { $0.unasked > 0 }
    return Dictionary(grouping: silent, by: \.format).sorted { $0.key < $1.key }.map { format, files in
      let events = NumberText.count(files.reduce(0) { $0 + $1.unasked }, "event")
      return
        "no job asks for \(events) of \(format) in \(NumberText.count(files.count, "file")), such as \(files[0].path): “harrier formats explain” shows them, and a job of your own can ask"
    }
  }

  private func geography() -> [String] {
    guard geoNotes.isEmpty else { return geoNotes }
    let silent = outcome.jobs.filter { job in
      job.events == 0
        && Silence(of: job, outcome).missingFields.contains { $0.contains(".geo.") || $0.contains(".as.") }
    }
    guard !silent.isEmpty else { return [] }
    return [
      "no GeoIP database is there (--geoip FILE.mmdb, or make geoip), and the events name no country: silent are "
        + silent.map(\.job.id).joined(separator: ", ")
    ]
  }

  private func lateness() -> [String] {
    guard outcome.late > 0 else { return [] }
    let what =
      outcome.late == 1
      ? "1 event came too late for its bucket and was not counted"
      : "\(outcome.late) events came too late for their buckets and were not counted"
    return [([what] + outcome.delayAdvice).joined(separator: "; ")]
  }

  private func earlierRuns() -> [String] {
    var notes: [String] = []
    if !outcome.alreadyRead.isEmpty {
      let files = NumberText.count(outcome.alreadyRead.count, "file was", "files were")
      notes.append("\(files) read by an earlier run with this state and passed over")
    }
    if !outcome.renamed.isEmpty { notes.append(InputNotes.of(renamed: outcome.renamed)) }
    return notes
  }
}

extension RunSummary.JobRun {
  init(_ job: HuntOutcome.JobOutcome) {
    self.init(
      id: job.job.id, title: job.job.title, pack: job.job.pack, attack: job.job.attack,
      events: job.events, buckets: job.buckets, keys: job.keys, records: job.records, lateEvents: job.late,
      memory: .init(
        modelBytes: job.memory.modelBytes, peakModelBytes: job.memory.peakModelBytes,
        modelBytesMemoryLimit: job.memory.limitBytes, memoryStatus: job.memory.status.rawValue,
        evictedKeys: job.memory.evictedKeys))
  }
}
