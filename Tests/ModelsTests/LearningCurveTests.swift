import HarrierStatistics
import Testing

@testable import HarrierModels

/// What partitions of an age usually bring, and how well known it usually is.
struct LearningCurveTests {
  private typealias Standing = LearningCurve.Standing

  @Test func `novelty falls with age as looks without news come in`() {
    var curve = LearningCurve()
    for _ in 0..<50 {
      for age in 0..<40 {
        curve.learn(
          age: age, strangest: age < 4 ? Standing(peers: 5, latecomers: 5) : nil, finds: age < 4 ? 1 : 0)
      }
    }
    #expect(curve.novelty(atAge: 0) > 0.9)
    #expect(curve.novelty(atAge: 30) < 0.01)
  }

  @Test func `what no latecomer ever began is a rarer find than what many began, whoever shows it`() {
    var curve = LearningCurve()
    for _ in 0..<95 { curve.learn(age: 100, strangest: Standing(peers: 10, latecomers: 10), finds: 1) }
    for _ in 0..<5 { curve.learn(age: 100, strangest: Standing(peers: 10, latecomers: 0), finds: 1) }
    let usual = curve.shareOfFinds(Standing(peers: 10, latecomers: 10), age: 100)
    let odd = curve.shareOfFinds(Standing(peers: 10, latecomers: 0), age: 100)
    #expect(usual > 0.95)
    #expect(odd < 0.08)
    // The young are judged by the young: nothing is known of them here.
    #expect(curve.shareOfFinds(Standing(peers: 10, latecomers: 0), age: 3) == 1)
  }

  @Test func `many finds at once are rarer than one`() {
    var curve = LearningCurve()
    for _ in 0..<99 { curve.learn(age: 50, strangest: Standing(peers: 1, latecomers: 1), finds: 1) }
    curve.learn(age: 50, strangest: Standing(peers: 1, latecomers: 1), finds: 6)
    #expect(curve.shareOfBundles(from: 1) == 1)
    #expect(curve.shareOfBundles(from: 5) < 0.03)
  }
}

struct AdoptionAgesTests {
  @Test func `counts those that were about as old or older, in steps of four`() {
    var ages = AdoptionAges()
    for age in [0, 0, 1, 5, 20, 100, 5000] { ages.add(age) }
    #expect(ages.count(from: 0) == 7)
    #expect(ages.count(from: 4) == 4)
    #expect(ages.count(from: 64) == 2)
    #expect(ages.count(from: 5000) == 1)
    #expect(ages.count(from: 1_000_000) == 0)
  }

  @Test func `a count never overflows`() {
    var ages = AdoptionAges()
    for _ in 0..<70_000 { ages.add(3) }
    #expect(ages.count(from: 0) == Int(UInt16.max))
  }
}
