import HarrierModels
import HarrierTesting

/// A rise over a week, which no hour of it gives away.
enum RunPicture: Picture {
  static let name = "recent-run"

  static func draw() -> Chart {
    let world = WorldSeries(.steady, seed: 5, injection: .doubling, days: 38)
    let counts = world.buckets(of: SyntheticWorld.firstMember, seconds: 3600) { _ in 1 }
    let trace = SeriesTrace(counts, SeasonalCount()).from(day: 26)
    let strangest = trace.buckets.max { $0.runSurprisal < $1.runSurprisal }!
    return Chart(
      title: "RecentRun: the last twelve hours together",
      description:
        "From day 31 on events double within a week, a little every hour. Single hours stay within their bounds for the most part, while the surprisal of the last twelve together rises far above anything before.",
      axis: "days since a Monday, UTC",
      panels: [
        Panel(title: "events an hour", layers: [trace.band, trace.expected, trace.actual]),
        Panel(
          title: "surprisal, nats", height: 120,
          layers: [
            trace.bars("of each hour", \.surprisal), trace.line("of the run", .other, \.runSurprisal),
            .mark("twelve hours together", Point(x: strangest.day, y: strangest.runSurprisal)),
          ]),
      ])
  }
}
