import HarrierStatistics
import HarrierTesting
import Testing

@testable import HarrierModels

struct CircularDensityTests {
  private func office(_ circle: Circle, weeks: Int, seed: UInt64) -> CircularDensity {
    var random = TestRandom(seed: seed)
    var density = CircularDensity(circle)
    for day in 0..<(weeks * 7) where day % 7 < 5 {
      for _ in 0..<6 {
        let time = TestLog.start + Int64(day) * 86_400 + 9 * 3600 + Int64(random.uniform() * 8 * 3600)
        density.learn([circle.bin(of: time)], bucket: time / 900, bucketSeconds: 900)
      }
    }
    return density
  }

  @Test(arguments: Circle.allCases)
  func `a density is one in all, and never nothing`(circle: Circle) {
    let density = office(circle, weeks: 4, seed: 1)
      .density(peers: CircularDensity.uniform(circle), strength: 1)
    #expect(abs(density.reduce(0, +) - 1) < 1e-6)
    #expect(density.allSatisfy { $0 > 0 })
  }

  @Test func `night is strange for the day, the weekend for the week`() {
    let day = office(.day, weeks: 6, seed: 2).density(peers: CircularDensity.uniform(.day), strength: 2)
    #expect(CircularDensity.surprisal(of: Circle.day.bin(of: 3 * 3600), in: day) > 4)
    #expect(CircularDensity.surprisal(of: Circle.day.bin(of: 13 * 3600), in: day) < 1)
    let week = office(.week, weeks: 6, seed: 2).density(peers: CircularDensity.uniform(.week), strength: 2)
    let saturday = TestLog.start + 5 * 86_400 + 12 * 3600
    #expect(CircularDensity.surprisal(of: Circle.week.bin(of: saturday), in: week) > 3)
    #expect(CircularDensity.surprisal(of: Circle.week.bin(of: saturday - 86_400), in: week) < 1.5)
  }

  /// Looks about nine o'clock on so many days from Monday on, of which those told are watched and quiet.
  private func mornings(days: Range<Int>, except quiet: Set<Int> = []) -> (CircularDensity, WeekdayCount) {
    var random = TestRandom(seed: 8)
    var density = CircularDensity(.week)
    var watched = WeekdayCount()
    for day in days {
      let midnight = TestLog.start + Int64(day) * 86_400
      watched.note(midnight)
      guard !quiet.contains(day % 7) else { continue }
      density.note(watched)
      for _ in 0..<4 {
        let time = midnight + 9 * 3600 + Int64(random.normal() * 1200)
        density.learn([Circle.week.bin(of: time)], bucket: time / 900, bucketSeconds: 900)
      }
    }
    return (density, watched)
  }

  private func surprisal(day: Int, hour: Int64, _ known: (CircularDensity, WeekdayCount)) -> Double {
    var watched = known.1
    let time = TestLog.start + Int64(day) * 86_400 + hour * 3600
    watched.note(time)
    return CircularDensity.surprisal(
      of: Circle.week.bin(of: time),
      in: known.0.density(peers: CircularDensity.uniform(.week), strength: 2, watched: watched))
  }

  @Test func `a weekday that the logs have not had has the hours of the others`() {
    let known = mornings(days: 2..<7)
    #expect(surprisal(day: 7, hour: 9, known) < 1)
    #expect(surprisal(day: 7, hour: 3, known) > 2.5)
  }

  @Test func `a weekday that was there and quiet is strange, the more often the stranger`() {
    let quiet: Set<Int> = [5, 6]
    let surprisals = [1, 2, 4, 8].map { weeks in
      surprisal(day: weeks * 7 + 5, hour: 9, mornings(days: 0..<(weeks * 7), except: quiet))
    }
    #expect(surprisals == surprisals.sorted())
    #expect(surprisals[3] > surprisals[0] + 1, "\(surprisals)")
  }

  @Test func `days without an event between two others were watched, years were not`() {
    var count = WeekdayCount()
    // Friday, Monday, and a Monday three years on.
    for day: Int64 in [4, 7, 7 + 156 * 7] { count.note(TestLog.start + day * 86_400) }
    #expect((0..<7).map { count.over.count(of: $0) } == [1, 0, 0, 0, 1, 1, 1])
  }

  @Test func `the bandwidth follows the data`() {
    var sharp = CircularDensity(.day)
    var broad = CircularDensity(.day)
    var random = TestRandom(seed: 5)
    for day in 0..<60 {
      sharp.learn([8], bucket: Int64(day * 96), bucketSeconds: 900)
      broad.learn([Int(random.next() % 96)], bucket: Int64(day * 96), bucketSeconds: 900)
    }
    let uniform = CircularDensity.uniform(.day)
    let narrow = sharp.density(peers: uniform, strength: 1)
    let wide = broad.density(peers: uniform, strength: 1)
    #expect(narrow[8] > 0.3)
    #expect(wide.max()! < 3 * wide.min()!)
  }

  @Test func `on its own draws a small p comes no more often than it says`() {
    var random = TestRandom(seed: 17)
    var density = CircularDensity(.day)
    var small = 0
    let looks = 4000
    for look in 0..<looks {
      let hour = (look % 2 == 0 ? 9.0 : 15.0) + random.normal()
      let bin = Circle.day.bin(of: Int64(hour * 3600))
      let now = density.density(peers: CircularDensity.uniform(.day), strength: 2)
      if look > 400, CircularDensity.surprisal(of: bin, in: now) > 4.605 { small += 1 }
      density.learn([bin], bucket: Int64(look * 24), bucketSeconds: 900)
    }
    #expect(small < looks * 2 / 100)
  }

  @Test func `it is read as it was written`() throws {
    let density = office(.week, weeks: 2, seed: 3)
    let read = try TestState.restored(density)
    let uniform = CircularDensity.uniform(.week)
    #expect(read.density(peers: uniform, strength: 1) == density.density(peers: uniform, strength: 1))
    #expect(read.looks == density.looks)
  }
}
