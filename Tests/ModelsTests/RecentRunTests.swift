import HarrierModels
import HarrierStatistics
import HarrierTesting
import Testing

struct RecentRunTests {
  @Test func `sums are those of weights that fall by the value`() {
    var random = TestRandom(seed: 5)
    let values = (0..<40).map { _ in Double(random.poisson(9)) }
    var run = RecentRun()
    for value in values { run.append(value, expected: 9, variance: 9) }
    var (actual, variance, weight) = (0.0, 0.0, 0.0)
    for (age, value) in values.reversed().enumerated() {
      var share = 1.0
      for _ in 0..<age { share *= 11.0 / 13 }
      actual += share * min(value, 21)
      variance += share * share * 9
      weight += share
    }
    #expect(abs(Double(run.actual) - actual) < 1e-3)
    #expect(abs(Double(run.variance) - variance) < 1e-3)
    #expect(abs(Double(run.weight) - weight) < 1e-4)
    // (Σw)² / Σw², its length.
    let length = Double(run.weight * run.weight) / (Double(run.variance) / 9)
    #expect(abs(length - Double(RecentRun.length)) < 0.5)
  }

  @Test func `six small excesses say more than one large`() {
    var small = RecentRun()
    for _ in 0..<12 { small.append(residual: 0) }
    var large = small
    for _ in 0..<6 { small.append(residual: 1.8) }
    large.append(residual: 60)
    let (many, _) = small.surprisal(shared: 0, freedom: 60)
    let (one, _) = large.surprisal(shared: 0, freedom: 60)
    #expect(many > 6)
    #expect(one < 4.5)
  }

  @Test func `a doubtful level explains a run`() {
    var run = RecentRun()
    for _ in 0..<12 { run.append(residual: 1) }
    let sure = run.surprisal(shared: 0.001, freedom: 60).upper
    let doubtful = run.surprisal(shared: 0.2, freedom: 60).upper
    #expect(sure > 5)
    #expect(doubtful < sure - 2)
  }

  // Timid where events are few: what lies between two whole numbers counts half.
  @Test(arguments: [0.3, 4, 60])
  func `of counts by chance one run in a hundred has a probability of a hundredth`(mean: Double) {
    var random = TestRandom(seed: 7 << 40)
    var prior = SeasonalCount.prior(of: [])
    var model = SeasonalCount()
    var run = RecentRun()
    var (strange, looks) = (0, 0)
    for hour in Int64(0)..<24_000 {
      let value = Double(random.poisson(mean))
      let seconds = TestLog.start + hour * 3600
      if model.observations > 0 { model.outlook(at: seconds, prior: prior).extend(&run, with: value) }
      model.learn(value, at: seconds, bucketSeconds: 3600, prior: prior)
      if hour % 24 == 0 { prior = SeasonalCount.prior(of: [model]) }
      guard hour > 500 else { continue }
      looks += 1
      let (upper, lower) = model.surprisal(of: run, prior: prior) { _ in true }
      if max(upper, lower) >= 4.605 { strange += 1 }
    }
    let share = Double(strange) / Double(looks)
    #expect(share < 0.04, "\(share)")
    #expect(share > 0.0005, "\(share)")
  }

  @Test func `saving and reading changes nothing, and an empty run costs a byte`() throws {
    var run = RecentRun()
    var empty = StateWriter()
    run.encode(to: &empty)
    #expect(empty.bytes.count == 1)
    for value in [3.0, 8, 1] { run.append(value, expected: 4, variance: 4) }
    let read = try TestState.restored(run)
    #expect(read.actual == run.actual && read.expected == run.expected)
    #expect(read.variance == run.variance && read.weight == run.weight)
  }
}
