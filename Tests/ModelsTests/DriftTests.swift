import Foundation
import HarrierModels
import HarrierTesting
import Testing

/// A level that rises or falls day after day: what is expected goes with it, and a forecast goes on.
struct DriftTests {
  private static let weeks = 6
  private static let day: Int64 = 86_400

  /// A model of hours and what its last fortnight left over, in logarithms, on average; `growth` is a share of the first level a day.
  private static func followed<M: SeriesModel>(
    _ model: M, growth: Double, prior: M.Prior, restDays: Double = 1, seed: UInt64 = 7
  ) -> (model: M, left: Double) {
    var model = model
    var random = TestRandom(seed: seed)
    var left: [Double] = []
    for hour in 0..<(weeks * 168) {
      let seconds = Int64(hour) * 3600
      let value = level(hour, growth, restDays) * exp(0.1 * random.normal())
      let expected = model.outlook(at: seconds, prior: prior).expected
      if hour >= (weeks - 2) * 168 { left.append(log(value / expected)) }
      let outlook = model.outlook(at: seconds, prior: prior)
      model.learn(value.rounded(), outlook: outlook, at: seconds, bucketSeconds: 3600, prior: prior)
    }
    return (model, left.reduce(0, +) / Double(left.count))
  }

  /// Office hours; on two days of seven only so much of it.
  private static func level(_ hour: Int, _ growth: Double, _ restDays: Double) -> Double {
    let isRest = (hour / 24 + 3) % 7 >= 5
    let shape = 1 + 0.5 * sin(Double(hour % 24) / 24 * 2 * .pi)
    return 1000 * (1 + growth * Double(hour) / 24) * shape * (isRest ? restDays : 1)
  }

  private static let metricPrior = SeasonalMetric.Prior(logVariance: 0.01)
  private static let countPrior = SeasonalCount.Prior(dispersion: 0.01)

  /// Three days of 3 % (of the first level) are 4 % of what it is in the sixth week: so far behind stands a level alone.
  @Test(arguments: [1.0, 0.4])
  func `a steady rise leaves nothing over`(restDays: Double) {
    let metric = Self.followed(
      SeasonalMetric(), growth: 0.03, prior: Self.metricPrior, restDays: restDays)
    #expect(abs(metric.left) < 0.03, "\(metric.left)")
    let count = Self.followed(SeasonalCount(), growth: 0.03, prior: Self.countPrior, restDays: restDays)
    #expect(abs(count.left) < 0.03, "\(count.left)")
  }

  @Test(arguments: [0.03, -0.01])
  func `a forecast of a week goes on as it did, and holds what comes`(growth: Double) {
    func isForeseen<M: SeriesModel>(_ model: M, _ prior: M.Prior) -> Int {
      var model = model
      model.advance(by: 7 * Self.day, prior: prior)
      return (0..<24).filter { hour in
        let at = (Self.weeks + 1) * 168 + hour
        let seconds = Int64(at) * 3600
        let actual = Self.level(at, growth, 1)
        return actual > model.bound(upper: false, surprisal: 3.69, at: seconds, prior: prior)
          && actual < model.bound(upper: true, surprisal: 3.69, at: seconds, prior: prior)
          && abs(log(actual / model.outlook(at: seconds, prior: prior).expected)) < 0.15
      }.count
    }
    let metric = Self.followed(SeasonalMetric(), growth: growth, prior: Self.metricPrior).model
    #expect(isForeseen(metric, Self.metricPrior) >= 20)
    let count = Self.followed(SeasonalCount(), growth: growth, prior: Self.countPrior).model
    #expect(isForeseen(count, Self.countPrior) >= 20)
  }

  @Test func `noise is no trend`() {
    var steps: [Double] = []
    for seed in 1...20 {
      var model = Self.followed(
        SeasonalMetric(), growth: 0, prior: Self.metricPrior, seed: UInt64(seed)
      ).model
      let noon = Int64(Self.weeks * 168 + 12) * 3600
      let now = model.outlook(at: noon, prior: Self.metricPrior).expected
      model.advance(by: 14 * Self.day, prior: Self.metricPrior)
      steps.append(abs(log(model.outlook(at: noon, prior: Self.metricPrior).expected / now)))
    }
    steps.sort()
    #expect(steps[14] == 0, "most see none")
    #expect(steps[19] < 0.25, "\(steps[19])")
  }

  @Test func `a level that stepped is not expected to step again`() {
    var random = TestRandom(seed: 4)
    var model = SeasonalMetric()
    var most = 0.0
    for hour in 0..<(8 * 168) {
      let seconds = Int64(hour) * 3600
      let level = hour < 5 * 168 ? 100.0 : 150
      if hour >= 5 * 168 + 96 {
        most = max(most, model.outlook(at: seconds, prior: Self.metricPrior).expected)
      }
      model.learn(
        level * exp(0.05 * random.normal()), at: seconds, bucketSeconds: 3600, prior: Self.metricPrior)
    }
    #expect(most < 165, "\(most)")
  }
}
