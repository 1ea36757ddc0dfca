import HarrierScoring

extension Finding {
  /// What a detector that seldom sees anything sees for the first time, told by its first key; nil for none, and where that
  /// comes too often to be told.
  ///
  /// - Parameter news: places of the keys among the bucket's.
  init?(waking news: [Int], of aggregates: [MergedAggregate], after silence: Silence, bucketSeconds: Int64) {
    guard let place = news.first else { return nil }
    // Several at once are perhaps one cause, like several detectors.
    var silence = silence
    silence.others += Set(news.map { aggregates[$0].partition }).count - 1
    let verdict = silence.verdict(bucketSeconds: bucketSeconds)
    guard verdict.seconds >= verdict.least else { return nil }
    let surprisal = silence.surprisal(bucketSeconds: bucketSeconds)
    let first = aggregates[place]
    self.init(
      aggregate: place, partition: first.partition, over: first.over, by: first.by, surprisal: surprisal,
      verdict: verdict, kind: .waking(silence), actual: Double(first.count), typical: 0,
      causes: news.dropFirst().prefix(Self.mostCauses).map { .init(aggregate: $0, surprisal: surprisal) },
      origin: LookOrigin(kind: .waking))
  }
}
