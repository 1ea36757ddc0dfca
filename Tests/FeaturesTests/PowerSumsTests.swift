import HarrierFeatures
import HarrierStatistics
import HarrierTesting
import Testing

struct PowerSumsTests {
  @Test func `variance is that of the two-pass sum`() throws {
    var random = TestRandom(seed: 2)
    let values = (0..<500).map { _ in 40 + random.normal() * 3 }
    var sums = PowerSums()
    for value in values { sums.add(value) }
    let mean = values.reduce(0, +) / 500
    let expected = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 500
    #expect(abs(try #require(sums.variance) - expected) <= 1e-9 * expected)
  }

  @Test func `a small spread far from zero loses no digit`() {
    var sums = PowerSums()
    for value in [1e9 + 1, 1e9 + 2, 1e9 + 3] { sums.add(value) }
    #expect(sums.variance == 2.0 / 3)
  }

  @Test func `any order and cut gives the same bits`() {
    var random = TestRandom(seed: 5)
    let values = (0..<2000).map { _ in random.normal() * (random.uniform() < 0.5 ? 1e-8 : 1e12) }
    var whole = PowerSums()
    for value in values { whole.add(value) }
    for seed in 1...5 as ClosedRange<UInt64> {
      var random = TestRandom(seed: seed)
      var parts = (0..<4).map { _ in PowerSums() }
      for value in values.shuffled(using: &random) { parts[Int(random.next() % 4)].add(value) }
      var merged = PowerSums()
      for part in parts { merged.merge(part) }
      #expect(merged.variance == whole.variance)
    }
  }

  @Test func `a weight is as many events`() {
    var heavy = PowerSums()
    var many = PowerSums()
    for (value, weight) in [(0.1, 7), (0.3, 2), (1.7, 1)] {
      heavy.add(value, times: weight)
      for _ in 0..<weight { many.add(value) }
    }
    #expect(heavy.variance == many.variance)
  }

  @Test func `one event has no variance, equal ones none to speak of`() {
    var sums = PowerSums()
    #expect(sums.variance == nil)
    sums.add(0.1)
    #expect(sums.variance == nil)
    sums.add(0.1)
    #expect(sums.variance == 0)
    sums.add(1e200)
    #expect(sums.count == 2)
  }

  @Test func `it is read as it was written`() throws {
    var sums = PowerSums()
    for value in [0.1, 2e9, -7] { sums.add(value) }
    var writer = StateWriter()
    sums.encode(to: &writer)
    var reader = StateReader(writer.bytes)
    #expect(try PowerSums(from: &reader).variance == sums.variance)
    #expect(reader.isAtEnd)
  }
}
