import Foundation
import HarrierModels
import HarrierTesting
import Testing

/// Totals of hosts that are idle most of the time.
struct BusyValuesTests {
  private static let week = 168

  /// Weeks of hours, idle but for a few of each office day; totals of about e^`size` bytes.
  private func host(
    _ random: inout TestRandom, size: Double, prior: SeasonalMetric.Prior, weeks: Int = 3
  ) -> SeasonalMetric {
    var model = SeasonalMetric()
    for hour in 0..<(weeks * Self.week) {
      let isOffice = (8..<18).contains(hour % 24) && (hour / 24 + 3) % 7 < 5
      let isBusy = isOffice && random.uniform() < 0.3
      let value = isBusy ? exp(size + random.normal()) : 0
      model.learn(value, at: Int64(hour) * 3600, bucketSeconds: 3600, prior: prior)
    }
    return model
  }

  private func surprisal(_ model: SeasonalMetric, _ value: Double, hour: Int, _ prior: SeasonalMetric.Prior)
    -> Double
  {
    model.surprisal(of: value, upper: true, at: Int64(3 * Self.week + hour) * 3600, prior: prior)
  }

  @Test func `a thousand times a busy hour is far from everything, a busy hour is not`() {
    var random = TestRandom(seed: 4)
    let prior = SeasonalMetric.Prior(logVariance: 4)
    let model = host(&random, size: log(1e6), prior: prior)
    #expect(surprisal(model, 1e9, hour: 11, prior) > 15)
    #expect(surprisal(model, 1e6, hour: 11, prior) < 4)
    #expect(surprisal(model, 0, hour: 11, prior) < 1)
  }

  @Test func `a busy hour at night is strange after some weeks`() {
    var random = TestRandom(seed: 5)
    let prior = SeasonalMetric.Prior(logVariance: 4)
    let model = host(&random, size: log(1e6), prior: prior, weeks: 8)
    func middle(_ hours: Range<Int>) -> Double {
      hours.reduce(0) { $0 + surprisal(model, 1e6, hour: 5 * Self.week + $1, prior) } / Double(hours.count)
    }
    #expect(middle(0..<7) > middle(8..<18) + 2)
  }

  @Test func `one that was never busy is held against its siblings`() {
    var random = TestRandom(seed: 6)
    let first = SeasonalMetric.Prior(logVariance: 4)
    let siblings = (0..<20).map { _ in host(&random, size: log(1e6) + random.normal(), prior: first) }
    let prior = SeasonalMetric.prior(of: siblings)
    var idle = SeasonalMetric()
    for hour in 0..<(3 * Self.week) {
      idle.learn(0, at: Int64(hour) * 3600, bucketSeconds: 3600, prior: prior)
    }
    #expect(surprisal(idle, 1e10, hour: 11, prior) > surprisal(idle, 1e6, hour: 11, prior) + 5)
  }

  @Test func `what is usual is as rare as it says`() {
    var random = TestRandom(seed: 7)
    let prior = SeasonalMetric.Prior(logVariance: 1)
    var model = SeasonalMetric()
    var (looks, strange) = (0, 0)
    for hour in 0..<20_000 {
      let value = random.uniform() < 0.1 ? exp(12 + random.normal()) : 0
      if hour >= 2000 {
        looks += 1
        let told = model.surprisal(of: value, upper: true, at: Int64(hour) * 3600, prior: prior)
        if told > log(1000.0) { strange += 1 }
      }
      model.learn(value, at: Int64(hour) * 3600, bucketSeconds: 3600, prior: prior)
    }
    // 18 of 18,000 are expected beyond one in a thousand; the level that takes zeros for values has no more.
    #expect(strange <= 36, "\(strange) of \(looks)")
  }

  @Test func `its bounds are the values that it finds as strange`() {
    var random = TestRandom(seed: 8)
    let prior = SeasonalMetric.Prior(logVariance: 4)
    let model = host(&random, size: log(1e6), prior: prior)
    let bound = model.bound(upper: true, surprisal: 12, at: Int64(3 * Self.week + 11) * 3600, prior: prior)
    #expect(abs(surprisal(model, bound, hour: 11, prior) - 12) < 0.1)
  }

  @Test func `it is saved and read as it is`() throws {
    var random = TestRandom(seed: 9)
    let prior = SeasonalMetric.prior(
      of: (0..<8).map { _ in host(&random, size: 10, prior: .init(logVariance: 1)) })
    let model = host(&random, size: 14, prior: prior)
    let copy = try TestState.restored(model)
    let again = try TestState.restored(prior)
    for value in [0, 1e3, 1e6, 1e9] {
      #expect(surprisal(model, value, hour: 11, prior) == surprisal(copy, value, hour: 11, again))
    }
  }
}
