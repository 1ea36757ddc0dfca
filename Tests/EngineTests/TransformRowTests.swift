import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierTesting
import Testing

/// The house's transforms on a few lines each: the rows as they are written.
struct TransformRowTests {
  private func rows(_ id: String, _ events: [(Double, [(String, String)])], threads: Int = 2) throws
    -> [String]
  {
    let folder = TestFolder()
    let lines = events.map { TestLog.line(Double(TestLog.start) + $0.0, $0.1) }
    let path = try folder.write(lines: lines, as: "log.ndjson")
    let asking = TestHunt.job("rows", .init(function: "count"), query: "event.dataset: harrier.\(id)")
    var options = HuntOptions(jobs: [asking], threads: threads)
    options.keepsRows = true
    return try withExtendedLifetime(folder) { try Hunt(options).run([path]).rows }
  }

  @Test func `a remote desktop session has its length, its processes and their command lines`() throws {
    func start(_ name: String, _ line: String) -> [(String, String)] {
      [
        ("event.category", "process"), ("host.name", "srv1"), ("host.ip", "192.0.2.9"), ("user.name", "eva"),
        ("process.name", name), ("process.command_line", line),
        ("process.Ext.session_info.client_address", "198.51.100.7"),
        ("process.Ext.session_info.logon_type", "RemoteInteractive"),
        ("process.Ext.authentication_id", "0x9"),
      ]
    }
    let found = try rows(
      "rdp_session",
      [
        (3600, start("explorer.exe", "explorer")), (9000, start("cmd.exe", "cmd /c x")),
        (9060, start("cmd.exe", "cmd /c \"y\"")),
      ])
    let fields =
      #""host.name":"srv1","user.name":"eva","source.ip":"198.51.100.7","winlog.logon.id":"0x9","destination.ip":["192.0.2.9"],"#
    #expect(
      found == [
        #"{"@timestamp":"2026-01-05T01:00:00.000000000Z","event.dataset":"harrier.rdp_session","event.start":"2026-01-05T01:00:00.000000000Z","event.end":"2026-01-05T01:00:00.000000000Z","event.type":"start","#
          + fields
          + #""harrier.session.duration_seconds":0,"harrier.session.process_count":1,"harrier.session.distinct_processes":1,"harrier.session.command_line_bytes":8,"harrier.session.mean_command_line_bytes":8}"#,
        #"{"@timestamp":"2026-01-05T06:31:00.000000000Z","event.dataset":"harrier.rdp_session","event.start":"2026-01-05T01:00:00.000000000Z","event.end":"2026-01-05T02:31:00.000000000Z","event.type":"end","#
          + fields
          + #""harrier.session.duration_seconds":5460,"harrier.session.process_count":3,"harrier.session.distinct_processes":2,"harrier.session.command_line_bytes":26,"harrier.session.mean_command_line_bytes":8.666666666666666}"#,
      ])
  }

  @Test func `a session of the SSH server goes from its log-in to its end`() throws {
    func line(_ action: String, _ more: [(String, String)] = []) -> [(String, String)] {
      [("host.name", "web1"), ("process.name", "sshd"), ("process.pid", "4711"), ("event.action", action)]
        + more
    }
    let found = try rows(
      "ssh_session",
      [
        (
          0,
          line(
            "ssh_login", [("user.name", "root"), ("source.ip", "203.0.113.5"), ("event.outcome", "success")])
        ),
        (7300, line("session_closed")),
      ])
    #expect(found.count == 2)
    #expect(found[1].contains(#""harrier.session.duration_seconds":7300"#))
    #expect(
      found[1].contains(
        #""user.name":["root"],"source.ip":["203.0.113.5"],"event.action":["session_closed","ssh_login"]"#))
  }

  @Test func `an identity's hour has its addresses and countries`() throws {
    func sign(_ ip: String, _ country: String) -> [(String, String)] {
      [
        ("event.dataset", "okta.system"), ("event.outcome", "success"),
        ("event.action", "user.session.start"),
        ("user.name", "eva"), ("source.ip", ip), ("source.geo.country_name", country),
      ]
    }
    let found = try rows(
      "identity_session",
      [
        (60, sign("192.0.2.1", "Laputa")), (600, sign("198.51.100.2", "Utopia")),
        (4000, sign("192.0.2.1", "Laputa")),
      ])
    #expect(found.count == 2)
    #expect(
      found[0].contains(
        #""user.name":"eva","service.name":"okta.system","source.ip":["192.0.2.1","198.51.100.2"],"source.geo.country_name":["Laputa","Utopia"]"#
      ))
    #expect(found[0].contains(#""harrier.session.address_count":2,"harrier.session.country_count":2"#))
    #expect(found[1].contains(#""harrier.session.address_count":1,"harrier.session.country_count":1"#))
  }

  @Test func `each privilege of a list is a row`() throws {
    let list = "SeDebugPrivilege   SeBackupPrivilege SeDebugPrivilege"
    let found = try rows(
      "privilege",
      [
        (
          5,
          [
            ("event.code", "4672"), ("user.name", "eva"), ("host.name", "pc"),
            ("winlog.event_data.PrivilegeList", list),
          ]
        ),
        (6, [("event.code", "4624"), ("user.name", "eva"), ("winlog.event_data.PrivilegeList", list)]),
      ])
    #expect(found.count == 2)
    #expect(
      found.contains {
        $0.contains(
          #""harrier.privilege":"SeBackupPrivilege","event.code":"4672","harrier.privilege_count":1"#)
      })
    #expect(
      found.contains {
        $0.contains(
          #""harrier.privilege":"SeDebugPrivilege","event.code":"4672","harrier.privilege_count":1"#)
      })
  }

  @Test func `bytes to one outside destination add up; inside and internal ones do not count`() throws {
    func sent(_ to: String, _ bytes: String, _ direction: String = "outbound") -> [(String, String)] {
      [
        ("event.category", "network"), ("network.direction", direction), ("source.ip", "10.1.2.3"),
        ("destination.ip", to), ("destination.port", "443"), ("source.bytes", bytes),
      ]
    }
    let found = try rows(
      "sent_bytes",
      [
        (1, sent("203.0.113.9", "1000")), (2, sent("203.0.113.9", "250")), (3, sent("10.9.9.9", "7")),
        (4, sent("203.0.113.9", "0")), (5, sent("203.0.113.9", "99", "inbound")),
      ])
    #expect(found.count == 1)
    #expect(found[0].contains(#""source.bytes":1250,"harrier.connection_count":2"#))
  }

  // MARK: Ancestors

  private static func start(_ name: String, _ id: String, parent: String, _ parentID: String) -> [(
    String, String
  )] {
    [
      ("event.category", "process"), ("event.type", "start"), ("host.name", "pc"), ("process.name", name),
      ("process.pid", id), ("process.parent.name", parent), ("process.parent.pid", parentID),
    ]
  }

  private func lineages(_ events: [(Double, [(String, String)])], threads: Int = 2) throws -> [String] {
    try rows("process_lineage", events, threads: threads).map { row in
      String(row.firstMatch(of: /"harrier.process.lineage":"([^"]*)"/)!.output.1)
    }.sorted()
  }

  @Test func `a process bears the names of its ancestors, whatever bucket they started in`() throws {
    let events: [(Double, [(String, String)])] = [
      (0, Self.start("services.exe", "10", parent: "wininit.exe", "5")),
      (4000, Self.start("cmd.exe", "20", parent: "services.exe", "10")),
      (4000, Self.start("powershell.exe", "30", parent: "cmd.exe", "20")),
      (9000, Self.start("whoami.exe", "40", parent: "powershell.exe", "30")),
      // Another process has the id now: its children have nothing to do with the first.
      (9100, Self.start("word.exe", "20", parent: "explorer.exe", "7")),
      (9200, Self.start("calc.exe", "50", parent: "word.exe", "20")),
      // Of what was started before, its own name is known.
      (9300, Self.start("mail.exe", "60", parent: "explorer.exe", "7")),
    ]
    let expected = [
      "explorer.exe > mail.exe", "explorer.exe > word.exe", "explorer.exe > word.exe > calc.exe",
      "services.exe > cmd.exe > powershell.exe > whoami.exe", "wininit.exe > services.exe",
      "wininit.exe > services.exe > cmd.exe", "wininit.exe > services.exe > cmd.exe > powershell.exe",
    ].map { $0 == "services.exe > cmd.exe > powershell.exe > whoami.exe" ? "wininit.exe > " + $0 : $0 }
    for threads in [1, 3] { #expect(try lineages(events, threads: threads) == expected.sorted()) }
    // Within a moment, the order of lines says nothing.
    var swapped = events
    swapped.swapAt(1, 2)
    #expect(try lineages(swapped) == expected.sorted())
  }

  @Test func `circles end, and long lines keep the nearest names`() throws {
    let circle = [
      (0.0, Self.start("a", "1", parent: "b", "2")), (0.0, Self.start("b", "2", parent: "a", "1")),
      (5.0, Self.start("c", "1", parent: "c", "1")),
    ]
    #expect(try lineages(circle).count == 3)
    let chain = (1...9).map { (Double($0), Self.start("p\($0)", "\($0)", parent: "p\($0 - 1)", "\($0 - 1)")) }
    #expect(try lineages(chain).contains("p5 > p6 > p7 > p8 > p9"))
  }

  @Test func `a domain's age counts from its first sighting here`() throws {
    func ask(_ domain: String) -> [(String, String)] {
      [
        ("dns.question.name", "www.\(domain)"), ("dns.question.registered_domain", domain),
        ("source.ip", "10.0.0.1"),
      ]
    }
    let day = 86_400.0
    let found = try rows(
      "domain_age",
      [(0, ask("old.example")), (8 * day, ask("old.example")), (8 * day + 1, ask("new.example"))])
    #expect(found.count == 3)
    #expect(
      found.contains {
        $0.contains(#""dns.question.registered_domain":"old.example""#)
          && $0.contains(#""harrier.dns.domain_age_days":8,"harrier.dns.history_days":8"#)
      })
    #expect(
      found.contains {
        $0.contains(#""dns.question.registered_domain":"new.example""#)
          && $0.contains(#""harrier.dns.domain_age_days":0,"harrier.dns.history_days":8"#)
      })
  }

  @Test func `a program's age and its file's part where the file changes`() throws {
    func start(_ name: String, _ hash: String) -> [(String, String)] {
      [
        ("event.category", "process"), ("event.type", "start"), ("host.os.type", "windows"),
        ("host.name", "pc"), ("process.name", name), ("process.hash.sha256", hash),
        ("process.executable", #"C:\Windows\System32\"# + name),
      ]
    }
    let day = 86_400.0
    let found = try rows(
      "program_file",
      [
        (0, start("sethc.exe", "aa")), (0, start("cmd.exe", "bb")), (8 * day, start("sethc.exe", "aa")),
        // The other program's file under this one's name.
        (9 * day, start("sethc.exe", "bb")), (9 * day, start("new.exe", "cc")),
      ])
    #expect(found.count == 5)
    func has(_ file: String, _ age: Int, _ fileAge: Int) -> Bool {
      found.contains {
        $0.contains("\"harrier.process.file\":\"\(file)\"")
          && $0.contains("\"harrier.program.age_days\":\(age)")
          && $0.contains("\"harrier.program.file_age_days\":\(fileAge)")
      }
    }
    #expect(has("sethc.exe aa", 8, 8), "\(found)")
    #expect(has("sethc.exe bb", 9, 0), "\(found)")
    #expect(has("new.exe cc", 0, 0), "\(found)")
  }

  // MARK: Hostile input

  @Test func `values that are no words of ours stay values`() throws {
    let nasty = "a\\\"b\\u0001\\u001f\\ud83d\\ude00"
    let folder = TestFolder()
    let path = try folder.write(
      """
      {"@timestamp":"2026-01-05T00:00:00Z","event.code":"4672","user.name":"\(nasty)","winlog.event_data.PrivilegeList":["Se A","Se B"]}
      {"@timestamp":"1680-01-02T00:00:00Z","event.code":"4672","user.name":"x","winlog.event_data.PrivilegeList":"SeX"}

      """, as: "log.ndjson")
    let asking = TestHunt.job(
      "rows", .init(function: "rare", by: "harrier.privilege"), query: "event.dataset: harrier.privilege")
    var options = HuntOptions(jobs: [asking], threads: 1)
    options.keepsRows = true
    let outcome = try Hunt(options).run([path])
    #expect(outcome.rejected.map(\.reason) == [])
    #expect(outcome.rows.contains { $0.contains(#""harrier.privilege":"Se A""#) })
    #expect(outcome.rows.contains { $0.contains(#"["a\"b\u0001","😀"]"#) })
    #expect(outcome.jobs[0].events == outcome.rows.count)
  }
}
