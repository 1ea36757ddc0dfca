import HarrierModels
import HarrierTesting

/// An hour of events that move ten times the bytes.
enum SeasonalMetricPicture: Picture {
  static let name = "seasonal-metric"

  static func draw() -> Chart {
    let world = WorldSeries(.weekly, seed: 4, injection: .bytes10, days: 32)
    let sums = world.buckets(of: SyntheticWorld.firstMember, seconds: 3600, \.bytes)
    let trace = SeriesTrace(sums, SeasonalMetric(isLogOnly: false)).from(day: 21)
    let strangest = trace.buckets.max { $0.upperSurprisal < $1.upperSurprisal }!
    return Chart(
      title: "SeasonalMetric: bytes an hour on a logarithmic scale",
      description:
        "The sum of bytes an hour, which varies by factors, with its median and bounds by the hour of the week. On day 31 the events of an hour move ten times the bytes; the surprisal of so much or more is the greatest of all.",
      axis: "days since a Monday, UTC",
      panels: [
        Panel(
          title: "bytes an hour", kind: .logarithmic, low: 100,
          layers: [
            trace.band, trace.expected, trace.actual,
            .mark("ten times the bytes", Point(x: strangest.day, y: strangest.actual)),
          ]),
        Panel(
          title: "surprisal of so much or more, nats", height: 90,
          layers: [
            trace.bars("of each hour", \.upperSurprisal),
            .mark("", Point(x: strangest.day, y: strangest.upperSurprisal)),
          ]),
      ])
  }
}
