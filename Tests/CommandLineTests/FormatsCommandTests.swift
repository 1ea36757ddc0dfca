import Testing

struct FormatsCommandTests {
  private let harrier: Command

  init() throws { harrier = try Command() }

  private let mapping = """
    name: gate
    detect: [when, badge, door]
    time: [when]
    constants: {event.category: authentication}
    fields: {user.name: badge}
    """
  private let log =
    #"{"when":"2026-01-05T09:15:00Z","badge":"ann\u001b[31m","door":7,"floor":{"number":3}}"# + "\n"

  @Test func `a log is explained before and after, without steering the terminal`() throws {
    try harrier.write(mapping, as: "gate.yml")
    try harrier.write(log, as: "gate.json")
    let run = try harrier("formats", "explain", "gate.json", "--mapping", "gate.yml")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("gate (NDJSON)"))
    #expect(run.output.contains("user.name       ann\\u{1B}[31m"))
    #expect(run.output.contains("floor.number: 1 records, such as “3”"))
    #expect(!run.output.contains("\u{1B}"))
  }

  @Test func `times without a year are explained as a hunt reads them`() throws {
    try harrier.write(
      "Dec 31 23:58:01 web1 cron[1]: (root) CMD (true)\nJan  1 00:01:00 web1 cron[2]: (root) CMD (true)\n",
      as: "cron.log")
    let told = try harrier("formats", "explain", "cron.log", "--year", "2024")
    #expect(told.output.contains("2 events") && told.output.contains("an event of 2024-12-31T23:58:01.000Z"))
    #expect(told.output.contains("an event of 2025-01-01T00:01:00.000Z"))
    let undated = try harrier("formats", "explain", "cron.log")
    #expect(undated.output.contains("2 events") && !undated.output.contains("without a year"))
    #expect(try harrier("formats", "explain", "cron.log", "--year", "1").status == 1)
  }

  @Test func `jobs are near where they look for such records, and not for want of a field alone`() throws {
    try harrier.write(
      #"{"@timestamp":"2026-01-05T09:15:00Z","event":{"category":"process","type":"start"},"host":{"name":"h1","os":{"type":"linux"}},"user":{"name":"ann"},"process":{"name":"curl"}}"#
        + "\n", as: "one.json")
    let run = try harrier("formats", "explain", "one.json", "--most", "1000")
    let counts = try #require(
      run.output.firstMatch(of: /(\d+) jobs of the catalogue find all fields they need here; (\d+) of them/))
    let (fed, looking) = try (#require(Int(counts.1)), #require(Int(counts.2)))
    #expect(looking > 0 && looking * 2 < fed)
    #expect(run.output.contains("  linux_rare_program_in_home: process.executable\n"))
    #expect(!run.output.contains("  windows_") && !run.output.contains("  aws_"))
  }

  @Test func `what patterns read is not among the fields without a rule`() throws {
    try harrier.write(
      #"{"__REALTIME_TIMESTAMP":"1767604502003000","MESSAGE":"(root) CMD (true)","SYSLOG_IDENTIFIER":"cron","_GID":"0"}"#
        + "\n", as: "journal.json")
    let run = try harrier("formats", "explain", "journal.json")
    #expect(run.output.contains("no rule reads (1 fields)\n  _GID"), "\(run.output)")
  }

  @Test func `a mapping of one's own is used by a hunt, and checked`() throws {
    try harrier.write(mapping, as: "gate.yml")
    try harrier.write(log, as: "gate.json")
    #expect(try harrier("hunt", "gate.json", "--mapping", "gate.yml").status == 0)
    #expect(try harrier("hunt", "gate.json").status == 2, "the log is read without its mapping")
    let check = try harrier("formats", "check", "gate.yml", "--sample", "gate.json")
    #expect(check.status == 0, "\(check.errors)")
    try harrier.write("name: gate\ntime: [t]\nfields: {a: {}}\n", as: "bad.yml")
    let bad = try harrier("formats", "check", "bad.yml")
    #expect(bad.status == 1)
    #expect(bad.errors.contains("bad.yml:1:1: “detect” is missing"))
    #expect(bad.errors.contains("bad.yml:3:13: fields.a: “from” is missing"))
    #expect(try harrier("hunt", "gate.json", "--mapping", "bad.yml").errors.contains("bad.yml:3:13"))
  }

  @Test func `files are told apart, and what is none is told`() throws {
    try harrier.write(log, as: "gate.json")
    try harrier.write("timestamp,src_ip\n2026-01-05T09:15:00Z,192.0.2.1\n", as: "a.csv")
    let run = try harrier("formats", "detect", "a.csv", "gate.json")
    #expect(run.status == 2)
    #expect(run.output.contains("a.csv: generic, CSV: 1 of the first 1 records have timestamp, src_ip"))
    #expect(run.output.contains("gate.json: not recognised: no time field among badge, door"))
    let list = try harrier("formats", "list", "--format", "json")
    #expect(list.output.contains("\"name\" : \"okta.system\""))
  }

  @Test func `derived fields follow from the user's own networks, hours and tables`() throws {
    let lines = (0..<40).map { hour in
      let day = hour / 24 + 5
      let clock = hour % 24 < 10 ? "0\(hour % 24)" : "\(hour % 24)"
      return
        "{\"@timestamp\":\"2026-01-0\(day)T\(clock):00:00Z\",\"event.action\":\"a\",\"host.name\":\"srv-1\",\"source.ip\":\"192.0.2.\(hour)\",\"destination.ip\":\"198.51.100.1\"}"
    }
    try harrier.write(lines.joined(separator: "\n") + "\n", as: "log.ndjson")
    try harrier.write("host,criticality\nsrv-1,high\n", as: "hosts.csv")
    try harrier.write(
      """
      id: derived
      title: t
      why: w
      attack: [T1078]
      needs: [network.direction]
      query: >-
        network.direction: outbound and harrier.event.working_hours: true and harrier.host.criticality: high
      bucket: 1h
      detectors: [{function: rare, by: source.ip}]
      false_positives: [none]
      references: [https://example.com/]
      """, as: "derived.yml")
    let told = try harrier(
      "hunt", "log.ndjson", "--jobs", "derived.yml", "--own-networks", "192.0.2.0/24", "--assets",
      "hosts.csv",
      "--time-zone", "Europe/Berlin", "--out", "out")
    #expect(told.status == 0, "\(told.errors)")
    // 08:00–18:00 in Berlin are 07:00–17:00 UTC: ten hours of the first day, nine of the second until 15:00.
    #expect(
      try harrier.read("out/summary.json").contains("\"events\" : 19")
        || harrier.read("out/summary.json").contains("\"events\":19"))
    let broken = try harrier("hunt", "log.ndjson", "--own-networks", "nowhere")
    #expect(broken.status == 1)
    #expect(broken.errors.contains("--own-networks: found “nowhere”"))
    #expect(try harrier("hunt", "log.ndjson", "--time-zone", "Atlantis").status == 1)
    #expect(try harrier("hunt", "log.ndjson", "--working-hours", "9-5").status == 1)
    #expect(try harrier("hunt", "log.ndjson", "--assets", "derived.yml").errors.contains("derived.yml:1:"))
  }
}
