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
