import Foundation
import HarrierQuery
import Testing

@testable import HarrierJobs

struct ElasticImportTests {
  /// A job as the interface answers it, with every key that a job file has a place for.
  static let whole = #"""
    {
      "job_id": "rare-program",
      "groups": ["security"],
      "description": "Programs that a host never ran. They may be an intruder's.",
      "analysis_config": {
        "bucket_span": "60m",
        "detectors": [
          {
            "detector_description": "rare program",
            "function": "rare",
            "by_field_name": "process.name",
            "partition_field_name": "host.name",
            "use_null": true,
            "detector_index": 0,
            "custom_rules": [
              {
                "actions": ["skip_result"],
                "scope": {"host.name": {"filter_id": "labs", "filter_type": "exclude"}},
                "conditions": [{"applies_to": "time", "operator": "gte", "value": 1700000000.0}]
              }
            ]
          },
          {"function": "high_dc", "field_name": "destination.ip", "over_field_name": "host.name",
           "exclude_frequent": "over"}
        ],
        "influencers": ["host.name", "user.name"],
        "latency": "120",
        "summary_count_field_name": "event.count",
        "model_prune_window": "30d"
      },
      "analysis_limits": {"model_memory_limit": "64mb"},
      "data_description": {"time_field": "@timestamp", "time_format": "epoch_ms"},
      "custom_settings": {"threat_techniques": [{"id": "T1059.001"}], "created_by": "somebody"},
      "datafeed_config": {
        "indices": ["logs-*"],
        "query": {"bool": {
          "filter": [{"term": {"event.category": "process"}}],
          "must_not": {"terms": {"process.name": ["a.exe", "b.exe"]}}
        }}
      }
    }
    """#

  static let lists = #"{"filters": [{"filter_id": "labs", "items": ["lab-*", "10.1.0.0/16"]}]}"#

  private func only(_ files: [(String, String)], partial: Bool = false) throws -> ElasticImport.Import {
    let outcome = ElasticImport.jobs(from: files, partial: partial)
    #expect(outcome.problems.isEmpty)
    return try #require(outcome.imports.first)
  }

  @Test func `every key that means something here is kept`() throws {
    let made = try only([("job.json", Self.whole), ("lists.json", Self.lists)])
    #expect(made.problems.isEmpty, "\(made.problems)")
    let job = try #require(made.job)
    #expect(job.id == "rare-program")
    #expect(job.title == "Programs that a host never ran")
    #expect(job.why == "Programs that a host never ran. They may be an intruder's.")
    #expect(job.attack == ["T1059.001"])
    #expect(job.bucketSeconds == 3600)
    #expect(job.latencySeconds == 120)
    #expect(job.modelPruneSeconds == 2_592_000)
    #expect(job.summaryCountField == "event.count")
    #expect(job.influencers == ["host.name", "user.name"])
    #expect(
      try KQL.parse(job.query)
        == KQL.parse("event.category: process and not process.name: (a.exe or b.exe)"))
    let rare = job.detectors[0]
    #expect(rare.label == "rare program")
    #expect((rare.by, rare.partition, rare.useNull) == ("process.name", "host.name", true))
    #expect(rare.customRules[0].scope[0].filter.items == ["lab-*", "10.1.0.0/16"])
    #expect(rare.customRules[0].scope[0].includes == false)
    #expect(rare.customRules[0].conditions == [.init(.time, .atLeast, 1_700_000_000)])
    #expect(job.detectors[1].function == "high_distinct_count")
    #expect(job.detectors[1].excludeFrequent == .over)
    let said = made.remarks.joined(separator: " ")
    for idle in ["groups", "analysis_limits", "custom_settings.created_by", "datafeed_config.indices"] {
      #expect(said.contains(idle), "\(idle) went silently")
    }
  }

  @Test func `what is written is a job file`() throws {
    let made = try only([("job.json", Self.whole), ("lists.json", Self.lists)])
    let yaml = try #require(made.yaml)
    #expect(try JobFile.parse(yaml, fileName: "x.yml", pack: "user") == made.job)
  }

  /// Parts that cannot be mapped: what stands in the place, where it is told, and of what.
  static let unmapped: [(part: String, put: String, field: String)] = [
    (#""bucket_span": "60m""#, #""bucket_span": "7m""#, "analysis_config.bucket_span"),
    (#""function": "rare""#, #""function": "odd""#, "analysis_config.detectors[0].function"),
    (#""detector_index": 0"#, #""detector_idx": 0"#, "analysis_config.detectors[0].detector_idx"),
    (
      #""influencers": ["#, #""multivariate_by_fields": true, "influencers": ["#,
      "analysis_config.multivariate_by_fields"
    ),
    (#""time_field": "@timestamp""#, #""time_field": "sent""#, "data_description.time_field"),
    (#""term": {"#, #""fuzzy": {"#, "datafeed_config.query.bool.filter[0].fuzzy"),
    (
      #"["a.exe", "b.exe"]"#, #"{"index": "x", "id": "1", "path": "p"}"#,
      "datafeed_config.query.bool.must_not.terms.process.name"
    ),
    (#""indices": ["logs-*"]"#, #""aggregations": {}"#, "datafeed_config.aggregations"),
    (
      #""indices": ["logs-*"]"#, #""runtime_mappings": {"user.name": {"type": "keyword"}}"#,
      "datafeed_config.runtime_mappings.user.name"
    ),
    (
      #""filter_id": "labs""#, #""filter_id": "gone""#,
      "analysis_config.detectors[0].custom_rules[0].scope.host.name.filter_id"
    ),
    (#""latency": "120""#, #""latency": "9000d""#, "analysis_config.latency"),
  ]

  @Test(arguments: unmapped)
  func `what cannot be mapped is named and nothing is made`(
    part: String, put: String, field: String
  ) throws {
    let text = Self.whole.replacing(part, with: put)
    #expect(text != Self.whole)
    let made = try only([("job.json", text), ("lists.json", Self.lists)])
    #expect(made.yaml == nil)
    #expect(made.problems.map(\.field) == [field], "\(made.problems)")
    #expect(made.problems.allSatisfy { $0.file == "job.json" && $0.line > 1 && !$0.message.isEmpty })
  }

  @Test(arguments: unmapped.filter { !$0.field.hasSuffix("bucket_span") })
  func `partial leaves it out and says so in the file`(part: String, put: String, field: String) throws {
    let text = Self.whole.replacing(part, with: put)
    let made = try only([("job.json", text), ("lists.json", Self.lists)], partial: true)
    let yaml = try #require(made.yaml, "\(made.problems)")
    #expect(yaml.contains("# left out: \(field)"))
    #expect(try JobFile.parse(yaml, fileName: "x.yml", pack: "user") == made.job)
  }

  @Test func `a job without a bucket that can be is not made in part either`() throws {
    let text = Self.whole.replacing(#""60m""#, with: #""7m""#)
    let made = try only([("job.json", text), ("lists.json", Self.lists)], partial: true)
    #expect(made.yaml == nil)
    #expect(made.problems.count == 1)
  }

  private static let bare = #"{"analysis_config": {"detectors": [{"function": "count"}]}}"#
  private static let feed = #"{"job_id": "JOB_ID", "indices": ["x"], "query": {"term": {"a": "b"}}}"#

  @Test func `a module's job and datafeed belong together by their names`() throws {
    let made = try only([("m/datafeed_spikes.json", Self.feed), ("m/spikes.json", Self.bare)])
    #expect(made.job?.id == "spikes")
    #expect(made.job?.query == "a: b")
    #expect(made.job?.bucketSeconds == 300)
  }

  @Test func `lists, pairs and answers of the interface hold jobs`() {
    let pair = #"[{"job": {"job_id": "p", \#(Self.bare.dropFirst()), "datafeed": \#(Self.feed)}]"#
    let answer = #"{"count": 1, "jobs": [{"job_id": "q", \#(Self.bare.dropFirst())]}"#
    let feeds = #"{"datafeeds": [{"job_id": "q", "query": {"exists": {"field": "z"}}}]}"#
    let outcome = ElasticImport.jobs(from: [("a", pair), ("b", answer), ("c", feeds)])
    #expect(outcome.problems.isEmpty)
    #expect(outcome.imports.map { $0.job?.query } == ["a: b", "z: *"])
  }

  @Test func `a datafeed without its job, a second job of an id and what is neither are told`() {
    let one = #"{"job_id": "same", \#(Self.bare.dropFirst())"#
    let outcome = ElasticImport.jobs(from: [
      ("a", "[\(one), \(one)]"), ("b", Self.feed), ("c", "{\"x\": 1}"), ("d", "{"),
    ])
    #expect(outcome.problems.map(\.file).sorted() == ["b", "c", "d"])
    #expect(outcome.imports.map { $0.yaml == nil } == [false, true])
  }

  /// Hostile texts end in a message or a job, never in a trap or an endless read.
  @Test(arguments: [
    "[[[[[[[[]]]]]]]]", #"{"analysis_config": null}"#, #"{"analysis_config": []}"#,
    #"{"analysis_config": {"detectors": {"function": 7}}}"#, #"{"jobs": {"jobs": {"jobs": 1}}}"#,
    #"{"job_id": "# + "\"" + String(repeating: "x", count: 5000)
      + #"", "analysis_config": {"detectors": [1]}}"#,
    #"{"job_id": "a\nb: c", "analysis_config": {"detectors": [{"function": "count\n# x"}]}}"#,
    #"{"analysis_config": {"detectors": [{"function": "count"}]}, "datafeed_config": {"query": "#
      + String(repeating: #"{"bool":{"must":"#, count: 200) + "{}" + String(repeating: "}}", count: 200)
      + "}}",
  ])
  func `hostile JSON is refused with a message`(text: String) {
    let outcome = ElasticImport.jobs(from: [("x.json", text)], partial: true)
    let problems = outcome.problems + outcome.imports.flatMap(\.problems)
    #expect(!problems.isEmpty)
    #expect(problems.allSatisfy { $0.description.utf8.count < 5000 })
  }

  @Test func `characters beyond the first plane are read`() throws {
    let text = #"{"job_id": "j", "description": "\ud83d\ude00 \\ud83d", \#(Self.bare.dropFirst())"#
    #expect(try only([("j", text)]).job?.title == "\u{1F600} \\ud83d")
  }
}
