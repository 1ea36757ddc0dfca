import HarrierQuery
import Testing
import Yams

@testable import HarrierJobs

struct ElasticQueryTests {
  private func read(_ json: String) throws -> (QueryExpression?, [JobProblem]) {
    var query = ElasticQuery(reader: ElasticReader(file: "x"))
    let expression = query.expression(try #require(try Yams.compose(yaml: json, .basic)), "query")
    return (expression?.simplified, query.reader.nodes.problems)
  }

  static let forms: [(json: String, kql: String)] = [
    (#"{"match_all": {}}"#, ""),
    ("{}", ""),
    (#"{"match_none": {}}"#, "not *: *"),
    (#"{"term": {"a.b": "x y"}}"#, #"a.b: "x y""#),
    (#"{"term": {"a": {"value": 443, "boost": 2}}}"#, "a: 443"),
    (#"{"term": {"source.ip": "10.0.0.0/8"}}"#, "source.ip: 10.0.0.0/8"),
    (#"{"terms": {"a": ["x", "y"], "boost": 1}}"#, "a: (x or y)"),
    (#"{"exists": {"field": "a"}}"#, "a: *"),
    (#"{"range": {"a": {"gte": 5, "lt": "9"}}}"#, "a >= 5 and a < 9"),
    (#"{"match": {"event.action": "log on"}}"#, #"event.action: "log on""#),
    (#"{"match": {"message": "log on"}}"#, "message: *log* or message: *on*"),
    (#"{"match": {"message": {"query": "log on", "operator": "and"}}}"#, "message: *log* and message: *on*"),
    (#"{"match_phrase": {"process.name.text": "log on"}}"#, #"process.name: *log\u0020on*"#),
    (#"{"match_phrase": {"process.name": {"query": "log on"}}}"#, #"process.name: "log on""#),
    (#"{"wildcard": {"a": {"value": "C:\\\\*\\*x", "case_insensitive": true}}}"#, #"a: C\:\\*\*x"#),
    (#"{"wildcard": {"a": "*"}}"#, "a: *"),
    (#"{"prefix": {"a": "x"}}"#, "a: x*"),
    (#"{"constant_score": {"filter": {"term": {"a": "x"}}}}"#, "a: x"),
    (#"{"dis_max": {"queries": [{"term": {"a": "x"}}, {"term": {"a": "y"}}]}}"#, "a: (x or y)"),
    (#"{"kql": {"query": "a: x and not b: y"}}"#, "a: x and not b: y"),
    (#"{"bool": {"must": {"term": {"a": "x"}}, "filter": [{"term": {"b": "y"}}]}}"#, "a: x and b: y"),
    (#"{"bool": {"should": [{"term": {"a": "x"}}, {"term": {"b": "y"}}]}}"#, "a: x or b: y"),
    (
      #"{"bool": {"filter": {"term": {"c": "z"}}, "minimum_should_match": "1", "should": [{"term": {"a": "x"}}, {"term": {"b": "y"}}]}}"#,
      "c: z and (a: x or b: y)"
    ),
    (#"{"bool": {"filter": {"term": {"c": "z"}}, "should": [{"term": {"a": "x"}}]}}"#, "c: z"),
    (
      #"{"bool": {"minimum_should_match": 2, "should": [{"term": {"a": "x"}}, {"term": {"b": "y"}}]}}"#,
      "a: x and b: y"
    ),
    (#"{"bool": {"must_not": [{"term": {"a": "x"}}, {"term": {"b": "y"}}]}}"#, "not a: x and not b: y"),
    (
      #"{"bool": {"filter": {"term": {"a": "x"}}, "must_not": {"terms": {"_tier": ["data_cold", "data_frozen"]}}}}"#,
      "a: x"
    ),
    (#"{"query_string": {"query": "a:x AND NOT (b:y OR b:\"z w\")"}}"#, #"a: x and not b: (y or "z w")"#),
    (#"{"query_string": {"query": "a:(x y)", "default_operator": "AND"}}"#, "a: x and a: y"),
    (#"{"query_string": {"query": "x* -y", "default_field": "a"}}"#, "a: x* or not a: y"),
    (#"{"query_string": {"query": "a:[1 TO 5} && !_exists_:b"}}"#, "a >= 1 and a < 5 and not b: *"),
    (#"{"query_string": {"query": "a:>=7 || b:* || *:*"}}"#, ""),
    (#"{"query_string": {"query": "a:C\\:\\\\x"}}"#, #"a: "C:\\x""#),
  ]

  @Test(arguments: forms)
  func `a query becomes KQL`(json: String, kql: String) throws {
    let (expression, problems) = try read(json)
    #expect(problems.isEmpty, "\(problems)")
    #expect(try expression == KQL.parse(kql))
  }

  @Test(arguments: [
    (#"{"regexp": {"a": "x.*"}}"#, "query.regexp"),
    (#"{"term": {"a": "x", "b": "y"}}"#, "query.term"),
    (#"{"term": {"_index": "x"}}"#, "query.term._index"),
    (#"{"wildcard": {"a": "x?"}}"#, "query.wildcard.a"),
    (#"{"range": {"a": {"gte": "now-1d"}}}"#, "query.range.a.gte"),
    (#"{"range": {"a": {"gte": "2026", "time_zone": "+01:00"}}}"#, "query.range.a.time_zone"),
    (#"{"match": {"a": {"query": "x", "fuzziness": 2}}}"#, "query.match.a.fuzziness"),
    (
      #"{"bool": {"should": [{"exists": {"field": "a"}}], "minimum_should_match": "75%"}}"#,
      "query.bool.minimum_should_match"
    ),
    (#"{"query_string": {"query": "x"}}"#, "query.query_string.query"),
    (#"{"query_string": {"query": "a:x AND b:y OR c:z"}}"#, "query.query_string.query"),
    (#"{"query_string": {"query": "a:x~2"}}"#, "query.query_string.query"),
    (#"{"query_string": {"query": "a:/x/"}}"#, "query.query_string.query"),
    (#"{"query_string": {"query": "(a:x"}}"#, "query.query_string.query"),
    (#"{"kql": {"query": "a: ("}}"#, "query.kql.query"),
    (#"{"bool": []}"#, "query.bool"),
    ("[]", "query"),
  ])
  func `what has no counterpart is named`(json: String, field: String) throws {
    #expect(try read(json).1.map(\.field) == [field])
  }
}

struct ElasticExportTests {
  /// Jobs of the catalogue whose functions Elastic has.
  static let exportable = JobCatalogue.all.filter { ElasticExport.export([$0]).json != nil }

  @Test func `a job that went out comes back the same`() throws {
    for job in Self.exportable {
      let id = Comment(rawValue: job.id)
      let json = try #require(ElasticExport.export([job]).json, id)
      let outcome = ElasticImport.jobs(from: [("x.json", json)])
      let made = try #require(outcome.imports.first, id)
      #expect(made.problems.isEmpty, id)
      var back = try #require(made.job, id)
      #expect(try KQL.parse(back.query) == KQL.parse(job.query), id)
      back.query = job.query
      back.pack = job.pack
      #expect(back == job, id)
    }
  }

  @Test func `nearly all of the catalogue can go out`() {
    #expect(Self.exportable.count * 10 >= JobCatalogue.all.count * 9)
  }

  @Test func `what Elastic does not have is refused by name`() {
    var job = Job(
      id: "j", title: "t", detectors: [DetectorSpec(function: "beacon", by: "a", partition: "b")])
    let beacon = ElasticExport.export([job])
    #expect(beacon.json == nil)
    #expect(beacon.refused == [.init(job: "j", reason: "Elastic has no function “beacon”")])
    job.detectors[0].function = "rare"
    job.calendars = [JobCalendar(name: "c", events: [])]
    // The others go out all the same.
    let some = ElasticExport.export([job, Self.exportable[0], job])
    #expect(some.refused.map(\.job) == ["j", "j"])
    #expect(some.json == ElasticExport.export([Self.exportable[0]]).json)
    job.calendars = []
    job.detectors[0].function = "lat_long"
    job.detectors[0].customRules = [CustomRule(conditions: [.init(.difference, .below, 1000)])]
    #expect(ElasticExport.export([job]).refused.map(\.job) == ["j"])
  }
}
