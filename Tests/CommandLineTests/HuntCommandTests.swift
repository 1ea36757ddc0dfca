import Foundation
import HarrierResults
import HarrierScoring
import Testing

/// The built command as a user runs it.
struct HuntCommandTests {
  private struct Run {
    var status: Int32
    var output: String
    var errors: String
  }

  private static let binary: URL = {
    let folder = Bundle.main.executableURL!.deletingLastPathComponent()
    return folder.appendingPathComponent("harrier")
  }()

  private func harrier(_ arguments: String..., input: String? = nil) throws -> Run {
    try run(arguments, input: input)
  }

  private func run(_ arguments: [String], input: String? = nil, to other: FileHandle? = nil) throws -> Run {
    let process = Process()
    process.executableURL = Self.binary
    process.arguments = arguments
    let output = folder.appendingPathComponent("stdout-\(UUID().uuidString)")
    let errors = folder.appendingPathComponent("stderr-\(UUID().uuidString)")
    for file in [output, errors] { try Data().write(to: file) }
    process.standardOutput = try other ?? FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    if let input {
      let file = folder.appendingPathComponent("stdin")
      try Data(input.utf8).write(to: file)
      process.standardInput = try FileHandle(forReadingFrom: file)
    }
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("harrier-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Ten days of a process a quarter of an hour, and one that nobody ever saw.
  private func writeLog() throws -> String {
    var lines = ""
    for quarter in 0..<960 {
      let day = 5 + quarter / 96
      let time = String(
        format: "2026-01-%02dT%02d:%02d:00Z", day, quarter % 96 / 4, quarter % 4 * 15)
      let name = quarter == 940 ? "evil.exe" : "explorer.exe"
      lines += """
        {"@timestamp":"\(time)","event":{"category":["process"],"type":["start"]},"host":{"name":"pc-\(quarter % 7)",\
        "os":{"type":"windows"}},"process":{"name":"\(name)","executable":"C:\\\\Windows\\\\\(name)"},"user":{"name":"ann"}}

        """
    }
    let path = folder.appendingPathComponent("processes.ndjson").path
    try lines.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test func `a hunt prints the odd one first and fills its folder`() throws {
    let log = try writeLog()
    let out = folder.appendingPathComponent("out").path
    let run = try harrier("hunt", log, "--out", out, "--color", "never")
    #expect(run.status == 0)
    #expect(run.output.contains("evil.exe"))
    #expect(!run.output.contains("\u{1B}"))
    for name in [
      "records.ndjson", "buckets.ndjson", "influencers.ndjson", "alerts.ndjson", "summary.json",
      "report.html", "harrier.sqlite",
    ] {
      #expect(FileManager.default.fileExists(atPath: "\(out)/\(name)"), "\(name) is missing")
    }
    let lines = try String(contentsOfFile: "\(out)/records.ndjson", encoding: .utf8).split(separator: "\n")
    let records = try lines.map { try RecordDecoder.record(from: String($0)) }
    let best = try #require(Ranking.findings(records).first)
    #expect(best.by?.value == "evil.exe")
    #expect(best.recordScore >= 50)
    let report = try String(contentsOfFile: "\(out)/report.html", encoding: .utf8)
    #expect(report.contains("evil.exe"))
    // The raw event is there again.
    #expect(report.contains("Windows"))
  }

  @Test(arguments: ["ndjson", "text", "csv", "html"])
  func `output that cannot be written is a failure with its status`(format: String) throws {
    let log = try writeLog()
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let failed = try run(
      ["hunt", log, "--jobs", "windows_rare_process_all_hosts", "--format", format], to: full)
    #expect(failed.status == 2)
    #expect(failed.errors.contains("standard output: No space left on device"))
    let file = folder.appendingPathComponent("a-file")
    try Data("x".utf8).write(to: file)
    #expect(try harrier("hunt", log, "--out", file.path + "/out", "--format", format).status == 2)
  }

  @Test func `an hour of logs has findings, and a note on its scores`() throws {
    let lines = try String(contentsOfFile: writeLog(), encoding: .utf8).split(separator: "\n")
    // A quarter of an hour is half a minute.
    let hour = lines[880..<960].enumerated().map { number, line in
      let time = String(format: "2026-01-05T10:%02d:%02d", number / 2, number % 2 * 30)
      return line.prefix(15) + time + line.dropFirst(34)
    }
    let path = folder.appendingPathComponent("hour.ndjson").path
    try (hour.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    let run = try harrier("hunt", path, "--color", "never")
    #expect(run.status == 0)
    #expect(run.output.contains("Note: the logs span 40 minutes"))
    #expect(run.output.contains("evil.exe"))
  }

  @Test func `sizes of models have a file of their own, in both modes`() throws {
    let log = try writeLog()
    let out = folder.appendingPathComponent("out").path
    for mode in ["live", "hindsight"] {
      let jobs = ["windows_rare_process_all_hosts", "dns_tunneling"]
      #expect(try run(["hunt", log, "--mode", mode, "--out", out, "--jobs"] + jobs).status == 0)
      let lines = try String(contentsOfFile: "\(out)/model_sizes.ndjson", encoding: .utf8)
        .split(separator: "\n")
      // Only of the job that ran.
      #expect(lines.count == 1)
      let size = try #require(
        try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
      #expect(size["job_id"] as? String == jobs[0] && size["harrier.mode"] as? String == mode)
      let bytes = try #require(size["model_bytes"] as? Int)
      let peak = try #require(size["peak_model_bytes"] as? Int)
      #expect(bytes > 100 && bytes < 100_000 && peak >= bytes)
    }
  }

  @Test func `standard input gives the records of the file`() throws {
    let log = try writeLog()
    let text = try String(contentsOfFile: log, encoding: .utf8)
    let fromFile = try harrier("hunt", log, "--mode", "live", "--format", "ndjson")
    let fromInput = try harrier("hunt", "-", "--format", "ndjson", input: text)
    #expect(fromInput.status == 0)
    #expect(!fromFile.output.isEmpty)
    #expect(
      fromInput.output.replacingOccurrences(of: "\"file\":\"-\"", with: "\"file\":\"\(log)\"")
        == fromFile.output)
  }

  @Test func `files are judged in hindsight, but live with a state and from standard input`() throws {
    let log = try writeLog()
    let out = folder.appendingPathComponent("out").path
    let state = folder.appendingPathComponent("state").path
    func mode(_ arguments: String..., input: String? = nil) throws -> [String] {
      #expect(try run(["hunt"] + arguments + ["--out", out], input: input).status == 0)
      let lines = try String(contentsOfFile: "\(out)/records.ndjson", encoding: .utf8).split(separator: "\n")
      #expect(!lines.isEmpty)
      let modes = try Set(lines.map { try RecordDecoder.record(from: String($0)).mode })
      let summary = try JSONDecoder().decode(
        RunSummary.self, from: Data(contentsOf: URL(fileURLWithPath: "\(out)/summary.json")))
      return [summary.mode] + modes.sorted()
    }
    #expect(try mode(log) == ["hindsight", "hindsight"])
    #expect(try mode(log, "--mode", "live") == ["live", "live"])
    #expect(try mode(log, "--state", state) == ["live", "live"])
    let text = try String(contentsOfFile: log, encoding: .utf8)
    #expect(try mode("-", input: text) == ["live", "live"])
    #expect(try mode("-", "--mode", "hindsight", input: text) == ["hindsight", "hindsight"])
  }

  @Test func `hindsight takes no state, and says why`() throws {
    let state = folder.appendingPathComponent("state").path
    let run = try harrier("hunt", try writeLog(), "--mode", "hindsight", "--state", state)
    #expect(run.status == 1)
    #expect(run.errors.contains("leaves nothing learnt"))
    #expect(!FileManager.default.fileExists(atPath: state))
  }

  @Test func `hindsight says that it keeps no limit of memory`() throws {
    let log = try writeLog()
    let job = folder.appendingPathComponent("limited.yml")
    try """
    id: limited
    title: Programs of a host
    query: 'event.category: process'
    detectors: [{function: rare, by: process.name, partition: host.name}]
    model_memory_limit: 1mb
    """.write(to: job, atomically: true, encoding: .utf8)
    let note = "model_memory_limit is kept by --mode live only"
    #expect(try harrier("hunt", log, "--jobs", job.path, "--color", "never").output.contains(note))
    let live = try harrier("hunt", log, "--jobs", job.path, "--mode", "live", "--color", "never")
    #expect(live.status == 0 && !live.output.contains(note))
  }

  @Test func `a live hunt scores anew where it is asked to, and hindsight does not`() throws {
    let log = try writeLog()
    let plain = try harrier("hunt", log, "--mode", "live", "--format", "ndjson")
    let anew = try harrier("hunt", log, "--mode", "live", "--renormalize", "--format", "ndjson")
    func scores(_ run: Run) throws -> [(first: Double, now: Double)] {
      try records(run).map { ($0.initialRecordScore, $0.scoreAlone) }
    }
    #expect(try scores(plain).allSatisfy { abs($0.first - $0.now) < 1e-9 })
    #expect(try records(plain).allSatisfy { $0.renormalization == nil })
    #expect(try scores(anew).contains { abs($0.first - $0.now) > 1e-6 })
    #expect(try scores(anew).map(\.first).sorted() == scores(plain).map(\.first).sorted())
    let refused = try harrier("hunt", log, "--renormalize")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("--renormalize is for --mode live"))
  }

  @Test func `two runs with a state are one run`() throws {
    let log = try writeLog()
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(
      separator: "\n", omittingEmptySubsequences: true)
    let first = folder.appendingPathComponent("a.ndjson").path
    let second = folder.appendingPathComponent("b.ndjson").path
    try (lines[..<500].joined(separator: "\n") + "\n").write(toFile: first, atomically: true, encoding: .utf8)
    try (lines[500...].joined(separator: "\n") + "\n").write(
      toFile: second, atomically: true, encoding: .utf8)
    let state = folder.appendingPathComponent("state").path
    let one = try harrier("hunt", first, "--state", state, "--format", "ndjson")
    let two = try harrier("hunt", second, "--state", state, "--format", "ndjson")
    let whole = try harrier(
      "hunt", first, second, "--state", folder.appendingPathComponent("other").path, "--format", "ndjson")
    func records(_ text: String) -> [Substring] { text.split(separator: "\n") }
    #expect(records(one.output) + records(two.output) == records(whole.output))
    #expect(!records(two.output).isEmpty)
  }

  @Test func `a file that grew is read on from where it ended`() throws {
    let log = try writeLog()
    let text = try String(contentsOfFile: log, encoding: .utf8)
    let lines = text.split(separator: "\n")
    try (lines[..<500].joined(separator: "\n") + "\n").write(toFile: log, atomically: true, encoding: .utf8)
    let state = folder.appendingPathComponent("state").path
    let one = try harrier("hunt", log, "--state", state, "--format", "ndjson")
    try text.write(toFile: log, atomically: true, encoding: .utf8)
    let two = try harrier("hunt", log, "--state", state, "--format", "ndjson")
    let again = try harrier("hunt", log, "--state", state, "--format", "ndjson")
    let whole = try harrier(
      "hunt", log, "--state", folder.appendingPathComponent("other").path, "--format", "ndjson")
    func records(_ text: String) -> [Substring] { text.split(separator: "\n") }
    #expect(records(one.output) + records(two.output) == records(whole.output))
    #expect(!records(two.output).isEmpty)
    #expect(records(again.output).isEmpty)
    #expect(again.status == 0)
  }

  @Test func `a hunt of some jobs leaves what others have learnt`() throws {
    let log = try writeLog()
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    let parts = try [lines[..<500], lines[500..<501], lines[501...]].enumerated().map { number, part in
      let path = folder.appendingPathComponent("\(number).ndjson").path
      try (part.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
      return path
    }
    let state = folder.appendingPathComponent("state").path
    let job = "windows_rare_process_all_hosts"
    _ = try harrier("hunt", parts[0], "--jobs", job, "--state", state)
    _ = try harrier("hunt", parts[1], "--jobs", "dns_tunneling", "--state", state)
    let last = try harrier("hunt", parts[2], "--jobs", job, "--state", state, "--format", "ndjson")
    let record = try #require(
      last.output.split(separator: "\n").first { $0.contains("evil.exe") })
    let seen = try RecordDecoder.record(from: String(record))
    // More buckets than the last part alone has before it.
    #expect((seen.totalBuckets ?? 0) > 900)
  }

  @Test func `a job that comes later reads what others have read, and they do not again`() throws {
    let log = try writeLog()
    let state = folder.appendingPathComponent("state").path
    let job = "windows_rare_process_all_hosts"
    let other = "windows_rare_process_by_host"
    let first = try harrier("hunt", log, "--jobs", job, "--state", state, "--format", "ndjson")
    let both = try harrier("hunt", log, "--jobs", job, other, "--state", state, "--format", "ndjson")
    let alone = try harrier(
      "hunt", log, "--jobs", other, "--state", folder.appendingPathComponent("other").path, "--format",
      "ndjson")
    #expect(first.output.contains(job))
    #expect(!both.output.isEmpty)
    // But for its standing: the first hunt has told of it already.
    #expect(try records(both).map(\.description) == records(alone).map(\.description))
    #expect(try records(both).map(\.initialRecordScore) == records(alone).map(\.initialRecordScore))
    let seen = try #require(records(both).first { $0.by?.value == "evil.exe" })
    #expect(seen.standing?.place == 2)
  }

  private func records(_ run: Run) throws -> [Record] {
    try run.output.split(separator: "\n").map { try RecordDecoder.record(from: String($0)) }
  }

  @Test func `a budget lets interim results through`() throws {
    let log = try writeLog()
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    let text = (lines[..<941].joined(separator: "\n") + "\n")
    try text.write(toFile: log, atomically: true, encoding: .utf8)
    let state = folder.appendingPathComponent("state").path
    let run = try harrier(
      "hunt", log, "--jobs", "windows_rare_process_all_hosts", "--state", state, "--interim", "--budget", "1",
      "--format", "ndjson")
    let told = run.output.split(separator: "\n").filter { $0.contains("evil.exe") }
    #expect(told.count == 1)
    #expect(told.allSatisfy { $0.contains("\"is_interim\":true") })
  }

  @Test func `an alert says why it is one, with a budget and without`() throws {
    let log = try writeLog()
    let out = folder.appendingPathComponent("alerts").path
    func reasons(_ options: String...) throws -> [String] {
      #expect(
        try run(["hunt", log, "--jobs", "windows_rare_process_all_hosts", "--out", out] + options).status == 0
      )
      return try String(contentsOfFile: "\(out)/alerts.ndjson", encoding: .utf8).split(separator: "\n").map {
        let alert = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        return try #require(alert?["threshold_reason"] as? String)
      }
    }
    let plain = try reasons()
    #expect(!plain.isEmpty && plain.allSatisfy { $0.contains("reaches the job's threshold") })
    let budget = try reasons("--budget", "5")
    #expect(
      !budget.isEmpty && budget.allSatisfy { $0.hasPrefix("score ") && $0.contains("5 a day asked for") })
  }

  @Test func `a file by another name is the same file`() throws {
    let log = try writeLog()
    let state = folder.appendingPathComponent("state").path
    let link = folder.appendingPathComponent("link.ndjson").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: log)
    let job = "windows_rare_process_all_hosts"
    let first = try harrier("hunt", log, "--jobs", job, "--state", state, "--format", "ndjson")
    let again = try harrier("hunt", link, "--jobs", job, "--state", state, "--format", "ndjson")
    #expect(!first.output.isEmpty)
    #expect(again.output.isEmpty)
  }

  @Test func `a file named by two paths is read once, and the summary says so`() throws {
    let log = try writeLog()
    let other = folder.path + "/./processes.ndjson"
    let job = "windows_rare_process_all_hosts"
    let once = try harrier("hunt", log, "--jobs", job, "--format", "ndjson")
    let twice = try harrier("hunt", log, other, "--jobs", job, "--format", "ndjson")
    #expect(twice.output == once.output && !once.output.isEmpty)
    let text = try harrier("hunt", log, other, "--jobs", job, "--color", "never")
    let words = text.output.replacing("\n  ", with: " ")
    #expect(words.contains("read once, though named more than once: \(other) is \(log)"))
  }

  @Test func `a hunt with nothing new leaves what an earlier one wrote`() throws {
    let log = try writeLog()
    let state = folder.appendingPathComponent("state").path
    let out = folder.appendingPathComponent("out").path
    _ = try harrier("hunt", log, "--state", state, "--out", out)
    let before = try Data(contentsOf: URL(fileURLWithPath: out + "/records.ndjson"))
    let again = try harrier("hunt", log, "--state", state, "--out", out)
    #expect(try Data(contentsOf: URL(fileURLWithPath: out + "/records.ndjson")) == before)
    #expect(!before.isEmpty)
    #expect(again.output.contains("nothing is new"))
    let fresh = folder.appendingPathComponent("fresh").path
    _ = try harrier("hunt", log, "--state", state, "--out", fresh)
    #expect(FileManager.default.fileExists(atPath: fresh + "/summary.json"))
  }

  @Test func `a window is told, with what was outside and why jobs were silent`() throws {
    let log = try writeLog()
    let job = "windows_rare_process_all_hosts"
    let out = folder.appendingPathComponent("out").path
    let run = try harrier(
      "hunt", log, "--jobs", job, "--from", "2026-01-10", "--to", "2026-01-14T12:00:00Z", "--out", out,
      "--color", "never")
    #expect(run.output.contains("Events from 2026-01-10 00:00 to 2026-01-14 11:45 UTC"))
    let window = "Asked for from 2026-01-10 00:00 to 2026-01-14 12:00 UTC: 528 events were outside"
    #expect(run.output.contains(window))
    let summary = try JSONDecoder().decode(
      RunSummary.self, from: Data(contentsOf: URL(fileURLWithPath: "\(out)/summary.json")))
    #expect(summary.eventsOutside == 528 && summary.windowFrom?.hasPrefix("2026-01-10T00:00:00") == true)
    let nothing = try harrier("hunt", log, "--jobs", job, "--from", "2027-01-01", "--color", "never")
    #expect(nothing.output.contains("  no event is in the time asked for: \(job)"))
    #expect(nothing.output.contains("Asked for from 2027-01-01 00:00 UTC: 960 events were outside"))
    #expect(!nothing.output.contains("Events from"))
  }

  @Test func `events that nobody asks for are told, and not where some jobs were chosen`() throws {
    let lines = (0..<3).map { "{\"@timestamp\":\"2026-01-05T09:0\($0):00Z\",\"labels.odd\":\"x\"}\n" }
    let log = folder.appendingPathComponent("odd.ndjson").path
    try lines.joined().write(toFile: log, atomically: true, encoding: .utf8)
    let all = try harrier("hunt", log).output.replacing("\n  ", with: " ")
    #expect(all.contains("no job asks for 3 events of ecs (NDJSON) in 1 file, such as"), "\(all)")
    let later = try harrier("hunt", log, "--from", "2026-01-05T09:01:00Z").output.replacing("\n  ", with: " ")
    #expect(later.contains("no job asks for 2 events of ecs"), "\(later)")
    let outside = try harrier("hunt", log, "--from", "2026-01-06")
    #expect(!outside.output.contains("no job asks"))
    #expect(try !harrier("hunt", log, "--jobs", "dns").output.contains("no job asks"))
  }

  @Test func `a job that has nothing but late events says so`() throws {
    let log = try writeLog()
    let late = folder.appendingPathComponent("late.ndjson").path
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    try (lines[..<10].joined(separator: "\n") + "\n").write(toFile: late, atomically: true, encoding: .utf8)
    let state = folder.appendingPathComponent("state").path
    let job = "windows_rare_process_all_hosts"
    _ = try harrier("hunt", log, "--jobs", job, "--state", state)
    let again = try harrier("hunt", log, "--jobs", job, "--state", state, "--color", "never")
    #expect(again.output.contains("  no event was read: \(job)"))
    let run = try harrier("hunt", late, "--jobs", job, "--state", state, "--color", "never")
    #expect(run.output.contains("  all of its 10 events came too late: \(job)"))
  }

  @Test func `a hunt that replaces the findings of another says so`() throws {
    let log = try writeLog()
    let out = folder.appendingPathComponent("out").path
    let job = "windows_rare_process_all_hosts"
    func hunt(_ options: String...) throws -> String {
      let arguments = ["hunt", log, "--jobs", job, "--out", out, "--color", "never"]
      return try run(arguments + options).output.replacing("\n  ", with: " ")
    }
    let note = "of an earlier hunt"
    #expect(try !hunt().contains(note))
    // The same once more is no other hunt.
    #expect(try !hunt().contains(note))
    let later = try hunt("--from", "2027-01-01")
    #expect(
      later.contains("Note: 1 record of an earlier hunt was replaced in \(out); another --out keeps them"))
    #expect(try !hunt().contains(note), "there was nothing to replace")
  }

  @Test func `usage is 1, unreadable input is 2, a grave finding is 3 on demand`() throws {
    let log = try writeLog()
    #expect(try harrier("hunt").status == 1)
    #expect(try harrier("hunt", log, "--budget", "0").status == 1)
    for (option, allowed) in [
      ("--latency", "0 to 31536000 seconds"), ("--top", "0 or more"), ("--budget", "a number above 0"),
      ("--threads", "1 to 1024"), ("--snapshots", "0 to 1000"), ("--checkpoint", "0 to 86400 seconds"),
      ("--year", "1970 to 2200"),
    ] {
      let run = try harrier("hunt", log, option, "-5")
      #expect(run.status == 1 && run.errors.contains("\(option) is \(allowed)"), "\(run.errors)")
    }
    #expect(try harrier("hunt", log, "--jobs", "no_such_job").status == 1)
    let missing = try harrier("hunt", "\(folder.path)/nothing.ndjson")
    #expect(missing.status == 2)
    #expect(missing.errors.contains("no such file"))
    #expect(try harrier("hunt", log, "--fail-on", "minor").status == 3)
    #expect(try harrier("hunt", log).status == 0)
  }

  @Test func `a damaged state names the file and what to do`() throws {
    let log = try writeLog()
    let state = folder.appendingPathComponent("bad")
    try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
    try Data("no state at all, but long enough to be one".utf8)
      .write(to: state.appendingPathComponent("state.harrier"))
    let run = try harrier("hunt", log, "--state", state.path)
    #expect(run.status == 1)
    #expect(run.errors.contains("state.harrier"))
    #expect(run.errors.contains("--state"))
  }

  @Test func `help has examples and every shell a completion`() throws {
    for command in [["--help"], ["hunt", "--help"], ["jobs", "--help"], ["simulate", "--help"]] {
      let help = try run(command)
      #expect(help.status == 0)
      #expect(help.output.contains("EXAMPLE"))
    }
    for shell in ["bash", "zsh", "fish"] {
      #expect(try harrier("--generate-completion-script", shell).output.contains("harrier"))
    }
  }

  @Test func `a simulation can be hunted`() throws {
    let logs = folder.appendingPathComponent("logs").path
    #expect(try harrier("simulate", "enterprise", "--hosts", "6", "--days", "2", "--out", logs).status == 0)
    let run = try harrier("hunt", logs, "--format", "csv")
    #expect(run.status == 0)
    #expect(try harrier("simulate", "--list").output.contains("nobelium"))
    #expect(try harrier("jobs", "list").output.contains("dns_tunneling"))
    #expect(try harrier("jobs", "show", "dns_tunneling").output.contains("registered_domain"))
  }
}
