import Foundation
import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// A detector's first event of all, after long silence.
struct WakingTests {
  private static let days = 16

  /// Two weeks and two days of programs on Windows hosts. On the last day somebody clears a log.
  private static let lines: [String] = {
    var random = TestRandom(seed: 5)
    var lines: [String] = []
    for hour in 0..<(days * 24) {
      for _ in 0..<6 {
        lines.append(
          line(
            hour, .random(in: 0..<0.9, using: &random), user: Int.random(in: 0..<20, using: &random), "editor"
          ))
      }
    }
    lines.append(line(days * 24 - 5, 0.95, user: 3, "wevtutil"))
    return lines.sorted()
  }()

  private static func line(_ hour: Int, _ part: Double, user: Int, _ program: String, os: String = "windows")
    -> String
  {
    TestLog.line(
      Double(TestLog.start) + (Double(hour) + part) * 3600,
      [("host.os.type", os), ("user.name", "user\(user)"), ("process.name", program)])
  }

  private static let programs = TestHunt.job(
    "programs", .init(function: "rare", by: "process.name"), query: "host.os.type: windows", bucket: 3600)
  private static let clearing = TestHunt.job(
    "clearing", .init(function: "rare", by: "user.name"),
    query: "host.os.type: windows and process.name: wevtutil", bucket: 3600)

  private func woken(_ records: [Record]) -> [Record] {
    records.filter { $0.explanation.anomalyType == .firstActivity }
  }

  private func hunt(
    _ lines: [String], jobs: [Job] = [programs, clearing], mode: HuntMode = .live
  ) throws -> [Record] {
    let folder = TestFolder()
    return try TestHunt.run([folder.write(lines: lines, as: "a.ndjson")], jobs: jobs, mode: mode).records
  }

  @Test func `the first event of all is worth twice the silence before it, and says of whom it is`() throws {
    let records = woken(try hunt(Self.lines))
    let record = try #require(records.first)
    #expect(records.count == 1)
    #expect(record.jobID == "clearing" && record.by?.value == "user3")
    // The source was heard from the end of the first hour.
    let silence = Double(Self.days * 24 - 5) * 3600
    #expect(abs(record.returnPeriodSeconds - 2 * silence) < 1)
    #expect(record.explanation.decidedBy == "silence")
    let again = 86_400 * exp(record.surprisal) / record.explanation.looksPerDay
    #expect(abs(again - record.returnPeriodSeconds) < 1)
    #expect(record.description == "the first of its kind in 16 days of such logs: user3")
    #expect(!record.events.isEmpty)
  }

  @Test func `a second event is not told as a first, nor what happens in the first week`() throws {
    let again = Self.lines + [Self.line(Self.days * 24 - 2, 0.5, user: 4, "wevtutil")]
    #expect(woken(try hunt(again.sorted())).count == 1)
    let early = Self.lines + [Self.line(4 * 24, 0.5, user: 3, "wevtutil")]
    #expect(woken(try hunt(early.sorted())).isEmpty)
  }

  @Test func `while its days are few a detector tells of somebody new by how seldom they are`() throws {
    let earlier = [(2, 4), (10, 5)].map { Self.line($0.0 * 24, 0.5, user: $0.1, "wevtutil") }
    let soonAgain = [Self.line(10 * 24 + 3, 0.5, user: 6, "wevtutil")]
    let record = try #require(woken(try hunt((Self.lines + earlier + soonAgain).sorted())).first)
    #expect(record.by?.value == "user5")
    #expect(record.description == "such a thing on 1 day only in 10 days of such logs, and never this: user5")
    // From the end of the first hour to the end of the record's.
    #expect(abs(record.returnPeriodSeconds - 10 * 86_400 / 1.5) < 1)
    // Whom it knows is no news.
    let known = [(2, 4), (10, 4)].map { Self.line($0.0 * 24, 0.5, user: $0.1, "wevtutil") }
    #expect(woken(try hunt((Self.lines + known).sorted())).map { $0.by?.value } == ["user3"])
  }

  @Test func `a source that is new itself says nothing`() throws {
    // Linux hosts begin to log on the last day; nobody had heard of any.
    let linux = (0..<8).map { Self.line((Self.days - 1) * 24 + $0, 0.5, user: $0, "bash", os: "linux") }
    let jobs = ["bash", "*"].enumerated().map { number, program in
      TestHunt.job(
        "linux\(number)", .init(function: "rare", by: "user.name"),
        query: "host.os.type: linux and process.name: \(program)", bucket: 3600)
    }
    let records = try hunt((Self.lines + linux).sorted(), jobs: [Self.programs, Self.clearing] + jobs)
    #expect(woken(records).map(\.jobID) == ["clearing"])
    // A job that names no kind of log cannot know whether it was deaf.
    let any = TestHunt.job(
      "any", .init(function: "rare", by: "user.name"), query: "process.name: wevtutil", bucket: 3600)
    #expect(woken(try hunt(Self.lines, jobs: [Self.programs, any])).isEmpty)
    let some = TestHunt.job(
      "some", .init(function: "rare", by: "user.name"), query: "host.os.type: * and process.name: wevtutil",
      bucket: 3600)
    let all = TestHunt.job(
      "all", .init(function: "rare", by: "process.name"), query: "host.os.type: *", bucket: 3600)
    #expect(woken(try hunt(Self.lines, jobs: [all, some])).isEmpty)
  }

  @Test func `a category that a log has never had is a first, not another log`() throws {
    let accounts = TestHunt.job(
      "accounts", .init(function: "rare", by: "user.name"),
      query: "host.os.type: windows and event.category: iam", bucket: 3600)
    let change = TestLog.line(
      Double(TestLog.start) + Double(Self.days * 24 - 6) * 3600,
      [
        ("host.os.type", "windows"), ("user.name", "user7"), ("process.name", "net"),
        ("event.category", "iam"),
      ])
    let records = woken(try hunt((Self.lines + [change]).sorted(), jobs: [Self.programs, accounts]))
    #expect(records.map(\.jobID) == ["accounts"])
  }

  @Test func `a log that has names that were asked for is one of DNS, whatever it calls itself`() throws {
    func question(_ hour: Double, _ source: Int, _ name: String) -> String {
      TestLog.line(
        Double(TestLog.start) + hour * 3600,
        [("source.ip", "192.0.2.\(source)"), ("dns.question.name", name)])
    }
    var lines = (0..<(Self.days * 48)).map { question(Double($0) / 2, $0 % 20, "www.example.com") }
    lines.append(question(Double(Self.days * 24) - 4.6, 3, "pool.example.net"))
    let pool = TestHunt.job(
      "pool", .init(function: "rare", by: "source.ip"),
      query: "dns.question.name: * and dns.question.name: pool.*", bucket: 3600)
    let names = TestHunt.job(
      "names", .init(function: "rare", by: "dns.question.name", partition: "source.ip"),
      query: "dns.question.name: *", bucket: 3600)
    let records = woken(try hunt(lines.sorted(), jobs: [names, pool]))
    #expect(records.map(\.jobID) == ["pool"])
    // Nobody else heard a name.
    #expect(woken(try hunt(lines.sorted(), jobs: [pool])).isEmpty)
  }

  @Test func `a data set that is heard has the fields that only its rare records show`() throws {
    func change(_ hour: Double, _ action: String, _ more: [(String, String)] = []) -> String {
      TestLog.line(
        Double(TestLog.start) + hour * 3600,
        [
          ("event.dataset", "example.audit"), ("host.os.type", "linux"),
          ("user.name", "user\(Int(hour) % 20)"),
          ("event.action", action),
        ] + more)
    }
    var lines = (0..<(Self.days * 48)).map { change(Double($0) / 2, "read") }
    lines.append(change(Double(Self.days * 24) - 4.6, "grant", [("role.name", "owner")]))
    func jobs(_ query: String) -> [Job] {
      [
        TestHunt.job(
          "acts", .init(function: "rare", by: "event.action", partition: "user.name"), query: query,
          bucket: 3600),
        TestHunt.job(
          "roles", .init(function: "rare", by: "role.name"), query: query + " and role.name: *",
          needs: ["role.name"],
          bucket: 3600),
      ]
    }
    #expect(
      woken(try hunt(lines.sorted(), jobs: jobs("event.dataset: example.audit"))).map(\.jobID) == ["roles"])
    // Of a kind that many logs share nobody knows whether it had the field.
    #expect(woken(try hunt(lines.sorted(), jobs: jobs("host.os.type: linux"))).isEmpty)
  }

  @Test func `another provider in a log is no other log, and who asks for a field has heard it`() throws {
    func event(_ hour: Double, _ more: [(String, String)]) -> String {
      TestLog.line(
        Double(TestLog.start) + hour * 3600,
        [("host.os.type", "linux"), ("user.name", "user\(Int(hour) % 20)")] + more)
    }
    let last = Double(Self.days * 24) - 4.6
    var lines = (0..<(Self.days * 48)).map {
      event(Double($0) / 2, [("event.provider", "object-store"), ("file.path", "/srv/data/\($0 % 9)")])
    }
    lines.append(event(last, [("event.provider", "key-store"), ("file.path", "/etc/cron.d/x")]))
    let writers = TestHunt.job(
      "writers", .init(function: "rare", by: "user.name"),
      query: "host.os.type: linux and file.path: /srv/*", needs: ["user.name"], bucket: 3600)
    let keys = TestHunt.job(
      "keys", .init(function: "rare", by: "user.name"),
      query: "host.os.type: linux and event.provider: key-store", needs: ["user.name"], bucket: 3600)
    let tables = TestHunt.job(
      "tables", .init(function: "rare", by: "file.name"),
      query: "host.os.type: linux and file.path: /etc/cron*", needs: ["file.name"], bucket: 3600)
    let records = woken(try hunt(lines.sorted(), jobs: [writers, keys, tables]))
    #expect(Set(records.map(\.jobID)) == ["keys", "tables"])
  }

  @Test func `in hindsight what happens within one day only is told, at the first of it`() throws {
    let again = (Self.lines + [Self.line(3 * 24, 0.5, user: 4, "certutil")]).sorted()
    let early = TestHunt.job(
      "early", .init(function: "rare", by: "user.name"),
      query: "host.os.type: windows and process.name: certutil", bucket: 3600)
    let records = woken(try hunt(again, jobs: [Self.programs, Self.clearing, early], mode: .hindsight))
    #expect(Set(records.map(\.jobID)) == ["clearing", "early"])
    #expect(
      records.allSatisfy { $0.description.hasPrefix("such a thing only here in 16 days of such logs: user") })
    let twice = (again + [Self.line(9 * 24, 0.5, user: 4, "certutil")]).sorted()
    let rest = woken(try hunt(twice, jobs: [Self.programs, Self.clearing, early], mode: .hindsight))
    #expect(rest.map(\.jobID) == ["clearing"])
    let others = (again + [Self.line(9 * 24, 0.5, user: 5, "certutil")]).sorted()
    let all = woken(try hunt(others, jobs: [Self.programs, Self.clearing, early], mode: .hindsight))
    #expect(all.map { $0.by?.value } == ["user3", "user4", "user5"])
    #expect(
      all[2].description == "such a thing on 2 days only in 16 days of such logs, this on one of them: user5")
  }

  @Test func `a few days are the same for any cut`() throws {
    let earlier = [(2, 4), (9, 4)].map { Self.line($0.0 * 24, 0.5, user: $0.1, "wevtutil") }
    let lines = (Self.lines + earlier).sorted()
    let one = woken(try hunt(lines)).map(\.withoutPlaces)
    #expect(one.map { $0.by?.value } == ["user3"])
    for part in [0.3, 0.6, 0.8, 0.9] {
      let (before, after) = try TestHunt.inTwo(
        lines, at: Int(part * Double(lines.count)), jobs: [Self.programs, Self.clearing], in: TestFolder())
      #expect(woken(before.records + after.records).map(\.withoutPlaces) == one)
    }
  }

  @Test func `the same for any cut, and a job that joins later has not watched`() throws {
    let folder = TestFolder()
    let jobs = [Self.programs, Self.clearing]
    let one = try hunt(Self.lines).map(\.withoutPlaces)
    let middle = Self.lines.count - 40
    let (before, after) = try TestHunt.inTwo(Self.lines, at: middle, jobs: jobs, in: folder)
    let split = (before.records + after.records).map(\.withoutPlaces)
    #expect(split.count == one.count && Set(split) == Set(one))
    #expect(woken(after.records).count == 1)
    let first = try folder.write(lines: Array(Self.lines[..<middle]), as: "b.ndjson")
    let second = try folder.write(lines: Array(Self.lines[middle...]), as: "c.ndjson")
    let without = try TestHunt.run([first], jobs: [Self.programs], keepsOpen: true)
    let joined = try TestHunt.run([second], jobs: jobs, state: without.state)
    #expect(woken(joined.records).isEmpty)
  }

  @Test(arguments: [HuntMode.live, .hindsight])
  func `years without logs are no silence`(mode: HuntMode) throws {
    // One line of five years ago, as a capture with a wrong clock has it.
    let stray = Self.line(-5 * 365 * 24, 0.5, user: 1, "editor")
    let records = woken(try hunt([stray] + Self.lines, mode: mode))
    let record = try #require(records.first)
    let watched = Double(Self.days + 8) * 86_400
    #expect(record.returnPeriodSeconds < 2 * watched && record.returnPeriodSeconds > watched)
    // Cut behind the stray line, what was heard is known from the state.
    guard mode == .live else { return }
    let (before, after) = try TestHunt.inTwo(
      [stray] + Self.lines, at: 40, jobs: [Self.programs, Self.clearing], in: TestFolder())
    #expect(woken(before.records + after.records).map(\.withoutPlaces) == records.map(\.withoutPlaces))
  }

  @Test func `the open bucket tells of it, too`() throws {
    let folder = TestFolder()
    let path = try folder.write(
      lines: Self.lines.filter { $0 <= Self.lines[Self.lines.count - 20] }, as: "a.ndjson")
    let clears = Self.line(Self.days * 24 - 3, 0.99, user: 3, "wevtutil")
    let last = try folder.write(lines: [clears], as: "b.ndjson")
    var options = HuntOptions(jobs: [Self.programs, Self.clearing], threads: 1, keepsOpen: true, mode: .live)
    options.tellsInterim = true
    let outcome = try Hunt(options).run([path, last])
    #expect(woken(outcome.interim).count + woken(outcome.records).count == 1)
  }
}
