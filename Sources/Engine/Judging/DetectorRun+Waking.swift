import HarrierScoring

// When it sees something at all, where that is seldom.

extension DetectorRun {
  /// Tells all when the job sees something before a time, in nanoseconds, and when it wakes.
  func noteWaking(before horizon: Int64, in register: WakingRegister) {
    let end = firstOpen(horizon)
    let closing = pending.keys.filter { $0 < end }
    for bucket in closing { register.hear(number, start(of: bucket)) }
    if firstClosed == nil, let first = closing.min() { register.note(number, self.end(of: first)) }
  }

  /// Tells what saved state or a ledger knows of it.
  func noteActivity(in register: WakingRegister) {
    for bucket in ledger?.buckets ?? [] { register.hear(number, start(of: bucket)) }
    for bucket in ledger.map({ [$0.buckets.first, $0.buckets.last] }) ?? [firstClosed] {
      if let bucket { register.note(number, end(of: bucket)) }
    }
  }

  /// What new keys of a bucket are worth for being there at all.
  func waking(at bucket: Int64) -> Waking? {
    guard ledger == nil, canWake, let earlier = earlyDays.earlier(at: start(of: bucket)) else { return nil }
    return register.wakings.silence(
      of: number, earlier: earlier, at: end(of: bucket), since: since,
      lead: register.lead(of: job.job.latencySeconds)
    ).map { Waking(silence: $0, known: earlyDays.keys) }
  }

  func noteKeys(of aggregates: [MergedAggregate], in bucket: Int64) {
    guard canWake, !earlyDays.areOver else { return }
    earlyDays.note(aggregates.map { KeyName($0).hash(in: vocabulary) }, at: start(of: bucket))
  }

  /// The same in hindsight, by the place of the bucket in its ledger.
  func wakingsInHindsight() -> [Int: Waking] {
    guard canWake, let ledger else { return [:] }
    var reader = BucketLedger.Reader(ledger, vocabulary: vocabulary)
    let visits = EarlyDays.visits(ledger.buckets, bucketSeconds: job.job.bucketSeconds) { place in
      reader.names(place).map { $0.hash(in: vocabulary) }
    }
    return visits.compactMapValues { visit in
      register.wakings.silenceInHindsight(
        of: number, others: visit.others, at: end(of: ledger.buckets[visit.day.lowerBound])
      ).map { Waking(silence: $0, known: visit.known) }
    }
  }

  /// Where little is strange, something is not.
  private var canWake: Bool { detector.function.expectation == .rarity || detector.function.side != .low }
}
