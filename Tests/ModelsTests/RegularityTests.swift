import HarrierModels
import HarrierTesting
import Testing

struct RegularityTests {
  private let day: Range<Int64> = 0..<86_400

  private func regularity(_ times: [Int64]) throws -> Regularity {
    try #require(Regularity(times: times, slotSeconds: 1, period: day, sizes: nil))
  }

  @Test func `a clock all day long is regular`() throws {
    let clock = try regularity(Array(stride(from: 7, to: 86_400, by: 300)))
    #expect(clock.score > 0.95)
    #expect(clock.interval == 300)
    #expect(clock.filled == 1)
  }

  @Test func `volleys with silence between them are no clock`() throws {
    let volleys = [10_000, 30_000, 50_000, 70_000].flatMap { start in
      (0..<6).map { Int64(start + $0 * 20) }
    }
    let found = try regularity(volleys)
    #expect(found.interval == 20)
    #expect(found.filled < 0.02)
    #expect(found.score < 0.02)
  }

  @Test func `a few beats that were missed cost little`() throws {
    var random = TestRandom(seed: 3)
    let all = Array(stride(from: Int64(11), to: 86_400, by: 300))
    let some = all.filter { _ in random.uniform() > 0.1 }
    let found = try regularity(some)
    #expect(found.filled > 0.85)
    #expect(found.score > 0.75 * (try regularity(all)).score)
  }

  @Test func `contacts by chance are less regular than a clock that trembles`() throws {
    var random = TestRandom(seed: 4)
    let chance = Set((0..<200).map { _ in Int64(random.next() % 86_400) }).sorted()
    let clock = stride(from: 0.0, to: 86_000, by: 430).map { Int64($0 + random.uniform() * 40) }
    #expect(try regularity(clock).score > 2 * regularity(chance).score)
  }

  @Test func `too few contacts and a steady stream have no rhythm`() {
    #expect(Regularity(times: [1, 2000, 4000, 6000, 8000], slotSeconds: 1, period: day, sizes: nil) == nil)
    #expect(Regularity(times: Array(0..<3600), slotSeconds: 1, period: day, sizes: nil) == nil)
  }

  @Test(arguments: [8, 40, 300])
  func `of contacts by chance one in a hundred is as even as one in a hundred`(contacts: Int) throws {
    var random = TestRandom(seed: 6 << 40)
    var even = 0
    for _ in 0..<2000 {
      let times = Set((0..<contacts).map { _ in Int64(random.next() % 86_400) }).sorted()
      if try regularity(times).evenness >= 4.605 { even += 1 }
    }
    #expect(even <= 40, "\(even) of 2000")
    #expect(try regularity((0..<Int64(contacts)).map { 1000 + $0 * 200 + $0 % 3 }).evenness > 8)
  }
}
