import HarrierEvents
import HarrierScoring
import Testing

@testable import HarrierReports

struct WordsTests {
  @Test(arguments: [
    (2134.0, "2134"), (34_841.4, "34841"), (222.77, "223"), (38.4496, "38.4"), (4.52, "4.52"),
    (0.00123, "0.00123"),
    (1.2e-6, "1.2e-06"), (0, "0"), (-0.0, "0"), (3, "3"), (99.96, "100"), (.infinity, "∞"), (.nan, "unknown"),
  ])
  func `numbers are whole when large and short when small`(value: Double, text: String) {
    #expect(NumberText.value(value) == text)
  }

  @Test(arguments: [(0.0, "< 1"), (0.99, "< 1"), (1, "1"), (74.99, "74"), (99.7, "99"), (100, "100")])
  func `scores are whole, and less than one is said`(score: Double, text: String) {
    #expect(NumberText.score(score) == text)
  }

  @Test(arguments: [
    (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "-1,000"),
  ])
  func `counts have their thousands apart`(count: Int, text: String) {
    #expect(NumberText.count(count) == text)
  }

  @Test(arguments: [
    (0, "0 bytes"), (1, "1 byte"), (1500, "1.5 kB"), (1_204_000_000, "1.2 GB"), (999_999, "1 MB"),
  ])
  func `sizes have a unit`(bytes: Int, text: String) {
    #expect(NumberText.bytes(bytes) == text)
  }

  @Test(arguments: [
    (0.2, "less than a second"), (59, "59 seconds"), (3600, "60 minutes"), (7200, "2 hours"),
    (86_400.0 * 30, "4 weeks"), (3.2e7, "12 months"), (6.4e7, "2 years"), (.infinity, "more than 1000 years"),
  ])
  func `spans are in a unit one can picture`(seconds: Double, text: String) {
    #expect(TimeText.span(seconds: seconds) == text)
  }

  @Test func `a day's bucket is labelled by its day`() {
    let time = EventTime(seconds: 1_767_571_200)
    #expect(TimeText.label(time, bucketSpan: 86_400) == "2026-01-05")
    #expect(TimeText.label(time, bucketSpan: 3600) == "2026-01-05 00:00")
  }

  @Test(arguments: [
    ("plain", "plain"), ("a\u{1B}[0m", "a\\u{1B}[0m"), ("a\u{202E}b", "a\\u{202E}b"), ("a\r\nb", "a\\r\\nb"),
    ("\u{0}", "\\u{0}"), ("é日本", "é日本"), ("a\u{200B}b", "a\\u{200B}b"), ("\u{9B}31m", "\\u{9B}31m"),
  ])
  func `what the eye would miss is written out`(text: String, visible: String) {
    #expect(VisibleText.line(text) == visible)
  }

  @Test func `a missing value has a name`() {
    #expect(VisibleText.value("") == "<unknown>")
  }

  @Test func `an explanation says what was seen and what would have been ordinary`() {
    let spike = ExplanationWords.lines(for: Samples.record(0)).map { "\($0.label): \($0.text)" }
    #expect(spike.contains { $0.hasPrefix("Score: 82 (critical)") && $0.contains("once in 5 weeks") })
    #expect(spike.contains("Ordinary: up to 27.1 would have scored nothing"))
    let rare = ExplanationWords.lines(for: Samples.rare(1, score: 50, user: "u", action: "a"))
      .map { "\($0.label): \($0.text)" }
    #expect(rare.contains("Seen before: never, in 712 buckets with activity"))
    #expect(rare.contains("Peers: 41 of 60 others show it"))
  }

  @Test(arguments: [
    (43.0, "history", "the history was too short to support more"),
    (43, "calibration", "surprises this large have turned out to be rarer"),
    (95, "model", "surprises this large have turned out to be more common"),
    (82, "model", "82, as by what is known now"),
  ])
  func `a score that was taken anew says what it was, and why`(first: Double, decidedBy: String, why: String)
  {
    var record = Samples.record(0)
    record.initialRecordScore = first
    record.renormalization = Renormalization(
      timestamp: record.timestamp, initialReturnPeriodSeconds: 4e5, initialDecidedBy: decidedBy)
    let line = ExplanationWords.lines(for: record).first { $0.label == "At first" }
    #expect(line?.text.contains(why) == true, "\(line?.text ?? "")")
    #expect(line?.text.hasPrefix(NumberText.score(first)) == true)
  }

  @Test func `a score among others says what it is alone`() {
    var record = Samples.record(0)
    func text(_ label: String) -> String? {
      ExplanationWords.lines(for: record).first { $0.label == label }?.text
    }
    #expect(text("Alone") == nil)
    record.standing = Standing(place: 1, furtherCauses: 2, returnPeriodSeconds: 31_536_000)
    record.recordScore = 90
    #expect(text("Score")?.hasPrefix("90 (critical): 2 other causes told of the same by then") == true)
    #expect(text("Alone")?.contains("to this detector") == true)
    record.standing = Standing(place: 2, furtherCauses: 0, returnPeriodSeconds: 1e5)
    #expect(text("Score")?.contains("1 finding at least as rare had told of the same") == true)
  }

  @Test func `a first event says why it counts, and nothing of a model that had no say`() {
    var record = Samples.record(0)
    record.explanation.anomalyType = .firstActivity
    record.explanation.decidedBy = "silence"
    record.explanation.othersWaking = 12
    let lines = ExplanationWords.lines(for: record)
    #expect(
      lines.contains { $0.label == "Decided by" && $0.text.hasPrefix("how seldom anything of the kind") })
    #expect(!lines.contains { $0.label == "Once in" || $0.label == "One look" })
    #expect(
      lines.first { $0.label == "Not alone" }?.text
        == "other detectors saw their first events at 12 times within a day")
  }

  @Test func `what was strange in company says so`() {
    var record = Samples.record(0)
    func line() -> String? {
      ExplanationWords.lines(for: record).first { $0.label == "Not alone" }?.text
    }
    #expect(line() == nil)
    record.explanation.company = 3.6
    #expect(
      line()
        == "4 others were strange to this detector within hours: perhaps one cause, so it counts as 11.4 times as common"
    )
  }

  @Test func `long lists of influencers are shortened`() {
    var record = Samples.record(0)
    record.influencers = [
      Influencer(fieldName: "f", values: ["a", "b", "c", "d"].map { InfluencerValue(value: $0, share: 0) })
    ]
    #expect(FindingRow(record).influencedByText(first: 2) == "a, b and 2 more")
    #expect(FindingRow(record).influencedByText(first: 4) == "a, b, c, d")
  }
}
