import HarrierEvents
import HarrierModels
import HarrierScoring

// Whom it hears of for the first time in the hunt.

extension DetectorRun {
  /// What of a key names whom.
  private var kinds: (partition: EntityKind?, over: EntityKind?, by: EntityKind?) {
    func kind(_ field: String?) -> EntityKind? { field.flatMap { Subject.kind(of: $0) } }
    let spec = detector.spec
    return (kind(spec.partition), kind(spec.over), detector.template == .none ? kind(spec.by) : nil)
  }

  var arrivals: ArrivalView {
    ArrivalView(
      register: register, vocabulary: vocabulary, by: kinds.by, partition: kinds.partition,
      bucketSeconds: job.job.bucketSeconds, leadSeconds: register.lead(of: job.job.latencySeconds))
  }

  /// Whether it tells whom it hears of: rarity does, where it closes when all others do.
  var countsArrivals: Bool {
    detector.function.evidence == .presence && categories == nil && job.transforms.isEmpty
      && job.job.latencySeconds == nil && (kinds.partition ?? kinds.over ?? kinds.by) != nil
  }

  /// Merges the pending buckets that end before a time, and says whom they name for the first time.
  ///
  /// - Precondition: ``countsArrivals``, and they are closed next.
  func sightings(before horizon: Int64) -> [Arrivals.Sighting] {
    let end = firstOpen(horizon)
    var found: [Arrivals.Sighting] = []
    for bucket in pending.keys.sorted() where bucket < end && !judge.control.isOff(bucket) {
      let tables = pending.removeValue(forKey: bucket)!
      let aggregates = merged(tables)
      mergedAhead[bucket] = (aggregates, Self.events(tables))
      found += named(by: aggregates, in: bucket, words: vocabulary, isTold: &isTold)
    }
    return found
  }

  /// Whom the open buckets name, which stay open: nothing of it is remembered.
  func openSightings() -> [Arrivals.Sighting] {
    guard countsArrivals else { return [] }
    return pending.keys.sorted().flatMap { bucket in
      let words = SymbolTable()
      var merger = AggregateMerger(vocabulary: words, sampleCap: detector.sampleCap)
      for table in pending[bucket]! { merger.add(table) }
      var isTold: [Bool] = []
      return named(by: merger.sorted(), in: bucket, words: words, isTold: &isTold)
    }
  }

  /// - Parameter isTold: by word; those that are told are marked.
  private func named(
    by aggregates: [MergedAggregate], in bucket: Int64, words: SymbolTable, isTold: inout [Bool]
  ) -> [Arrivals.Sighting] {
    let (kinds, seconds) = (kinds, (bucket + 1) * job.job.bucketSeconds)
    var found: [Arrivals.Sighting] = []
    isTold += Array(repeating: false, count: max(0, words.count - isTold.count))
    func see(_ word: UInt32, _ kind: EntityKind?) {
      guard let kind, word != 0, !isTold[Int(word)] else { return }
      isTold[Int(word)] = true
      found.append(.init(kind: kind, hash: words.hash(of: word), seconds: seconds))
    }
    for aggregate in aggregates {
      see(aggregate.partition, kinds.partition)
      see(aggregate.over, kinds.over)
      see(aggregate.by, kinds.by)
    }
    return found
  }
}
