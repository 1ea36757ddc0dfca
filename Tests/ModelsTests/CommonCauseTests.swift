import HarrierModels
import HarrierStatistics
import HarrierTesting
import Testing

struct CommonCauseTests {
  private func sixHours(_ keys: [UInt64], each: Int64 = 0) -> CommonCause {
    var cause = CommonCause(bucketSeconds: 3600)
    for (place, key) in keys.enumerated() { cause.note(key, at: 1000 + Int64(place) * each) }
    return cause
  }

  @Test func `whoever is alone stays as rare as it is`() {
    #expect(CommonCause(bucketSeconds: 900).company(of: 1, at: 50) == 0)
    #expect(CommonCause.chances(company: 0) == 1)
    // One other a day is what chance brings.
    #expect(CommonCause.chances(company: 0.36) == 1)
    // No company to itself, however often.
    #expect(sixHours([1, 1, 1], each: 1).company(of: 1, at: 1003) == 0)
  }

  @Test func `the fifth of a patch day is worth less than a tenth, and next week nothing is left of it`() {
    let cause = sixHours([1, 2, 3, 4])
    #expect(cause.company(of: 5, at: 1000) == 4)
    #expect(cause.company(of: 4, at: 1000) == 3)
    #expect((10...20).contains(CommonCause.chances(company: 4)))
    #expect(abs(cause.company(of: 5, at: 1006) - 2) < 1e-12)
    #expect(CommonCause.chances(company: cause.company(of: 5, at: 1000 + 7 * 24)) == 1)
  }

  @Test func `state is bounded and comes back`() throws {
    var cause = CommonCause(bucketSeconds: 900)
    for key in 0..<10_000 { cause.note(UInt64(key), at: 7) }
    #expect(cause.company(of: 99_999, at: 7) == Double(CommonCause.mostKeys))
    #expect(TestState.bytes(of: try TestState.restored(cause)) == TestState.bytes(of: cause))
  }

  @Test(arguments: UInt64(1)...20)
  func `as from the list of all sightings`(seed: UInt64) {
    var random = TestRandom(seed: seed)
    let bucketSeconds: Int64 = [60, 900, 3600, 86_400].randomElement(using: &random)!
    var fast = CommonCause(bucketSeconds: bucketSeconds)
    var slow = Naive.CommonCause()
    var bucket: Int64 = 500
    for _ in 0..<300 {
      bucket += [0, 0, 1, 5, 7200 / bucketSeconds].randomElement(using: &random)!
      let key = UInt64.random(in: 0..<30, using: &random)
      let seconds = bucket * bucketSeconds
      // What is older than two days is a 256th at most, of 30 keys.
      #expect(abs(fast.company(of: key, at: bucket) - slow.company(of: key, at: seconds)) < 30 / 256.0)
      if Bool.random(using: &random) {
        fast.note(key, at: bucket)
        slow.note(key, at: seconds)
      }
    }
  }
}
