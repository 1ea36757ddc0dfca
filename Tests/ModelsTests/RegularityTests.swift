import HarrierModels
import HarrierTesting
import Testing

struct RegularityTests {
  private static let day: Range<Int64> = 0..<86_400

  private func score(_ times: [Int64], sizes: Regularity.Spread? = nil) -> Double? {
    Regularity(times: times, slotSeconds: 1, period: Self.day, sizes: sizes)?.score
  }

  @Test func `a clock is regular, with jitter a little less, chance is not`() throws {
    var random = TestRandom(seed: 3)
    let clock = (0..<288).map { Int64($0) * 300 }
    let jitter = clock.map { $0 + Int64(random.uniform() * 60) }
    let chance = Set((0..<288).map { _ in Int64(random.uniform() * 86_400) }).sorted()
    let exact = try #require(score(clock))
    let shaken = try #require(score(jitter))
    let random288 = try #require(score(chance))
    #expect(exact > 0.97)
    #expect((0.85..<exact).contains(shaken))
    #expect(random288 < 0.75)
  }

  @Test func `sizes that vary make a clock less of one`() throws {
    let clock = (0..<288).map { Int64($0) * 300 }
    let even = try #require(score(clock, sizes: .init(quartiles: [200, 200, 201], deviation: 0)))
    let wild = try #require(score(clock, sizes: .init(quartiles: [200, 900, 90_000], deviation: 700)))
    #expect(even > 0.9)
    #expect(wild < even - 0.2)
  }

  @Test func `an hour of contacts is less than a day of them`() throws {
    let hour = (0..<60).map { Int64($0) * 60 }
    let all = (0..<60).map { Int64($0) * 1440 }
    #expect(try #require(score(hour)) < (try #require(score(all))) - 0.2)
  }

  @Test func `few contacts, or a steady stream, say nothing`() {
    #expect(score([0, 60, 120, 180, 240]) == nil)
    #expect(score((0..<5000).map { Int64($0) }) == nil)
    #expect(score([]) == nil)
  }
}
