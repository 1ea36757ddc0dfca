import HarrierEvents
import HarrierScoring
import Testing

@testable import HarrierResults

struct RecordEncoderTests {
  /// Users' dashboards read these keys: a change here is a breaking one.
  static let golden = [
    #"{"job_id":"job","result_type":"record","timestamp":"2026-01-05T09:15:00.000Z","bucket_span":900,"#,
    #""detector_index":0,"function":"high_count","function_description":"count","#,
    #""field_name":"source.bytes","by_field_name":"event.action","by_field_value":"ListBuckets","#,
    #""over_field_name":"host.name","over_field_value":"a \"b\" \\ \u001b\n\u2028é","#,
    #""partition_field_name":"user.name","partition_field_value":"","actual":[2134],"typical":[4.52],"#,
    #""probability":1e-300,"harrier.surprisal":10,"initial_record_score":90,"record_score":82.25,"#,
    #""multi_bucket_impact":-1.5,"is_interim":true,"influencers":[{"influencer_field_name":"source.ip","#,
    #""influencer_field_values":["192.0.2.1",""],"harrier.shares":[0.75,0.1]}],"#,
    #""causes":[{"by_field_name":"event.action","by_field_value":"Sync","partition_field_value":"p","#,
    #""probability":0.001,"actual":[3],"typical":[0.25]}],"#,
    #""anomaly_score_explanation":{"anomaly_type":"spike","typical_value":4.52,"#,
    #""lower_confidence_bound":0.1,"upper_confidence_bound":11,"single_bucket_impact":4,"multi_bucket_impact":3,"#,
    #""harrier.ordinary_up_to":31,"harrier.single_bucket_surprisal":10,"harrier.multi_bucket_surprisal":7,"harrier.looks_per_day":96,"#,
    #""harrier.model_return_period":2000000,"harrier.empirical_return_period":1000000,"#,
    #""harrier.history_limit":77760000,"harrier.decided_by":"calibration","harrier.novelty_rate":0.02,"#,
    #""harrier.presence_rate":0,"harrier.peers_with_value":41,"harrier.peers":60,"#,
    #""harrier.template":"app-<n>","harrier.learning":true},"harrier.return_period_seconds":1000000,"#,
    #""harrier.mode":"hindsight","harrier.detector":"high_count","harrier.description":"12x higher","#,
    #""harrier.first_seen":"2025-12-29T09:20:00.000Z","harrier.last_seen":"2025-12-29T09:20:00.123Z","#,
    #""harrier.seen_buckets":0,"harrier.total_buckets":712.5,"#,
    #""harrier.events":[{"file":"logs/a.ndjson","offset":8000000000,"length":512,"#,
    #""timestamp":"2026-01-05T09:15:01.000Z"}],"#,
    #""harrier.timeline":[{"timestamp":"2026-01-05T09:00:00.000Z","actual":3,"expected":4.5,"upper":11}]}"#,
  ].joined()

  @Test func `a record's line is the contract, byte for byte`() {
    #expect(RecordEncoder.line(Samples.full) == Self.golden)
  }

  @Test func `what is absent has no key`() {
    let line = RecordEncoder.line(Samples.plain())
    for key in ["by_field_name", "field_name\"", "first_seen", "timeline", "typical_value", "template"] {
      #expect(!line.contains(key), "\(key)")
    }
  }

  @Test func `a record that was scored anew says what it was at first`() {
    let line = RecordEncoder.line(Samples.anew)
    #expect(
      line.contains(
        #""harrier.renormalization":{"timestamp":"2026-01-05T00:00:00.000Z","initial_return_period_seconds":1500000,"#
          + #""initial_decided_by":"history"}"#))
  }

  @Test func `the period of a line is the one that its score is of`() {
    let alone = JSONNumber.text(Samples.full.returnPeriodSeconds)
    let scored = JSONNumber.text(4 * Samples.full.returnPeriodSeconds)
    #expect(
      RecordEncoder.line(Samples.leading).contains(
        #""harrier.return_period_seconds":\#(scored),"harrier.standing":{"place":1,"further_causes":2,"#
          + #""return_period_seconds_alone":\#(alone)}"#))
  }

  @Test(arguments: [Samples.plain(), Samples.full, Samples.anew, Samples.leading])
  func `a record comes back equal`(record: Record) throws {
    #expect(try RecordDecoder.record(from: RecordEncoder.line(record)) == record)
  }

  @Test func `a bucket comes back equal`() throws {
    #expect(try BucketDecoder.bucket(from: BucketEncoder.line(Samples.bucket)) == Samples.bucket)
  }

  @Test func `an infinite period is null and comes back infinite`() throws {
    let line = RecordEncoder.line(Samples.plain(period: .infinity))
    #expect(line.contains(#""harrier.return_period_seconds":null"#))
    #expect(try RecordDecoder.record(from: line).returnPeriodSeconds == .infinity)
  }

  @Test(arguments: ["", "{", "{}", "[1]", #"{"result_type":"bucket"}"#, #"{"result_type":"record"}"#])
  func `a broken line is a problem with a sentence`(line: String) {
    let problem = #expect(throws: LineProblem.self) { try RecordDecoder.record(from: line) }
    #expect(problem?.description.hasPrefix("this is not a result") == true)
  }

  @Test(arguments: [
    (0.0, "0"), (-0.0, "0"), (3, "3"), (0.1, "0.1"), (1e-7, "1e-07"),
    (9_007_199_254_740_991, "9007199254740991"), (1e16, "1e+16"), (.infinity, "null"),
    (.nan, "null"), (-2.5, "-2.5"),
  ])
  func `numbers are the shortest that read back`(value: Double, text: String) {
    #expect(JSONNumber.text(value) == text)
  }

  @Test(arguments: ["1970-01-01T00:00:00.000Z", "2024-02-29T23:59:59.999Z", "1969-12-31T23:59:59.001Z"])
  func `a time comes back as it was printed`(text: String) {
    #expect(ResultTime.parse(text)?.iso8601 == text)
  }

  @Test(arguments: [
    "", "2024-02-29", "2024-13-01T00:00:00.000Z", "2024-02-29T23:59:59.999+", "٢٠٢٤-02-29T23:59:59Z",
  ])
  func `what is no time is nil`(text: String) {
    #expect(ResultTime.parse(text) == nil)
  }
}
