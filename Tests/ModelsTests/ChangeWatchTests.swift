import HarrierModels
import HarrierStatistics
import HarrierTesting
import Testing

struct ChangeWatchTests {
  /// Changes found in so many hours of residuals.
  private func changes(
    hours: Int, seed: UInt64, isOld: Bool = true, residual: (Int, inout TestRandom) -> Double
  ) -> [(hour: Int, change: ChangeWatch.Change)] {
    var random = TestRandom(seed: seed << 40)
    let watch = ChangeWatch()
    return (0..<hours).compactMap { hour in
      let z = residual(hour, &random)
      let evidence = ChangeWatch.Evidence(
        residual: z, actual: 20 + 4 * z, expected: 20, isLater: nil, isEarlier: nil)
      return watch.take(evidence, bucketSeconds: 3600, isOld: isOld).map { (hour, $0) }
    }
  }

  @Test func `of three years of chance nothing is told`() {
    for seed: UInt64 in 1...10 {
      let found = changes(hours: 26_000, seed: seed) { $1.normal() }
      #expect(found.isEmpty, "\(found)")
    }
  }

  @Test func `bursts are no change either`() {
    let found = changes(hours: 26_000, seed: 11) { ($1.exponential() - 1) * 1.2 }
    #expect(found.count <= 1, "\(found)")
  }

  @Test(arguments: [1.5, 3, -1.5, -3])
  func `a new level is found between half a day and two days`(shift: Double) throws {
    let found = changes(hours: 300, seed: 12) { $1.normal() + ($0 >= 200 ? shift : 0) }
    let first = try #require(found.first)
    #expect(first.change.kind == .level)
    #expect((210...248).contains(first.hour))
    #expect(abs(first.change.amount - shift) < 0.7)
    #expect((first.change.ratio > 1) == (shift > 0))
  }

  @Test(arguments: [10.0, 14])
  func `a level far away is followed to where it is, with the spread that it has there`(level: Double) throws
  {
    var random = TestRandom(seed: 15)
    var model = SeasonalMetric()
    let watch = ChangeWatch()
    let prior = SeasonalMetric.prior(of: [])
    let shift = 21 * 96
    var accepted: Int?
    for bucket in 0..<24 * 96 {
      let seconds = TestLog.start + Int64(bucket) * 900
      let value = bucket < shift ? 6 + 0.3 * random.normal() : level + 0.5 * random.normal()
      let evidence = model.evidence(of: value, at: seconds, prior: prior)
      model.learn(value, at: seconds, bucketSeconds: 900, prior: prior)
      guard bucket >= 14 * 96, let change = watch.take(evidence, bucketSeconds: 900, isOld: false) else {
        continue
      }
      _ = model.accept(change, prior: prior)
      if bucket >= shift { accepted = accepted ?? bucket }
    }
    let first = try #require(accepted)
    #expect(first < shift + 96)
    let end = TestLog.start + 24 * 86_400
    #expect(abs(model.expectation(at: end, prior: prior) - level) < 1)
    #expect(model.bound(upper: true, surprisal: 3.69, at: end, prior: prior) < level + 4)
  }

  @Test(arguments: [2, 5, 8])
  func `some hours are none, however large`(hours: Int) {
    let found = changes(hours: 400, seed: 13) { $1.normal() + ((200..<200 + hours).contains($0) ? 40 : 0) }
    #expect(found.isEmpty, "\(found)")
  }

  @Test(arguments: [3, 0.3])
  func `a new spread is found within ten days, of an old key only`(factor: Double) throws {
    let found = changes(hours: 900, seed: 14) { $1.normal() * ($0 >= 500 ? factor : 1) }
    let first = try #require(found.first)
    #expect(first.change.kind == .scale)
    #expect((500 + 160...500 + 240).contains(first.hour))
    #expect((first.change.amount > 1) == (factor > 1))
    let young = changes(hours: 900, seed: 14, isOld: false) { $1.normal() * ($0 >= 500 ? factor : 1) }
    #expect(young.allSatisfy { $0.change.kind != .scale })
  }

  @Test func `an hour's evidence is taken for a shift of time after a day of it`() {
    let watch = ChangeWatch()
    var found: ChangeWatch.Change?
    for hour in 0..<60 where found == nil {
      let gain = hour % 12 == 8 ? 6.0 : 0
      found = watch.take(
        .init(residual: 0, actual: 5, expected: 5, isLater: gain, isEarlier: -gain), bucketSeconds: 3600,
        isOld: true)
    }
    #expect(found?.kind == .time)
    #expect(found?.amount == 3600)
    #expect(found.map { $0.buckets >= 24 } == true)
  }

  @Test func `saving and reading changes nothing`() throws {
    var random = TestRandom(seed: 15 << 40)
    let watch = ChangeWatch()
    func evidence(_ z: Double) -> ChangeWatch.Evidence {
      .init(residual: z, actual: 20 + z, expected: 20, isLater: z, isEarlier: -z / 2)
    }
    for _ in 0..<9 { _ = watch.take(evidence(random.normal() + 2), bucketSeconds: 3600, isOld: true) }
    let copy = try TestState.restored(watch)
    for _ in 0..<60 {
      let z = random.normal() + 2
      let mine = watch.take(evidence(z), bucketSeconds: 3600, isOld: true)
      #expect(copy.take(evidence(z), bucketSeconds: 3600, isOld: true) == mine)
    }
  }
}
