import HarrierEvents
import HarrierInputs
import HarrierScoring
import HarrierStatistics

extension Hunt {
  func finish(inputs: [String]) {
    // What is still open when nothing more comes is closed, unless a later run goes on from here.
    advance(to: options.keepsOpen ? reachedHorizon : .max)
    if options.mode == .hindsight {
      Hindsight(files: sources, threads: options.threads, wakings: register.wakings)
        .judge(runs.flatMap { $0 })
    }
    if !options.keepsOpen { for run in runs.flatMap({ $0 }) { run.tellOnly(isOfWholeBucket) } }
    if options.renormalizes, options.mode == .live { for run in runs.flatMap({ $0 }) { run.renormalize() } }
    for worker in workers { outcome.late += worker.late }
    outcome.first = first == .max ? nil : EventTime(nanoseconds: first)
    outcome.last = last == .min ? nil : EventTime(nanoseconds: last)
    outcome.records = runs.flatMap { $0.flatMap(\.records) }
    let standings = placeRecords()
    outcome.annotations = runs.flatMap { $0.flatMap(\.annotations) }
    tellDelays()
    for file in files {
      outcome.files.append(
        .init(
          path: file.path, format: file.recognised.name, events: file.events,
          unasked: file.asked == 0 ? file.unasked : 0,
          bytes: Int(file.bytes),
          rejected: file.rejected, problem: file.problem))
    }
    outcome.files.sort { $0.path < $1.path }
    outcome.rejected = rejected.values.sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    outcome.notes += conflictNotes()
    outcome.earlierSeconds = resumed?.seconds ?? 0
    if let clock = checkpointClock, clock.failures > 0 {
      let some = clock.failures == 1 ? "1 checkpoint" : "\(clock.failures) checkpoints"
      outcome.notes.append("\(some) could not be written, a kill would have lost more: \(clock.reason)")
    }
    summariseJobs()
    outcome.categories = runs.flatMap { $0.flatMap(\.definitions) }
    (outcome.buckets, outcome.influencers) = BucketSummary.make(outcome.records) { job, timestamp in
      self.events(job, timestamp) { runs[$0].map(\.events) }
    }
    if let plot = options.plot { takePlots(plot) }
    if options.keepsOpen { outcome.state = saveState(inputs, standings) }
    if options.keepsOpen, options.tellsInterim { tellInterim() }
  }

  /// Whether a record can be told: of a bucket in which the logs begin or end there is too little of everything.
  private func isOfWholeBucket(_ record: Record) -> Bool {
    if record.isTrueOfMore { return true }
    let (start, span) = (Double(record.timestamp.nanoseconds), Double(record.bucketSpan) * 1e9)
    // A part in twenty is no part worth speaking of.
    return Double(first) <= start + span / 20 && Double(last) >= start + span - span / 20
  }

  /// Gives the records their standing among those of all jobs.
  ///
  /// - Returns: what the next hunt goes on with.
  private func placeRecords() -> Standings {
    var standings = options.state?.standings ?? Standings()
    let jobs = Dictionary(plan.jobs.map { ($0.job.id, $0) }, uniquingKeysWith: { first, _ in first })
    let known = outcome.records.map { record in jobs[record.jobID].map { closing(of: record, $0) } ?? .max }
    standings.judge(&outcome.records, known: options.mode == .hindsight ? nil : known)
    return standings
  }

  // MARK: Summaries

  /// What came too late for a job's buckets, over all workers.
  func delays(of job: Int) -> DelayTally {
    workers.reduce(into: DelayTally()) { $0.merge($1.delays[job]) }
  }

  private func tellDelays() {
    var report = DelayReport()
    for (number, job) in plan.jobs.enumerated() {
      report.add(delays(of: number), of: job.job, latencySeconds: options.latencySeconds)
    }
    outcome.annotations += report.annotations
    outcome.delayAdvice = report.advice()
  }

  private func takePlots(_ request: ModelPlotRequest) {
    for run in runs.flatMap({ $0 }) {
      outcome.modelPlot += run.plotted(forecastSeconds: request.forecastSeconds)
      if run.plotKeysLeftOut > 0 {
        outcome.notes.append(
          "\(run.job.job.id): \(run.plotKeysLeftOut) more keys are not plotted, for \(request.mostKeys) are")
      }
    }
  }

  private func tellInterim() {
    let all = runs.flatMap { $0 }
    let register = HuntRegister(copying: register)
    register.take(all.flatMap { $0.openSightings() })
    for run in all { run.noteWaking(before: .max, in: register.wakings) }
    var events: [Int: [[Int64: Int]]] = [:]
    for run in all {
      do {
        let told = try run.interim(files: sources, register: register)
        outcome.interim += told.records
        events[run.number, default: []].append(told.events)
      } catch {
        outcome.notes.append("\(run.job.job.id): what its open buckets hold so far cannot be told")
      }
    }
    let (buckets, influencers) = BucketSummary.make(outcome.interim) { job, timestamp in
      self.events(job, timestamp) { events[$0] ?? [] }
    }
    outcome.buckets += buckets
    outcome.influencers += influencers
  }

  /// Events of a job's bucket: the most that one of its detectors took.
  private func events(
    _ job: String, _ timestamp: EventTime, _ counts: (_ number: Int) -> [[Int64: Int]]
  ) -> Int {
    guard let number = plan.jobs.firstIndex(where: { $0.job.id == job }) else { return 0 }
    let bucket = Self.bucket(of: timestamp.nanoseconds, plan.jobs[number].bucketNanoseconds)
    return counts(number).compactMap { $0[bucket] }.max() ?? 0
  }

  private func summariseJobs() {
    let unseen = unseenSlots
    for (number, job) in plan.jobs.enumerated() {
      let events = workers.reduce(0) { $0 + $1.matched[number] }
      if events > 0 { outcome.activeDetectors += job.detectors.count }
      outcome.jobs.append(
        .init(
          job: job.job, events: events, buckets: runs[number].map(\.bucketsClosed).max() ?? 0,
          late: delays(of: number).stretches.values.reduce(0) { $0 + $1.events },
          keys: runs[number].reduce(0) { $0 + $1.keyCount },
          records: runs[number].reduce(0) { $0 + $1.records.count }, memory: memoryUse(of: number),
          missingFields: job.needs.filter { unseen.contains($0) && !job.hasPoint(at: $0, unseen: unseen) }
            .map { plan.fields.names[$0] }))
    }
    outcome.jobs.sort { $0.job.id < $1.job.id }
    outcome.transforms = transforms.outcomes(workers)
    outcome.rows = transforms.kept.sorted { ($0.time, $0.line) < ($1.time, $1.line) }.map(\.line)
    for made in outcome.transforms {
      outcome.notes += made.losses.map { "transform \(made.transform.id): \($0)" }
    }
  }

  private func memoryUse(of number: Int) -> MemoryUse {
    let detectors = runs[number]
    let bytes = detectors.reduce(0) { $0 + $1.modelBytes() }
    let evicted = detectors.reduce(0) { $0 + $1.evictedKeys }
    let isShort = detectors.contains { $0.evictedInUse > 0 }
    return MemoryUse(
      modelBytes: bytes, peakModelBytes: detectors.reduce(0) { $0 + $1.peakBytes },
      limitBytes: plan.jobs[number].job.modelMemoryBytes,
      status: isShort ? .hardLimit : evicted > 0 ? .softLimit : .ok, evictedKeys: evicted)
  }

  private func saveState(_ inputs: [String], _ standings: Standings) -> SavedState {
    collectOpenBuckets()
    var read = options.state?.readFiles ?? ReadFiles()
    let taken = Set(files.map(\.path))
    read.note(
      files.map { ($0.path, $0.readSize) }
        + outcome.renamed.map { ($0.path, InputFiles.size(of: $0.path)) },
      refused: inputs.filter { !taken.contains($0) }, for: marks)
    let reached = [options.state?.reached, last == .min ? nil : last].compactMap(\.self).max()
    return SavedState(
      detectors: untouched + savedDetectors(), transforms: transforms.saved(workers), read: read,
      reached: reached, memoryReached: memory?.reached ?? options.state?.memoryReached ?? .min,
      arrivals: register.arrivals, days: register.wakings.days, standings: standings)
  }

  /// Open buckets move from the workers into the runs.
  func collectOpenBuckets() {
    for (number, detectors) in runs.enumerated() {
      for run in detectors {
        for segment in workers.flatMap(\.segments) {
          run.receive(segment.gatherers[number][run.index].take(before: .max))
        }
      }
    }
  }

  /// What each detector knows, open buckets included.
  ///
  /// - Precondition: open buckets were collected.
  func savedDetectors() -> [SavedDetector] {
    let all = runs.flatMap { $0 }
    return InParallel.map(all.count, threads: workers.count) { index in
      let run = all[index]
      var writer = StateWriter()
      run.encode(to: &writer, files: sources)
      return SavedDetector(
        signature: run.signature, keys: run.keyCount, categories: run.definitions.count, bytes: writer.bytes)
    }
  }
}
