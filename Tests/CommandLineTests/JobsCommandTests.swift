import Testing

struct JobsCommandTests {
  private let harrier: Command

  init() throws { harrier = try Command() }

  /// Five days, an event a minute; a user that changes with each event.
  private func writeLog() throws {
    let lines = (0..<7200).map { minute in
      let day = String(5 + minute / 1440)
      let clock = [minute % 1440 / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
      return
        "{\"@timestamp\":\"2026-01-0\(day)T\(clock[0]):\(clock[1]):00Z\",\"event.action\":\"run\",\"user.name\":\"u\(minute)\"}"
    }
    try harrier.write(lines.joined(separator: "\n") + "\n", as: "log.ndjson")
  }

  private let elastic = #"""
    {"job_id": "calls", "description": "Calls",
     "analysis_config": {"bucket_span": "1h", "detectors": [{"function": "rare", "by_field_name": "event.action"}]},
     "datafeed_config": {"indices": ["x"], "query": {"FILTER": {"event.action": "run"}}}}
    """#

  @Test func `an imported job passes the check and runs, from its file and from the JSON`() throws {
    try writeLog()
    try harrier.write(elastic.replacing("FILTER", with: "term"), as: "calls.json")
    let made = try harrier("jobs", "import", "calls.json", "--out", "jobs")
    #expect(made.status == 0, "\(made.errors)")
    #expect(try harrier("jobs", "check", "jobs/calls.yml").status == 0)
    for file in ["jobs/calls.yml", "calls.json"] {
      let hunt = try harrier("hunt", "log.ndjson", "--jobs", file)
      #expect(hunt.status == 0, "\(hunt.errors)")
      #expect(hunt.output.contains("calls"))
    }
    #expect(try harrier("jobs", "import", "calls.json", "--out", "jobs").status == 1, "a file was replaced")
    #expect(try harrier("jobs", "import", "calls.json", "--out", "jobs", "--force").status == 0)
  }

  @Test func `what can be exported is, and what cannot is named`() throws {
    let file = "\ntitle: t\nbucket: 1h\ndetectors: [{function: rare, by: user.name}]\n"
    try harrier.write("id: a" + file, as: "a.yml")
    try harrier.write("id: b" + file.replacing("1h", with: "auto"), as: "b.yml")
    let some = try harrier("jobs", "export", "b.yml", "a.yml")
    #expect(some.status == 1)
    #expect(some.output.contains("\"job_id\" : \"a\""))
    #expect(some.errors.contains("harrier: not exported: b: Elastic wants a bucket span"))
    let none = try harrier("jobs", "export", "b.yml")
    #expect(none.status == 1 && none.output.isEmpty)
    #expect(try harrier("jobs", "export", "a.yml").status == 0)
  }

  @Test func `what cannot be mapped ends with 1 and writes nothing, unless in part`() throws {
    try harrier.write(elastic.replacing("FILTER", with: "regexp"), as: "calls.json")
    let refused = try harrier("jobs", "import", "calls.json", "--out", "jobs")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("calls.json:3:"))
    #expect(refused.errors.contains("datafeed_config.query.regexp"))
    #expect(throws: (any Error).self) { try harrier.read("jobs/calls.yml") }
    let part = try harrier("jobs", "import", "calls.json", "--out", "jobs", "--partial")
    #expect(part.status == 1)
    #expect(try harrier.read("jobs/calls.yml").contains("# left out: datafeed_config.query.regexp"))
    let hunt = try harrier("hunt", ".", "--jobs", "calls.json")
    #expect(hunt.status == 1)
  }

  @Test func `a check against data tells shares, values and what will not work`() throws {
    try writeLog()
    try harrier.write(
      "id: a\ntitle: t\ndetectors: [{function: rare, by: user.name}]\n", as: "a.yml")
    let run = try harrier("jobs", "check", "a.yml", "--data", "log.ndjson")
    #expect(run.status == 0)
    #expect(run.output.contains("query takes 7,200 events (100 %)"))
    #expect(run.output.contains("warning: by user.name has"))
    try harrier.write(
      "id: b\ntitle: t\nquery: user.name: x\ndetectors: [{function: count}]\n", as: "b.yml")
    let idle = try harrier("jobs", "check", "b.yml", "--data", "log.ndjson")
    #expect(idle.status == 1)
    #expect(idle.output.contains("error: no event matches its query"))
    #expect(try harrier("jobs", "check", "a.yml", "--data", "gone.ndjson").status == 2)
  }

  @Test func `an estimate has a line a detector, and a bucket is chosen as it says`() throws {
    try writeLog()
    try harrier.write("id: a\ntitle: t\nbucket: auto\ndetectors: [{function: count}]\n", as: "a.yml")
    let estimate = try harrier("jobs", "estimate", "log.ndjson", "--jobs", "./a.yml", "dns", "--budget", "1")
    #expect(estimate.status == 0)
    #expect(estimate.output.contains("auto -> 5m"))
    #expect(estimate.output.contains("dns_tunneling: needs dns.question.name"))
    let hunt = try harrier("hunt", "log.ndjson", "--jobs", "./a.yml")
    #expect(hunt.output.contains("a: bucket of 5m chosen"))
  }
}
