import HarrierModels
import HarrierStatistics
import HarrierTesting
import Testing

struct ArrivalsTests {
  private static let day: Int64 = 86_400

  private func people(_ times: [Int64]) -> Arrivals {
    var arrivals = Arrivals()
    arrivals.take(
      times.enumerated().map { .init(kind: .person, hash: UInt64($0.offset), seconds: $0.element) })
    return arrivals
  }

  @Test func `who came within a day is a newcomer, and so are the others of that day`() {
    let week = 7 * Self.day
    let arrivals = people([0, week + 100, week + 200, week + 300, week + 10 * Self.day])
    #expect(arrivals.company(of: 1, .person, at: week + 250) == 1)
    #expect(arrivals.company(of: 3, .person, at: week + 300) == 2)
    // Not yet, and no more.
    #expect(arrivals.company(of: 3, .person, at: week + 299) == nil)
    #expect(arrivals.company(of: 1, .person, at: week + 100 + Self.day) == nil)
    #expect(arrivals.company(of: 4, .person, at: week + 10 * Self.day) == 0)
    // Another kind of name.
    #expect(arrivals.company(of: 1, .host, at: week + 250) == nil)
  }

  @Test func `where logs begin nobody is new`() {
    let arrivals = people([0, 100, 7 * Self.day - 1])
    #expect(arrivals.company(of: 1, .person, at: 200) == nil)
    #expect(arrivals.company(of: 2, .person, at: 7 * Self.day - 1) == nil)
    #expect(arrivals.company(of: 2, .person, at: 7 * Self.day) == 0)
  }

  @Test func `as many as do it among all are expected of a wave, and of a handful none`() {
    let arrivals = people((0..<99).map(Int64.init) + Array(repeating: 20 * Self.day, count: 50))
    func rate(_ newcomers: Int, known: Int) -> Double {
      arrivals.rate(
        of: newcomers, .person, known: known, at: 20 * Self.day, bucketSeconds: 3600)
    }
    #expect(rate(2, known: 30) == 0)
    // 15 of 149 do it; so will a tenth of 47, within eight hours.
    #expect(abs(rate(49, known: 15) - 15.5 / 150 * 47 / 8) < 1e-12)
    #expect(rate(49, known: 1000) == 47 / 8.0)
  }

  @Test func `of a kind with too many names nothing is known`() {
    var arrivals = Arrivals()
    arrivals.take(
      (0...Arrivals.mostNames).map { .init(kind: .address, hash: UInt64($0), seconds: Int64($0)) })
    let later = 8 * Self.day
    arrivals.take([
      .init(kind: .address, hash: .max, seconds: later), .init(kind: .host, hash: 0, seconds: 5),
      .init(kind: .host, hash: 1, seconds: later),
    ])
    #expect(arrivals.company(of: .max, .address, at: later) == nil)
    #expect(arrivals.company(of: 1, .host, at: later) == 0)
  }

  @Test(arguments: UInt64(1)...20)
  func `as from the list of all sightings, before and after it was saved`(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    var fast = Arrivals()
    var slow = Naive.Arrivals()
    var end: Int64 = 1000
    for _ in 0..<40 {
      let round = (0..<Int.random(in: 0..<9, using: &random)).map { _ in
        Arrivals.Sighting(
          kind: EntityKind.allCases.randomElement(using: &random)!,
          hash: .random(in: 0..<400, using: &random), seconds: end + .random(in: 0..<40_000, using: &random))
      }
      end += 40_000
      fast.take(round.shuffled(using: &random))
      slow.take(round)
      if Bool.random(using: &random) { fast = try TestState.restored(fast) }
      for hash in UInt64(0)..<400 {
        let kind = EntityKind.allCases.randomElement(using: &random)!
        // Of the past as of now.
        let time = end - .random(in: 0..<200_000, using: &random)
        #expect(fast.company(of: hash, kind, at: time) == slow.company(of: hash, kind, at: time))
      }
    }
  }
}
