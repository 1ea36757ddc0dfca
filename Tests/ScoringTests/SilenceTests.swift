import HarrierScoring
import Testing

struct SilenceTests {
  @Test func `two weeks of silence are worth four, and nothing less among a few others`() {
    let weeks = 14 * 86_400.0
    #expect(Silence(seconds: weeks, others: 0).returnPeriodSeconds == 2 * weeks)
    #expect(Silence(seconds: weeks, others: Silence.few).returnPeriodSeconds == 2 * weeks)
  }

  @Test func `each day with events makes one more the more usual`() {
    let weeks = 14 * 86_400.0
    let periods = (0...4).map { Silence(seconds: weeks, others: 0, days: $0).returnPeriodSeconds }
    #expect(periods == [0.5, 1.5, 2.5, 3.5, 4.5].map { weeks / $0 })
  }

  @Test func `on a day when all wake one more is no wonder`() {
    let verdict = Silence(seconds: 14 * 86_400, others: Silence.few + 9).verdict(bucketSeconds: 3600)
    #expect(verdict.seconds == 28 * 86_400 / 100)
    #expect(verdict.decidedBy == "silence")
  }
}
