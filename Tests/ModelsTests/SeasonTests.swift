import Foundation
import HarrierModels
import HarrierTesting
import Testing

/// How soon a key's day is known, and how close to it a model expects a value to be.
struct SeasonTests {
  private static let metricPrior = SeasonalMetric.Prior(logVariance: 0.01)
  private static let countPrior = SeasonalCount.Prior(dispersion: 0.01)

  /// A wave of a day with so much noise, by the hour; half the width that the model gives 19 of 20 values of the last week,
  /// in standard deviations of the noise.
  private func width(weeks: Int, unit: Double = 1) -> Double {
    var random = TestRandom(seed: 11)
    var model = SeasonalMetric()
    var sum = 0.0
    for hour in 0..<Int64(weeks * 168) {
      let seconds = hour * 3600
      if hour >= Int64((weeks - 1) * 168) {
        let (lower, upper) = (
          model.bound(upper: false, surprisal: 3.69, at: seconds, prior: Self.metricPrior),
          model.bound(upper: true, surprisal: 3.69, at: seconds, prior: Self.metricPrior)
        )
        sum += (upper - lower) / 2
      }
      let value = 100 + 50 * sin(Double(hour % 24) / 24 * 2 * .pi) + random.normal()
      model.learn(value * unit, at: seconds, bucketSeconds: 3600, prior: Self.metricPrior)
    }
    return sum / 168 / unit
  }

  @Test func `after four weeks a wave of fifty deviations is known to a few`() {
    #expect(width(weeks: 5) < 5)
    #expect(width(weeks: 12) < 3)
    #expect(width(weeks: 12) > 1.9)
  }

  @Test(arguments: [1e-6, 1e-3, 1e3, 1e9])
  func `the unit of a metric is all the same`(unit: Double) {
    #expect(abs(width(weeks: 6, unit: unit) / width(weeks: 6) - 1) < 0.05)
  }

  @Test func `counts of office hours are expected within a few deviations after two weeks`() {
    var random = TestRandom(seed: 3)
    var model = SeasonalCount()
    var widths: [Double] = []
    for hour in 0..<Int64(4 * 168) {
      let seconds = hour * 3600
      let isOffice = (8..<18).contains(hour % 24) && (hour / 24 + 3) % 7 < 5
      let mean = isOffice ? 120.0 : 6
      if hour >= 3 * 168 {
        let upper = model.bound(upper: true, surprisal: 3.69, at: seconds, prior: Self.countPrior)
        widths.append((upper - mean) / mean.squareRoot())
      }
      model.learn(
        Double(random.poisson(mean)), at: seconds, bucketSeconds: 3600, prior: Self.countPrior)
    }
    let middling = widths.sorted()[widths.count / 2]
    #expect(middling > 1.5 && middling < 6, "\(middling)")
  }

  @Test func `bounds hold what they say they hold`() {
    var random = TestRandom(seed: 5)
    var metric = SeasonalMetric()
    var count = SeasonalCount()
    var outside = (metric: 0, count: 0)
    for hour in 0..<Int64(2000) {
      let seconds = hour * 3600
      let values = (100 + random.normal(), Double(random.poisson(40)))
      if hour >= 1000 {
        func isOutside<M: SeriesModel>(_ value: Double, _ model: M, _ prior: M.Prior) -> Bool {
          value < model.bound(upper: false, surprisal: 3.69, at: seconds, prior: prior)
            || value > model.bound(upper: true, surprisal: 3.69, at: seconds, prior: prior)
        }
        if isOutside(values.0, metric, Self.metricPrior) { outside.metric += 1 }
        if isOutside(values.1, count, Self.countPrior) { outside.count += 1 }
      }
      metric.learn(values.0, at: seconds, bucketSeconds: 3600, prior: Self.metricPrior)
      count.learn(values.1, at: seconds, bucketSeconds: 3600, prior: Self.countPrior)
    }
    // One in twenty; what is not known of spread and shape makes them a little wider.
    #expect((8...70).contains(outside.metric), "\(outside.metric) of 1000")
    #expect((5...70).contains(outside.count), "\(outside.count) of 1000")
  }

  @Test func `quiet weekends make no week narrow`() {
    var random = TestRandom(seed: 9)
    var model = SeasonalMetric()
    var surprising = 0
    for hour in 0..<Int64(6 * 168) {
      let seconds = hour * 3600
      let isRest = (hour / 24 + 3) % 7 >= 5
      let value = 100 + (isRest ? 0.1 : 10) * random.normal()
      if hour > 3 * 168, model.surprisal(of: value, upper: true, at: seconds, prior: Self.metricPrior) > 9 {
        surprising += 1
      }
      model.learn(value, at: seconds, bucketSeconds: 3600, prior: Self.metricPrior)
    }
    #expect(surprising <= 1)
  }

  /// A key of few events at any hour: each is as rare as the others.
  @Test(arguments: [0.02, 0.1, 0.5])
  func `hours of sparse counts without hours are not told apart`(rate: Double) {
    var random = TestRandom(seed: 21)
    var model = SeasonalCount()
    var (strange, looks) = (0, 0)
    for bucket in 0..<Int64(60 * 288) {
      let seconds = bucket * 300
      let count = Double(random.poisson(rate))
      if bucket >= 30 * 288 {
        looks += 1
        let tail = model.outlook(at: seconds, prior: Self.countPrior).upperSurprisal(of: count)
        if tail > log(1000) { strange += 1 }
      }
      model.learn(count, at: seconds, bucketSeconds: 300, prior: Self.countPrior)
    }
    #expect(strange <= 20, "\(strange) of \(looks)")
  }
}
