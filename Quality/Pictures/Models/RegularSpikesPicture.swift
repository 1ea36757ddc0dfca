import HarrierModels
import HarrierTesting

/// A scan every Wednesday night, and once at another hour.
enum RegularSpikesPicture: Picture {
  static let name = "regular-spikes"
  private static let bucketSeconds: Int64 = 3 * 3600
  private static let perDay = 8

  static func draw() -> Chart {
    // The first bucket of all is judged by nothing.
    let trace = SeriesTrace(counts(), SeasonalCount(), bucketSeconds: bucketSeconds).from(day: 1)
    let left = left(of: trace)
    let place = 32 * perDay + 4
    let odd = trace.buckets[place]
    return Chart(
      title: "RegularSpikes: a scan every Wednesday night",
      description:
        "Fifty events come every Wednesday night among some six otherwise. The first two are a surprise, those of later weeks hardly are. As many on a Saturday noon are a surprise again.",
      axis: "days since a Monday, UTC",
      panels: [
        Panel(
          title: "events in three hours",
          layers: [
            trace.expected, trace.actual, .mark("on another day", Point(x: odd.day, y: odd.actual)),
          ]),
        Panel(
          title: "surprisal that is left, nats", height: 90,
          layers: [
            .bars("of each bucket", zip(trace.buckets, left).map { Point(x: $0.day, y: $1) }),
            .mark("", Point(x: odd.day, y: left[place])),
          ]),
      ])
  }

  private static func counts() -> [Double] {
    var random = TestRandom(seed: 11)
    return (0..<(36 * perDay)).map { bucket in
      let isScan = bucket / perDay % 7 == 2 && bucket % perDay == 0
      let isOdd = bucket == 33 * perDay + 4
      return Double(random.poisson(isScan || isOdd ? 50 : 6))
    }
  }

  /// As a fold asks: what was a surprise is remembered, and less of it is left where the like of it came before.
  private static func left(of trace: SeriesTrace) -> [Double] {
    var spikes = RegularSpikes()
    return trace.buckets.map { bucket in
      let seconds = TestLog.start + Int64((bucket.day * 86_400).rounded())
      guard bucket.upperSurprisal >= RegularSpikes.leastSurprisal else { return bucket.upperSurprisal }
      let left = spikes.surprisal(
        of: bucket.actual, expected: bucket.expected, at: seconds, bucketSeconds: bucketSeconds)
      spikes.note(bucket.actual, at: seconds)
      return min(bucket.upperSurprisal, left ?? .infinity)
    }
  }
}
