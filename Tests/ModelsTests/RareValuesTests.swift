import HarrierModels
import HarrierStatistics
import HarrierTesting
import Testing

struct RareValuesTests {
  private func learnt(newEvery: Int64) -> RareValues {
    let model = RareValues(isPartitioned: false, bucketSeconds: 3600)
    for bucket in 0..<Int64(500) {
      var shown: [(category: UInt32, members: Double)] = [(1, 1), (2, 1)]
      if bucket % newEvery == 0 { shown.append((UInt32(100 + bucket), 1)) }
      model.learn([.init(partition: 0, members: 1, categories: shown)], bucket: bucket)
    }
    return model
  }

  private func judge(_ model: RareValues, _ category: UInt32) -> RareValues.Judgement {
    model.judge(.init(partition: 0, members: 1, categories: [(category, 1)]), bucket: 500)[0]
  }

  @Test func `a new value in a closed vocabulary beats one in an open one`() {
    let closed = judge(learnt(newEvery: 10_000), 9999)
    let open = judge(learnt(newEvery: 3), 9999)
    #expect(closed.isNew && open.isNew)
    #expect(closed.surprisal > open.surprisal + 2)
    #expect(closed.noveltyRate < open.noveltyRate)
  }

  @Test func `saving and restoring changes no judgement`() throws {
    let model = learnt(newEvery: 7)
    let restored = try TestState.restored(model)
    for category: UInt32 in [1, 2, 100, 107, 9999] {
      #expect(judge(restored, category).surprisal == judge(model, category).surprisal)
    }
  }
}

struct SeasonalCountTests {
  @Test func `learns the shape of a day`() {
    var random = TestRandom(seed: 8)
    var model = SeasonalCount()
    let prior = SeasonalCount.Prior(dispersion: 0.1)
    for bucket in 0..<Int64(96 * 14) {
      let mean = (32..<72).contains(bucket % 96) ? 40.0 : 4
      model.learn(Double(random.poisson(mean)), at: bucket * 900, bucketSeconds: 900, prior: prior)
    }
    let noon = model.expectation(at: 14 * 86_400 + 43_200)
    let night = model.expectation(at: 14 * 86_400 + 7200)
    #expect(noon > 4 * night)
  }
}
