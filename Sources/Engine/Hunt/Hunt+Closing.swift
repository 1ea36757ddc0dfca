extension Hunt {
  /// Closes what ends before a time, in nanoseconds; where memory is limited, hour by hour.
  func advance(to horizon: Int64) {
    if let memory, first != .max, horizon != .min {
      for look in memory.looks(before: horizon, first: first, last: last) {
        closeBuckets(before: MemoryKeeper.time(of: look))
        self.memory!.look(at: MemoryKeeper.time(of: look), runs)
      }
    }
    closeBuckets(before: horizon)
  }

  /// Has it known how often keys are seen, where some may have to be let go.
  func limitMemory() {
    for run in runs.flatMap({ $0 }) {
      run.isLimited = options.memoryLimitBytes != nil || run.job.job.modelMemoryBytes != nil
    }
    let isLimited = runs.contains { $0.contains(where: \.isLimited) }
    guard isLimited, options.mode == .live else { return }
    memory = MemoryKeeper(
      shared: options.memoryLimitBytes, threads: workers.count,
      reached: resumed?.memoryReached ?? options.state?.memoryReached ?? .min)
  }

  /// Closes what ends before a time, in nanoseconds; `.max` for all.
  func closeBuckets(before horizon: Int64) {
    transforms.close(before: horizon, workers: workers, openFrom: &openFrom)
    var closing: [DetectorRun] = []
    for (number, job) in plan.jobs.enumerated() {
      let own = self.horizon(horizon, of: job)
      let bucket = own == .max ? Int64.max : Self.bucket(of: own, job.bucketNanoseconds)
      guard own != .min, bucket > openFrom[number] else { continue }
      for run in runs[number] {
        var hasWork = false
        for worker in workers {
          for segment in worker.segments {
            let tables = segment.gatherers[number][run.index].take(before: bucket)
            if !tables.isEmpty { hasWork = true }
            run.receive(tables)
          }
        }
        if hasWork || run.hasOpenBucket(before: bucket) { closing.append(run) }
      }
      // A job that has seen nothing yet has no clock.
      if runs[number].contains(where: { $0.openFrom > .min || $0.hasOpenBucket(before: bucket) }) {
        openFrom[number] = bucket
      }
    }
    close(closing, before: horizon)
    transforms.forget(openFrom: openFrom)
    for worker in workers { worker.dropEmptySegments() }
  }

  private func close(_ closing: [DetectorRun], before horizon: Int64) {
    // Those with most to do first, so that no thread is left alone with one of them; what they find is their own.
    let work = closing.map { ($0, $0.pendingWork) }
    let closing = work.sorted { $0.1 > $1.1 }.map(\.0)
    let horizons = closing.map { self.horizon(horizon, of: $0.job) }
    // Who wakes and whom they name is known to all of them before the first is judged.
    for (run, horizon) in zip(closing, horizons) { run.noteWaking(before: horizon, in: register.wakings) }
    let counting = closing.indices.filter { closing[$0].countsArrivals }
    let sightings = InParallel.map(counting.count, threads: workers.count) { index in
      closing[counting[index]].sightings(before: horizons[counting[index]])
    }
    register.take(sightings.flatMap { $0 })
    // While runs close, files are only read.
    InParallel.run(closing.count, threads: workers.count) { index in
      closing[index].close(before: horizons[index], files: sources)
    }
  }
}
