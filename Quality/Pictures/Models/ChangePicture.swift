import Foundation
import HarrierModels
import HarrierTesting

/// Daylight saving: the same day an hour earlier, followed at once or learnt in weeks.
enum ChangePicture: Picture {
  static let name = "change-watch"
  private static let changeDay = 35

  static func draw() -> Chart {
    let counts = series()
    let watch = ChangeWatch()
    var told: (seconds: Int64, amount: Double)?
    let followed = SeriesTrace(counts, SeasonalCount()) { model, value, seconds, prior in
      guard seconds >= TestLog.start + 14 * 86_400, model.isBusy else { return }
      let evidence = model.evidence(of: value, at: seconds, prior: prior)
      guard let change = watch.take(evidence, bucketSeconds: 3600, isOld: false) else { return }
      if told == nil { told = (seconds, change.amount) }
      _ = model.accept(change, prior: prior)
    }.from(day: 32)
    let unwatched = SeriesTrace(counts, SeasonalCount()).from(day: 32)
    let day = Double((told?.seconds ?? TestLog.start) - TestLog.start) / 86_400
    let bucket = followed.buckets.first { $0.day >= day }!
    return Chart(
      title: "ChangeWatch: the same day an hour earlier",
      description:
        "On day 35 the working day moves an hour. With the watch the change is told after a day or so and the surprisal of the mornings and evenings falls back at once; without it the same hours stay strange for many days.",
      axis: "days since a Monday, UTC",
      panels: [
        Panel(
          title: "events an hour",
          layers: [
            followed.expected, followed.actual,
            .mark(
              "told: an hour \((told?.amount ?? 0) < 0 ? "earlier" : "later")",
              Point(x: day, y: bucket.actual)),
          ]),
        Panel(
          title: "surprisal, nats", height: 110,
          layers: [
            followed.bars("with the watch", \.surprisal), unwatched.line("without", .other, \.surprisal),
          ]),
      ])
  }

  /// Sixty events an hour from eight to six and six at night; an hour earlier from ``changeDay`` on.
  private static func series() -> [Double] {
    var random = TestRandom(seed: 11 << 40)
    return (0..<(44 * 24)).map { hour in
      let local = hour + (hour >= changeDay * 24 ? 1 : 0)
      let isAtWork = local / 24 % 7 < 5 && (8..<18).contains(local % 24)
      return Double(random.poisson(isAtWork ? 60 : 6))
    }
  }
}
