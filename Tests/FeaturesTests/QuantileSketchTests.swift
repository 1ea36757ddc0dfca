import HarrierFeatures
import HarrierStatistics
import HarrierTesting
import Testing

struct QuantileSketchTests {
  private func draws(_ count: Int, seed: UInt64) -> [Double] {
    var random = TestRandom(seed: seed)
    return (0..<count).map { _ in random.normal() * 1e3 + (random.uniform() < 0.1 ? 1e7 : 0) }
  }

  private func encoded(_ sketch: QuantileSketch) -> [UInt8] {
    var writer = StateWriter()
    sketch.encode(to: &writer)
    return writer.bytes
  }

  @Test(arguments: [0, 0.05, 0.25, 0.5, 0.75, 0.99, 1], [1, 2, 7, 1000])
  func `a quantile is within one percent of the sorted list's`(q: Double, count: Int) throws {
    let values = draws(count, seed: UInt64(count))
    var sketch = QuantileSketch()
    for value in values { sketch.add(value) }
    let exact = values.sorted()[Int((q * Double(count - 1)).rounded(.down))]
    let found = try #require(sketch.quantile(q))
    #expect(abs(found - exact) <= QuantileSketch.accuracy * abs(exact) * 1.0001)
  }

  @Test func `any cut and order gives the same bytes`() {
    let values = draws(3000, seed: 9)
    var whole = QuantileSketch()
    for value in values { whole.add(value) }
    var random = TestRandom(seed: 1)
    var parts = (0..<5).map { _ in QuantileSketch() }
    for value in values.shuffled(using: &random) { parts[Int(random.next() % 5)].add(value) }
    var merged = QuantileSketch()
    for part in parts.reversed() { merged.merge(part) }
    #expect(encoded(merged) == encoded(whole))
  }

  @Test func `it is read as it was written`() throws {
    var sketch = QuantileSketch()
    for value in draws(50, seed: 3) + [0, -0.0, 1e300, -1e-300] { sketch.add(value) }
    var reader = StateReader(encoded(sketch))
    let read = try QuantileSketch(from: &reader)
    #expect(read.count == sketch.count)
    #expect(encoded(read) == encoded(sketch))
    #expect(reader.isAtEnd)
  }

  @Test func `a weight is as many events`() {
    var heavy = QuantileSketch()
    var many = QuantileSketch()
    heavy.add(4.5, times: 3)
    for _ in 0..<3 { many.add(4.5) }
    #expect(encoded(heavy) == encoded(many))
  }

  @Test func `nothing has no quantile, and what is no number is left out`() {
    var sketch = QuantileSketch()
    sketch.add(.nan)
    sketch.add(.infinity)
    #expect(sketch.quantile(0.5) == nil)
    #expect(sketch.quantiles([0.25, 0.75]).isEmpty)
    #expect(sketch.medianDistance(from: 1) == nil)
  }

  @Test func `the median distance is the sorted list's`() throws {
    var sketch = QuantileSketch()
    for value in [1.0, 1, 2, 2, 4, 6, 9] { sketch.add(value) }
    let distance = try #require(sketch.medianDistance(from: 2))
    #expect(abs(distance - 1) <= 0.1)
  }
}
