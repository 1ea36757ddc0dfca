import Testing

struct JobsListTests {
  private let harrier: Command

  init() throws { harrier = try Command() }

  @Test func `a list is of packs, techniques with those below, tactics and words`() throws {
    let dns = try harrier("jobs", "list", "--pack", "dns")
    #expect(dns.output.contains("dns_tunneling"))
    #expect(!dns.output.contains("rare_error_code"))
    let brute = try harrier("jobs", "list", "--attack", "T1110")
    #expect(brute.output.contains("T1110.003"))
    #expect(brute.output.split(separator: "\n").allSatisfy { $0.contains("T1110") })
    let word = try harrier("jobs", "list", "powershell", "--attack", "TA0002")
    #expect(word.output.contains("windows_rare_script"))
    #expect(try harrier("jobs", "list", "--pack", "nopack").status != 0)
    let nothing = try harrier("jobs", "list", "zzzz", "--attack", "T1110")
    #expect(nothing.status == 1 && nothing.output.isEmpty)
    #expect(nothing.errors.contains("no job fits zzzz --attack T1110"))
    #expect(try harrier("jobs", "list", "--missing").status != 0)
  }

  @Test func `a folder says which jobs apply, and what the others lack`() throws {
    let lines = (0..<50).map {
      "{\"@timestamp\":\"2026-01-05T10:00:\($0 < 10 ? "0" : "")\($0)Z\",\"dns.question.name\":\"a\($0).example.com\",\"event.category\":\"network\",\"source.ip\":\"192.0.2.1\"}"
    }
    try harrier.write(lines.joined(separator: "\n") + "\n", as: "dns.ndjson")
    let found = try harrier("jobs", "list", "--pack", "dns", "windows", "--for", "dns.ndjson", "--missing")
    #expect(found.status == 0, "\(found.errors)")
    let parts = found.output.split(separator: " do not\n")
    #expect(parts.count == 2)
    #expect(parts[0].contains("dns_tunneling"))
    #expect(!parts[0].contains("windows_rare_script"))
    #expect(parts[1].contains("windows_rare_script: needs "))
    #expect(parts[1].contains("dns_rare_question_type: needs dns.question.type"))
  }

  @Test func `coverage is text, Markdown, JSON and a layer`() throws {
    let text = try harrier("jobs", "coverage", "--navigator", "layer.json")
    #expect(text.output.contains("Credential Access (TA0006)"))
    #expect(try harrier.read("layer.json").contains("\"layer\" : \"4.5\""))
    let table = try harrier("jobs", "coverage", "--jobs", "dns", "--format", "markdown")
    #expect(table.output.contains("| Command and Control | [T1071.004]"))
    let json = try harrier("jobs", "coverage", "--format", "json")
    #expect(json.output.contains("\"id\" : \"TA0006\""))
  }

  @Test func `a job is shown with the names of its tactics`() throws {
    let shown = try harrier("jobs", "show", "dns_tunneling")
    #expect(shown.output.contains("T1071.004 DNS (Command and Control)"))
  }

  @Test func `a check warns of names that nobody knows`() throws {
    try harrier.write(
      "id: a\ntitle: t\nattack: [T1110.999]\nquery: process.nmae: x\ndetectors: [{function: count}]\n",
      as: "a.yml")
    let check = try harrier("jobs", "check", "a.yml")
    #expect(check.status == 0)
    #expect(check.output.contains("warning: a: the technique T1110.999"))
    #expect(check.output.contains("process.nmae") && check.output.contains("did you mean process.name"))
  }
}
