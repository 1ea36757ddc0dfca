import HarrierQuery
import Testing

@testable import HarrierJobs

struct JobFileTests {
  static let whole = """
    id: rare_method_for_a_username
    title: An API call this user has not made before
    why: Stolen cloud credentials are used for calls that their owner never makes.
    attack: [T1078.004, T1580]
    needs: [event.action, source.ip]
    query: event.dataset: aws.cloudtrail    # KQL
    bucket: 60m
    detectors:
      - {function: rare, by: event.action, partition: user.name}
      - {function: high_dc, field: source.ip, use_null: true, description: many addresses}
    influencers: [user.name, source.ip]
    alert: {threshold: 62.5, severity: high, risk_score: 47}
    false_positives: [a user takes over another's duties]
    references: [https://attack.mitre.org/techniques/T1580/]
    aliases: [mine]
    """

  @Test func `a file becomes a job`() throws {
    let job = try JobFile.parse(Self.whole, fileName: "x.yml", pack: "user")
    let expected = Job(
      id: "rare_method_for_a_username", title: "An API call this user has not made before",
      why: "Stolen cloud credentials are used for calls that their owner never makes.",
      attack: ["T1078.004", "T1580"], needs: ["event.action", "source.ip", "user.name"],
      query: "event.dataset: aws.cloudtrail", bucketSeconds: 3600,
      detectors: [
        DetectorSpec(function: "rare", by: "event.action", partition: "user.name"),
        DetectorSpec(
          function: "high_distinct_count", field: "source.ip", description: "many addresses", useNull: true),
      ], influencers: ["user.name", "source.ip"],
      alert: AlertSpec(threshold: 62.5, severity: "high", riskScore: 47),
      falsePositives: ["a user takes over another's duties"],
      references: ["https://attack.mitre.org/techniques/T1580/"], aliases: ["mine"])
    #expect(job == expected)
  }

  @Test func `JSON is a job file too`() throws {
    let job = try JobFile.parse(
      #"""
      {"id": "j", "title": "t", "query": "a: \"b c\"", "bucket": "1d",
      	"detectors": [{"function": "count", "use_null": false}]}
      """#, fileName: "j.json", pack: "user")
    #expect(job.query == "a: \"b c\"")
    #expect(job.bucketSeconds == 86_400)
    #expect(job.needs.isEmpty)
    #expect(job.alert == AlertSpec())
  }

  private func file(query: String) -> String {
    "id: a\ntitle: t\n\(query)\ndetectors: [{function: count}]\n"
  }

  @Test(arguments: [
    ("query: a: b", "a: b"), ("query:   a: 'b' and c: *  # why", "a: 'b' and c: *"),
    ("query: a: b\n  and c: d", "a: b and c: d"), ("query: 'a: b'", "a: b"), ("query: \"a: b\"", "a: b"),
    ("query: >-\n  a: b\n  or c: d", "a: b or c: d"), ("query: |\n  a: b\n", "a: b\n"),
    ("query: not a: b", "not a: b"), ("query: *: *", "*: *"), ("query: ''", ""), ("query: a: b\r", "a: b"),
    ("query: (a: b or c: d)\n\n", "(a: b or c: d)"),
  ])
  func `a query may stand plain or quoted`(line: String, expected: String) throws {
    #expect(try JobFile.parse(file(query: line), fileName: "a.yml", pack: "user").query == expected)
  }

  @Test(arguments: [
    ("query: a: (b", "a.yml:3:13: field query: at 1:6 of the query: found the end of the query"),
    ("query: 'a: (b'", "a.yml:3:14: field query: at 1:6 of the query: found the end of the query"),
    ("query: a", "a.yml:3:8: field query: at 1:1 of the query: found “a” alone"),
    ("query: |\n  a: b and\n  c", "a.yml:3:8: field query: at 2:1 of the query: found “c” alone"),
  ])
  func `a wrong query is shown where it is wrong`(line: String, expected: String) {
    let error = #expect(throws: JobFileError.self) {
      try JobFile.parse(file(query: line), fileName: "a.yml", pack: "user")
    }
    #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    #expect(error?.description.hasSuffix("^") == true)
  }

  @Test(arguments: [
    ("bucket: 7m", "4:9: field bucket: found “7m”, allowed: \(BucketLength.rule); nearest: 6m, 8m"),
    ("bucket: 30s", "4:9: field bucket: found “30s”, allowed: \(BucketLength.rule); nearest: 1m"),
    ("bucket: 900", "4:9: field bucket: found “900”, allowed: \(BucketLength.rule)"),
    ("bucket: 36h", "4:9: field bucket: found “36h”, allowed: \(BucketLength.rule); nearest: 1d"),
    (
      "bucket: 99999999999999999999d",
      "4:9: field bucket: found “99999999999999999999d”, allowed: \(BucketLength.rule)"
    ),
    ("bucket: [15m]", "4:9: field bucket: found a list, allowed: text"),
    ("detecters: []", "4:1: field detecters: unknown key, did you mean “detectors”? allowed: id, title,"),
    ("xyz: 1", "4:1: field xyz: unknown key, allowed: id, title,"),
    (
      "categorization: x",
      "4:17: field categorization: found “x”, allowed: keys and values (field, per_partition)"
    ),
    ("why:", "4:5: field why: found nothing, allowed: text"),
    ("attack: T1078", "4:9: field attack: found “T1078”, allowed: a list, as in [first, second]"),
    ("attack: [T1078, t1]", "4:17: field attack[1]: found “t1”, allowed: an ATT&CK technique, such as"),
    (
      "attack: [T1078, T1078]", "4:17: field attack[1]: found “T1078” a second time, allowed: each value once"
    ),
    (
      "influencers: [user name]",
      "4:15: field influencers[0]: found “user name”, allowed: a field's full name"
    ),
    ("needs: [a..b]", "4:9: field needs[0]: found “a..b”, allowed: a field's full name"),
    ("aliases: [A b]", "4:11: field aliases[0]: found “A b”, allowed: lower-case letters"),
    ("alert: 5", "4:8: field alert: found “5”, allowed: keys and values (threshold, severity, risk_score)"),
    ("alert: {threshold: 101}", "4:20: field alert.threshold: found “101”, allowed: a number of 0…100"),
    ("alert: {threshold: nan}", "4:20: field alert.threshold: found “nan”, allowed: a number of 0…100"),
    ("alert: {threshold: '50'}", "4:20: field alert.threshold: found “50”, allowed: a number of 0…100"),
    (
      "alert: {risk_score: 1.5}",
      "4:21: field alert.risk_score: found “1.5”, allowed: a whole number of 0…100"
    ),
    (
      "alert: {severity: hihg}",
      "4:19: field alert.severity: found “hihg”, did you mean “high”? allowed: low, medium, high, critical"
    ),
    ("alert: {severity: x}", "4:19: field alert.severity: found “x”, allowed: low, medium, high, critical"),
    ("title: again", "4:1: not YAML: the key title stands there twice, at first in line 2"),
    ("\"id\" : again", "4:1: not YAML: the key id stands there twice, at first in line 1"),
    (
      "alert: {severity: low,  severity: low}",
      "4:25: not YAML: the key severity stands there twice, at first in line 4"
    ),
    (
      "alert:\n  severity: low\n\n# severity:\n  threshold: 5\n  severity: low",
      "9:3: not YAML: the key severity stands there twice, at first in line 5"
    ),
    ("why: a: b", "4:7: not YAML: mapping values are not allowed in this context"),
  ])
  func `a wrong line says what is allowed`(line: String, expected: String) {
    let text = "id: a\ntitle: t\ndetectors: [{function: count}]\n\(line)\n"
    let error = #expect(throws: JobFileError.self) {
      try JobFile.parse(text, fileName: "a.yml", pack: "user")
    }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    #expect(error?.problems.count == 1)
  }

  @Test(arguments: [
    (
      "{function: rare}",
      ".by: missing: “rare” asks which values of a field are unusual, so it has to be told which"
    ),
    (
      "{function: rare, by: a, field: b}",
      ".field: found “b”, allowed: no “field”: “rare” counts events and measures"
    ),
    ("{function: freq_rare, by: a}", ".over: missing: “freq_rare” compares the members of a population"),
    ("{function: mean}", ".field: missing: “mean” measures the values of a field"),
    ("{function: raer, by: a}", ".function: found “raer”, did you mean “rare”? allowed: beacon, count,"),
    ("{by: a}", ".function: missing"),
    (
      "{function: rare, by: a, partition: a}",
      ".partition: found “a”, which “by” splits by already, allowed: another field"
    ),
    ("{function: count, use_null: yes}", ".use_null: found “yes”, allowed: true, false"),
    (
      "{function: count, use_nul: true}", ".use_nul: unknown key, did you mean “use_null”? allowed: function,"
    ),
    (
      "{function: count, exclude_frequent: al}",
      ".exclude_frequent: found “al”, did you mean “all”? allowed: none,"
    ),
    (
      "{function: count, exclude_frequent: by}",
      ".exclude_frequent: found “by”, allowed: all, none: the detector has"
    ),
    (
      "{function: rare, by: a, exclude_frequent: all}",
      ".exclude_frequent: found “all”, allowed: none: “rare” leaves frequent values out by itself"
    ),
    (
      "{function: time_of_day, field: a}",
      ".field: found “a”, allowed: no “field”: “time_of_day” looks at the time of an event"
    ),
    (
      "{function: beacon, by: a, over: b}",
      ".over: found “b”, allowed: no “over”: “beacon” compares every pair"
    ),
    (
      "{function: non_null_sum, field: a, over: b}",
      ".over: found “b”, allowed: no “over”: “non_null_sum” has no"
    ),
    ("{function: lat_long}", ".field: missing: “lat_long” measures the values of a field"),
    ("count", ": found “count”, allowed: keys and values (function, field,"),
  ])
  func `a wrong detector says why`(detector: String, expected: String) {
    let text = "id: a\ntitle: t\ndetectors:\n  - \(detector)\n"
    let error = #expect(throws: JobFileError.self) {
      try JobFile.parse(text, fileName: "a.yml", pack: "user")
    }
    #expect(
      error?.description.contains("field detectors[0]" + expected) == true, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("[]", "found an empty list, allowed: a list"),
    ("{function: count}", "found keys and values, allowed: a list"),
    (
      "[{function: dc, field: a}, {function: distinct_count, field: a, description: b}]",
      "field detectors[1]: found b, which is detectors[0] again, allowed: each once"
    ),
  ])
  func `detectors are a list without repeats`(detectors: String, expected: String) {
    let error = #expect(throws: JobFileError.self) {
      try JobFile.parse("id: a\ntitle: t\ndetectors: \(detectors)", fileName: "a.yml", pack: "user")
    }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test func `all problems of a file are told, by line`() {
    let error = #expect(throws: JobFileError.self) {
      try JobFile.parse("id: A\nbucket: x\nquery: y\nattack: [z]\n", fileName: "a.yml", pack: "dns")
    }
    #expect(
      error?.problems.map(\.field) == ["title", "detectors", "id", "id", "bucket", "query", "attack[0]"])
    #expect(error?.problems.map(\.line) == [1, 1, 1, 1, 2, 3, 4])
  }

  @Test func `a job of a pack is named like its file`() throws {
    let text = "id: a\ntitle: t\ndetectors: [{function: count}]"
    #expect(throws: Never.self) { try JobFile.parse(text, fileName: "dns/a.yml", pack: "dns") }
    #expect(throws: Never.self) { try JobFile.parse(text, fileName: "b.yml", pack: "user") }
    #expect(throws: JobFileError.self) { try JobFile.parse(text, fileName: "dns/b.yml", pack: "dns") }
  }

  @Test(arguments: [
    "", "   ", "# nothing", "x", "[]", "5", "null", "id: &a [*a]", "a: *b", "---\na: 1\n---\nb: 2", "\0", "{",
    "\t",
    String(repeating: "[", count: 100_000), String(repeating: "- ", count: 100_000), "? [a]: b", "!!binary x",
    String(repeating: "a", count: JobFile.byteLimit + 1), "query:\n", "query: \n  a", "query: '", "query: #",
  ])
  func `what is no job is refused and never crashes`(text: String) {
    let error = #expect(throws: JobFileError.self) {
      try JobFile.parse(text, fileName: "a.yml", pack: "user")
    }
    #expect(error?.problems.isEmpty == false)
  }

  @Test(arguments: [
    ("90s", 90), ("15m", 900), ("1h", 3600), ("2h", 7200), ("1d", 86_400), ("7d", 604_800), ("45m", 2700),
    ("60m", 3600),
  ])
  func `bucket lengths are read`(text: String, seconds: Int64) {
    #expect(BucketLength.seconds(text) == seconds)
    #expect(BucketLength.isAllowed(seconds))
  }
}

struct AutoBucketFileTests {
  private func file(_ rest: String) throws -> Job {
    try JobFile.parse(
      "id: a\ntitle: t\nbucket: auto\ndetectors: [{function: count}]\n\(rest)\n", fileName: "a.yml",
      pack: "user")
  }

  @Test func `a bucket may be left to the data`() throws {
    #expect(try file("").bucketIsAuto)
    #expect(try file("model_prune_window: 30d").modelPruneSeconds == 2_592_000)
  }

  @Test func `what is pruned is then told in days`() {
    let error = #expect(throws: JobFileError.self) { try file("model_prune_window: 90m") }
    #expect(error?.problems.first?.message.contains("auto: whole days") == true)
  }
}

struct CategorizationFileTests {
  private func file(_ detector: String, _ rest: String = "categorization: {field: message}") throws -> Job {
    try JobFile.parse(
      "id: a\ntitle: t\ndetectors:\n  - \(detector)\n\(rest)\n", fileName: "a.yml", pack: "user")
  }

  @Test func `a job may sort messages into categories`() throws {
    let job = try file(
      "{function: rare, by: mlcategory, partition: host.name}",
      "categorization: {field: message, per_partition: true}")
    #expect(job.categorization == Categorization(field: "message", isPerPartition: true))
    #expect(job.needs == ["host.name", "message"])
  }

  @Test(arguments: [
    ("{function: rare, by: mlcategory}", "why: w", "a.yml:4:26: field detectors[0].by: found “mlcategory”"),
    (
      "{function: rare, by: process.name}", "categorization: {field: message}",
      "a.yml:5:17: field categorization: found no detector"
    ),
    (
      "{function: rare, by: mlcategory}", "categorization: {field: message, per_partition: true}",
      "a.yml:4:5: field detectors[0].partition: missing"
    ),
    (
      "{function: rare, by: a, over: mlcategory}", "categorization: {field: message}",
      "field detectors[0].over: found “mlcategory”"
    ),
    ("{function: rare, by: mlcategory}", "categorization: {}", "field categorization.field: missing"),
  ])
  func `what does not fit together is named`(detector: String, rest: String, expected: String) {
    let error = #expect(throws: JobFileError.self) { try file(detector, rest) }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test func `it comes from Elastic and goes there`() throws {
    var job = try file(
      "{function: rare, by: mlcategory, partition: host.name}",
      "categorization: {field: message, per_partition: true}")
    job.query = ""
    let outcome = ElasticImport.jobs(from: [("x", try #require(ElasticExport.export([job]).json))])
    #expect(outcome.imports.first?.problems == [])
    #expect(outcome.imports.first?.job == job)
  }
}
