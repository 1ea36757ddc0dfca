import HarrierFeatures
import HarrierTesting
import Testing

/// Features against their slow, plain twins, over seeded draws and any cut.
struct FeatureTwinTests {
  @Test(arguments: [0, 1, 300, 4095, 4096, 4097, 9000])
  func `distinct values are those of the sorted hashes`(count: Int) {
    var random = TestRandom(seed: UInt64(count) << 40)
    let hashes = (0..<count).map { _ in random.next() }
    var parts = [DistinctSketch(), DistinctSketch()]
    for hash in hashes + hashes.prefix(100) { parts[Int(hash & 1)].add(hash) }
    parts[0].merge(parts[1])
    #expect(parts[0].estimate == Naive.distinctEstimate(hashes, cap: DistinctSketch.cap))
  }

  @Test(arguments: [1, 2, 3] as [UInt64], [0, 1, 40, 3000])
  func `time slots are the finest that fit`(seed: UInt64, count: Int) {
    var random = TestRandom(seed: seed << 40)
    // Before and after 1970, in volleys.
    let times = (0..<count).map { _ in
      Int64(random.zipf(5)) * 7_000_000_000_000 + Int64(random.uniform() * 600e9) - 14_000_000_000_000
    }
    var parts = [TimeSlots(cap: 64), TimeSlots(cap: 64)]
    for time in times { parts[Int(random.next() % 2)].add(nanoseconds: time) }
    parts[0].merge(parts[1])
    #expect(parts[0].seconds == Naive.timeSlots(times, cap: 64))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `quantiles and variance are those of the list`(seed: UInt64) throws {
    var random = TestRandom(seed: seed << 40)
    let values = (0..<500).map { _ in random.normal() * 100 + (random.uniform() < 0.1 ? 1e6 : 0) }
    var sketch = QuantileSketch()
    var sums = PowerSums()
    for value in values {
      sketch.add(value)
      sums.add(value)
    }
    for q in [0, 0.1, 0.5, 0.9, 1] {
      let exact = try #require(Naive.quantile(q, of: values))
      let found = try #require(sketch.quantile(q))
      #expect(abs(found - exact) <= 1.0001 * QuantileSketch.accuracy * abs(exact))
    }
    let variance = try #require(Naive.variance(values))
    let found = try #require(sums.variance)
    #expect(abs(found - variance) <= 1e-9 * variance)
  }
}
