import Foundation
import HarrierModels
import HarrierTesting

/// A steady rise: expected as it comes, and where it goes.
enum DriftPicture: Picture {
  static let name = "drift"
  private static let days = 35
  private static let ahead = 14
  private static let prior = SeasonalMetric.Prior(logVariance: 0.01)

  static func draw() -> Chart {
    var random = TestRandom(seed: 21 << 40)
    let values = (0..<((days + ahead) * 24)).map { level($0) * exp(0.08 * random.normal()) }
    let known = Array(values[..<(days * 24)])
    let trace = SeriesTrace(known, SeasonalMetric(isLogOnly: false)).from(day: 7)
    return Chart(
      title: "SeasonalMetric: a steady rise, and its forecast",
      description:
        "A number an hour that rises by 3 % of its first level a day. At first the level stands three days behind; from the third week on what is expected goes with it. From day 35 on nothing is known: the forecast goes on, and what then came lies in its band.",
      axis: "days since a Monday, UTC",
      panels: [
        Panel(
          title: "a number an hour",
          layers: [
            trace.expected, trace.actual,
            .band("19 of 20 of the forecast", forecast(known)),
            .line("what then came", .other, (days * 24..<values.count).map { point($0, values[$0]) }),
            .mark("the last that is known", point(days * 24 - 1, known[days * 24 - 1])),
          ]),
        Panel(
          title: "level behind the data, %", height: 90,
          layers: [.bars("mean of a day", behind(trace))]),
      ])
  }

  private static func point(_ hour: Int, _ value: Double) -> Point { Point(x: Double(hour) / 24, y: value) }

  private static func level(_ hour: Int) -> Double {
    1000 * (1 + 0.03 * Double(hour) / 24) * (1 + 0.3 * sin(Double(hour % 24) / 24 * 2 * .pi))
  }

  private static func forecast(_ known: [Double]) -> [(Double, Double, Double)] {
    var model = SeasonalMetric(isLogOnly: false)
    for (hour, value) in known.enumerated() {
      let seconds = TestLog.start + Int64(hour) * 3600
      model.learn(value, at: seconds, bucketSeconds: 3600, prior: prior)
    }
    return (0..<(ahead * 24)).map { hour in
      let seconds = TestLog.start + Int64(days * 24 + hour) * 3600
      var later = model
      later.advance(by: Int64(hour) * 3600, prior: prior)
      return (
        Double(days * 24 + hour) / 24,
        later.bound(upper: false, surprisal: 3.69, at: seconds, prior: prior),
        later.bound(upper: true, surprisal: 3.69, at: seconds, prior: prior)
      )
    }
  }

  private static func behind(_ trace: SeriesTrace) -> [Point] {
    Dictionary(grouping: trace.buckets) { floor($0.day) }.sorted { $0.key < $1.key }.map { day, buckets in
      let left = buckets.map { 100 * log($0.actual / $0.expected) }.reduce(0, +)
      return Point(x: day + 0.5, y: max(0, left / Double(buckets.count)))
    }
  }
}
