import HarrierModels
import HarrierTesting

/// An hour of three times the events, in a world that keeps office hours.
enum SeasonalCountPicture: Picture {
  static let name = "seasonal-count"

  static func draw() -> Chart {
    let world = WorldSeries(.weekly, seed: 3, injection: .spike3, days: 32)
    let counts = world.buckets(of: SyntheticWorld.firstMember, seconds: 3600) { _ in 1 }
    let trace = SeriesTrace(counts, SeasonalCount()).from(day: 21)
    let strangest = trace.strangest
    return Chart(
      title: "SeasonalCount: events an hour with a day and a week",
      description:
        "Events an hour follow office hours and the weekend, and so do expectation and bounds. On day 31 an hour has three times its events; its surprisal stands far above all others.",
      axis: "days since a Monday, UTC",
      panels: [
        Panel(
          title: "events an hour",
          layers: [
            trace.band, trace.expected, trace.actual,
            .mark("three times the usual", Point(x: strangest.day, y: strangest.actual)),
          ]),
        Panel(
          title: "surprisal, nats", height: 90,
          layers: [
            trace.bars("of each hour", \.surprisal),
            .mark("", Point(x: strangest.day, y: strangest.surprisal)),
          ]),
      ])
  }
}
