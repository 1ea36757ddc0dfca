import HarrierScoring

extension Finding {
  /// A detector's first bucket with events, told by its first key; nil for none, and where it comes too often to be told.
  init?(waking aggregates: [MergedAggregate], after silence: Silence, bucketSeconds: Int64) {
    guard let first = aggregates.first else { return nil }
    // Several at once are perhaps one cause, like several detectors.
    var silence = silence
    silence.others += Set(aggregates.map(\.partition)).count - 1
    let verdict = silence.verdict(bucketSeconds: bucketSeconds)
    guard verdict.seconds >= verdict.least else { return nil }
    let surprisal = silence.surprisal(bucketSeconds: bucketSeconds)
    self.init(
      aggregate: 0, partition: first.partition, over: first.over, by: first.by, surprisal: surprisal,
      verdict: verdict, kind: .waking(silence), actual: Double(first.count), typical: 0,
      causes: aggregates.indices.dropFirst().prefix(Self.mostCauses).map {
        .init(aggregate: $0, surprisal: surprisal)
      },
      origin: LookOrigin(kind: .waking))
  }
}
