import Foundation
import HarrierModels
import HarrierStatistics
import HarrierTesting
import Testing

struct RegularSpikesTests {
  private static let week: Int64 = 7 * 86_400
  private static let start: Int64 = 1_767_603_600

  private func left(
    _ spikes: RegularSpikes, _ value: Double, week: Int, offset: Int64 = 0, expected: Double = 2
  ) -> Double? {
    spikes.surprisal(
      of: value, expected: expected, at: Self.start + Int64(week) * Self.week + offset, bucketSeconds: 900)
  }

  private func scans(weeks: [Int], value: Double = 50) -> RegularSpikes {
    var spikes = RegularSpikes()
    for week in weeks { spikes.note(value, at: Self.start + Int64(week) * Self.week) }
    return spikes
  }

  @Test func `the third of its kind is no news`() throws {
    #expect(left(scans(weeks: []), 50, week: 0) == nil)
    #expect(left(scans(weeks: [0]), 50, week: 1) == nil)
    #expect(try #require(left(scans(weeks: [0, 1]), 50, week: 2)) < 3)
    // A clock may be set by an hour, and a scan grow by a half.
    #expect(try #require(left(scans(weeks: [0, 1]), 75, week: 2, offset: 3600)) < 3)
    #expect(try #require(left(scans(weeks: [0, 1, 2, 3]), 50, week: 4)) < 1)
  }

  @Test func `another hour, a much higher one and one week alone stay what they are`() {
    #expect(left(scans(weeks: [0, 1, 2]), 50, week: 3, offset: 3 * 3600) == nil)
    #expect(left(scans(weeks: [0, 1, 2]), 50, week: 3, offset: 86_400) == nil)
    #expect(left(scans(weeks: [0, 1, 2]), 120, week: 3) == nil)
    #expect(left(scans(weeks: [2]), 50, week: 3) == nil)
    // Half as far above what is expected, not half as high.
    #expect(left(scans(weeks: [0, 1, 2], value: 120), 180, week: 3, expected: 100) == nil)
  }

  @Test func `what came at this hour of the last nights is no news, by day it is`() throws {
    var spikes = RegularSpikes()
    func night(_ number: Int) -> Int64 { Self.start + Int64(number) * 86_400 }
    func left(_ value: Double, at seconds: Int64) -> Double? {
      spikes.surprisal(of: value, expected: 2, at: seconds, bucketSeconds: 3600)
    }
    spikes.note(1000, at: night(0))
    spikes.note(900, at: night(1))
    #expect(try #require(left(1000, at: night(2))) < 4)
    for number in 2..<5 { spikes.note(1000, at: night(number)) }
    #expect(try #require(left(1000, at: night(5))) < 1)
    // After a weekend without.
    #expect(try #require(left(1000, at: night(7))) < 2)
    #expect(left(1000, at: night(5) + 8 * 3600) == nil)
    #expect(left(5000, at: night(5)) == nil)
  }

  private func leftAtAnyHour(_ spikes: RegularSpikes, _ value: Double, day: Double) -> Double? {
    spikes.surprisalAtAnyHour(
      of: value, expected: 2, at: Self.start + Int64(day * 86_400), bucketSeconds: 3600)
  }

  @Test func `what comes again and again, at any hour, is told by how often it did`() throws {
    var deployments = RegularSpikes()
    for day in [0.1, 2.5, 5.8, 9.3, 12.7] {
      deployments.note(50, at: Self.start + Int64(day * 86_400))
    }
    // Five of them in 336 hours, all of them as high, or nearly so.
    let left = try #require(leftAtAnyHour(deployments, 50, day: 14.1))
    #expect(abs(left + log(5.5 / 337)) < 1e-9)
    #expect(leftAtAnyHour(deployments, 60, day: 14.1) == left)
    #expect(leftAtAnyHour(deployments, 75, day: 14.1) == nil)
  }

  @Test func `three days in a row may be one cause, and what keeps its hour is a stranger at another`() {
    var upload = RegularSpikes()
    for day in [0.1, 1.5, 2.8] { upload.note(50, at: Self.start + Int64(day * 86_400)) }
    #expect(leftAtAnyHour(upload, 50, day: 3.3) == nil)
    var night = RegularSpikes()
    for day in 0..<20 {
      night.note(50, at: Self.start + Int64(day) * 86_400)
      night.note(50, at: Self.start + Int64(day) * 86_400 + 3600)
    }
    #expect(leftAtAnyHour(night, 50, day: 20.5) == nil)
  }

  @Test func `weeks that were left out and spikes everywhere take belief away`() throws {
    let regular = try #require(left(scans(weeks: [0, 1, 2, 3, 4, 5]), 50, week: 6))
    let seldom = try #require(left(scans(weeks: [0, 5]), 50, week: 6))
    #expect(seldom > regular + 2)
    var busy = RegularSpikes()
    for hour in stride(from: 0, to: 2 * 7 * 24, by: 7) {
      busy.note(50, at: Self.start + Int64(hour) * 3600)
    }
    let chance = try #require(left(busy, 50, week: 2))
    #expect(chance > (try #require(left(scans(weeks: [0, 1]), 50, week: 2))) + 1)
  }

  @Test func `state is small and comes back`() throws {
    var spikes = RegularSpikes()
    for number in 0..<10_000 { spikes.note(Double(number % 7), at: Self.start + Int64(number) * 1200) }
    #expect(spikes.heapBytes < 2000)
    #expect(TestState.bytes(of: try TestState.restored(spikes)) == TestState.bytes(of: spikes))
  }

  @Test(arguments: UInt64(1)...40)
  func `as from the list of all spikes`(seed: UInt64) {
    var random = TestRandom(seed: seed)
    var fast = RegularSpikes()
    var slow = Naive.RegularSpikes()
    let bucket: Int64 = [300, 900, 3600, 86_400].randomElement(using: &random)!
    var told = 0
    var seconds = Self.start / bucket * bucket
    for _ in 0..<300 {
      let buckets = [1, 2, max(1, 3600 / bucket), 86_400 / bucket, Self.week / bucket]
      seconds += bucket * buckets.randomElement(using: &random)!
      let value = Double.random(in: 1...9, using: &random)
      let (a, b) = (
        fast.surprisal(of: value, expected: 1, at: seconds, bucketSeconds: bucket),
        slow.surprisal(of: value, expected: 1, at: seconds, bucketSeconds: bucket)
      )
      #expect((a == nil) == (b == nil))
      if let a, let b {
        told += 1
        #expect(abs(a - b) < 1e-9)
      }
      let (c, d) = (
        fast.surprisalAtAnyHour(of: value, expected: 1, at: seconds, bucketSeconds: bucket),
        slow.surprisalAtAnyHour(of: value, expected: 1, at: seconds, bucketSeconds: bucket)
      )
      #expect((c == nil) == (d == nil) && abs((c ?? 0) - (d ?? 0)) < 1e-9)
      if Bool.random(using: &random) {
        fast.note(value, at: seconds)
        slow.note(value, at: seconds)
      }
    }
    #expect(told > 0 || bucket == 300)
  }
}
