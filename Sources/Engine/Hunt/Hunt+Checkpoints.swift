import HarrierEvents
import HarrierFormats
import HarrierInputs
import HarrierStatistics

// A hunt puts itself aside between two rounds and goes on in another process. Nothing of the hunt depends on when
// that is: what closed has closed, what is open merges in any order, and files go on at the chunk that came next.

extension Hunt {
  /// What decides on the results of a hunt beside its files: jobs, transforms, time and lateness.
  var identity: UInt64 {
    let parts =
      marks + [
        "latency \(options.latencySeconds)", "from \(options.window.lowerBound)",
        "to \(options.window.upperBound)", "year \(options.year ?? 0)",
        "memory \(options.memoryLimitBytes ?? 0) \(plan.jobs.map { $0.job.modelMemoryBytes ?? 0 })",
      ] + options.hosts.sorted { $0.key < $1.key }.map { "host of \($0.key) \($0.value)" }
    return StableHash.hash(parts.joined(separator: "\n"))
  }

  // MARK: Putting aside

  /// Takes a checkpoint where one is due.
  func putAside(after round: FileSchedule.Round, of schedule: FileSchedule) {
    guard checkpointClock?.isDue == true else { return }
    let start = ContinuousClock.now
    collectOpenBuckets()
    let checkpoint = Checkpoint(
      base: options.state?.checksum ?? 0, identity: identity,
      seconds: (resumed?.seconds ?? 0) + checkpointClock!.secondsSoFar, tally: tally(),
      files: progress(after: round, of: schedule), openFrom: openFrom, closedUpTo: transforms.closedUpTo,
      memoryReached: memory?.reached ?? .min, arrivals: register.arrivals, days: register.wakings.days,
      detectors: savedDetectors(),
      found: runs.flatMap { $0.map(\.found) },
      transforms: transforms.saved(workers))
    for worker in workers { worker.dropEmptySegments() }
    checkpointClock!.take(checkpoint, since: start)
  }

  private func tally() -> HuntTally {
    var tally = HuntTally()
    tally.events = outcome.events
    tally.outside = outcome.outside
    tally.bytes = outcome.bytes
    tally.first = first
    tally.last = last
    tally.late = workers.reduce(0) { $0 + $1.late }
    tally.matched = openFrom.indices.map { lane in workers.reduce(0) { $0 + $1.matched[lane] } }
    tally.delays = plan.jobs.indices.map(delays(of:))
    tally.rows = transforms.runs.map(\.rows)
    tally.unseen = unseenSlots.map { plan.fields.names[$0] }.sorted()
    tally.rejected = rejected.values.sorted { $0.reason < $1.reason }
    tally.conflicts = conflicts.mapValues(\.counts)
    return tally
  }

  /// Slots that no row has had a value in.
  var unseenSlots: Set<Int> {
    workers.dropFirst().reduce(workers.first?.unseen ?? []) { $0.intersection($1.unseen) }
  }

  private func progress(after round: FileSchedule.Round, of schedule: FileSchedule) -> [FileProgress] {
    let waiting = Set(schedule.order.prefix(round.waiting).map(\.path))
    let open = Dictionary(
      round.open.map { ($0.file.path, ($0.place, $0.time)) }, uniquingKeysWith: { first, _ in first })
    return files.map { file in
      if let (place, time) = open[file.path] { return FileProgress(file, stage: .open(place, time: time)) }
      if waiting.contains(file.path) { return FileProgress(file, stage: .waiting) }
      return FileProgress(
        file, stage: .done(bytes: file.bytes, readSize: file.readSize, problem: file.problem))
    }
  }

  // MARK: Going on

  /// Takes in where an earlier process was, if it was with this very hunt; a note says what became of it.
  func resume(_ inputs: [String]) {
    guard let checkpoint = options.resumes else { return }
    if let reason = whyNot(checkpoint, inputs) {
      let events = "\(checkpoint.events) \(checkpoint.events == 1 ? "event" : "events")"
      outcome.notes.append("an earlier hunt was broken off after \(events), and \(reason)")
      return
    }
    do { try restore(checkpoint) } catch {
      outcome.notes.append(
        "an earlier hunt was broken off, and its checkpoint is damaged: this one begins at the saved state")
      return
    }
    outcome.notes.append(
      "an earlier process was broken off; this one went on after \(checkpoint.events) of the events")
  }

  private func whyNot(_ checkpoint: Checkpoint, _ inputs: [String]) -> String? {
    let given = Set(inputs)
    if checkpoint.base != options.state?.checksum ?? 0 {
      return "its checkpoint goes on from another saved state: this one begins at the saved state"
    }
    if checkpoint.identity != identity || !checkpoint.files.allSatisfy({ given.contains($0.path) }) {
      return
        "it was another hunt than this one, which begins at the saved state: what it had read is not learnt"
    }
    if let changed = checkpoint.files.first(where: { InputFiles.size(of: $0.path) < $0.sizeOnDisk }) {
      return "\(changed.path) is shorter now, another file: this hunt begins at the saved state"
    }
    return nil
  }

  /// All of it or, where it is damaged, nothing.
  private func restore(_ checkpoint: Checkpoint) throws {
    let sources = SourceFiles()
    let register = HuntRegister(
      checkpoint.arrivals, wakings: WakingRegister(plan, days: checkpoint.days),
      latencySeconds: options.latencySeconds)
    let transforms = try TransformStage(
      plan, files: sources, saved: checkpoint.transforms, forgets: true, keepsRows: false
    ) { _ in }
    var left = zip(checkpoint.detectors, checkpoint.found).makeIterator()
    let runs = try plan.jobs.enumerated().map { number, job in
      try job.detectors.enumerated().map { index, detector in
        guard let (saved, found) = left.next() else { throw StateReader.Failure.damaged }
        var reader = StateReader(saved.bytes)
        let run = try DetectorRun(
          number, job, detector: detector, index: index, from: &reader, files: sources, register: register)
        guard run.signature == saved.signature else { throw StateReader.Failure.damaged }
        run.resume(found)
        run.noteActivity(in: register.wakings)
        return run
      }
    }
    let tally = checkpoint.tally
    guard checkpoint.openFrom.count == openFrom.count, tally.matched.count == openFrom.count,
      tally.delays.count == plan.jobs.count,
      checkpoint.closedUpTo.count == transforms.runs.count, tally.rows.count == transforms.runs.count
    else { throw StateReader.Failure.damaged }
    transforms.resume(closedUpTo: checkpoint.closedUpTo, rows: tally.rows)
    (self.sources, self.transforms, self.runs, self.register) = (sources, transforms, runs, register)
    resumed = checkpoint
    limitMemory()
    openFrom = checkpoint.openFrom
    outcome.events = tally.events
    outcome.outside = tally.outside
    outcome.bytes = tally.bytes
    (first, last) = (tally.first, tally.last)
    rejected = Dictionary(tally.rejected.map { ($0.reason, $0) }, uniquingKeysWith: { first, _ in first })
    for (mapping, counts) in tally.conflicts {
      for (sentence, count) in counts { conflicts[mapping, default: Conflicts()].add(sentence, count) }
    }
  }

  /// Workers go on from what those before them had counted.
  func restoreCounts(_ checkpoint: Checkpoint) {
    let unseen = Set(checkpoint.tally.unseen.compactMap { plan.fields.names.firstIndex(of: $0) })
    for worker in workers { worker.resume(unseen: unseen) }
    let tally = checkpoint.tally
    workers.first?.resume(matched: tally.matched, late: tally.late, delays: tally.delays)
  }

  func restoreFiles(_ checkpoint: Checkpoint) {
    let known = Dictionary(checkpoint.files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    for file in files {
      guard let progress = known[file.path] else { continue }
      file.events = progress.events
      file.rejected = progress.rejected
      file.asked = progress.asked
      file.unasked = progress.unasked
      switch progress.stage {
      case .waiting: break
      case .open(let place, let time): file.resumesAt = (place, time)
      case .done(let bytes, let readSize, let problem):
        file.finish(bytes: bytes, readSize: readSize, problem: problem)
      }
    }
  }
}
