import HarrierFeatures
import HarrierStatistics
import HarrierTesting
import Testing

struct DistinctSketchTests {
  @Test func `the sketch of a union is the same in any order and near the truth`() {
    var random = TestRandom(seed: 3)
    let hashes = (0..<12_000).map { _ in random.next() }
    var whole = DistinctSketch()
    for hash in hashes { whole.add(hash) }
    var merged = DistinctSketch()
    for from in stride(from: 9000, through: 0, by: -3000) {
      var part = DistinctSketch()
      for hash in hashes[from..<(from + 3000)] { part.add(hash) }
      merged.merge(part)
    }
    #expect(merged.hashes == whole.hashes)
    #expect(merged.estimate == whole.estimate)
    #expect(abs(whole.estimate / 12_000 - 1) < 0.05)
  }

  @Test func `few values are counted exactly`() {
    var sketch = DistinctSketch()
    for value in 0..<900 { sketch.add(UInt64(value % 300)) }
    #expect(sketch.estimate == 300)
  }
}

struct StringSetTests {
  private func content(_ count: Int, letters: UInt64) -> Double {
    var random = TestRandom(seed: 5)
    var strings: [UInt64: [UInt8]] = [:]
    for number in 0..<count {
      strings[UInt64(number)] = (0..<20).map { _ in 97 + UInt8(random.next() % letters) }
    }
    return StringSet(strings, isCapped: false).informationContent()
  }

  @Test func `information content grows with number and entropy and is the same again`() {
    #expect(content(100, letters: 26) > 2 * content(20, letters: 26))
    #expect(content(50, letters: 26) > 1.5 * content(50, letters: 2))
    #expect(content(50, letters: 26) == content(50, letters: 26))
    #expect(content(0, letters: 2) == 0)
  }
}
