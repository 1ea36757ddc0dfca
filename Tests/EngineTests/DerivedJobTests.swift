import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// The catalogue's jobs of rows: each finds what it was made for in three weeks of ordinary work, and says nothing
/// without it.
struct DerivedJobTests {
  typealias Events = [(time: Double, fields: [(String, String)])]

  struct Scenario: Sendable, CustomTestStringConvertible {
    var jobs: [String]
    var quiet: @Sendable () -> Events
    var attack: @Sendable () -> Events
    var testDescription: String { jobs.joined(separator: ", ") }
  }

  private static let day = 86_400.0
  /// The attack's day.
  private static let last = 19 * day

  /// Something for each of some people at each working hour of three weeks, sometimes.
  private static func work(
    _ people: Int, share: Double = 0.7, seed: UInt64, _ make: (Int, Double, inout TestRandom) -> Events
  ) -> Events {
    var random = TestRandom(seed: seed)
    var events: Events = []
    for hour in 0..<(21 * 24) where (8..<18).contains(hour % 24) {
      for person in 0..<people where random.uniform() < share {
        events += make(person, Double(hour) * 3600 + random.uniform() * 3000, &random)
      }
    }
    return events
  }

  // MARK: Scenes

  private static func process(_ host: String, _ name: String, _ id: Int, _ parent: String, _ parentID: Int)
    -> [(String, String)]
  {
    [
      ("event.category", "process"), ("event.type", "start"), ("host.name", host), ("user.name", "u-\(host)"),
      ("process.name", name), ("process.pid", String(id)), ("process.parent.name", parent),
      ("process.parent.pid", String(parentID)),
    ]
  }

  private static func program(_ host: String, _ name: String, _ hash: String) -> [(String, String)] {
    [
      ("event.category", "process"), ("event.type", "start"), ("host.os.type", "windows"),
      ("host.name", host), ("user.name", "u-\(host)"), ("process.name", name),
      ("process.executable", #"C:\Windows\System32\"# + name), ("process.hash.sha256", hash),
    ]
  }

  private static func privileges(_ user: String, _ list: String) -> [(String, String)] {
    [
      ("event.code", "4672"), ("host.name", "pc-\(user)"), ("user.name", user),
      ("winlog.event_data.PrivilegeList", list),
    ]
  }

  private static func signIn(_ user: String, _ address: String, _ country: String) -> [(String, String)] {
    [
      ("event.dataset", "okta.system"), ("event.category", "authentication"), ("event.outcome", "success"),
      ("event.action", "user.session.start"), ("user.name", user), ("source.ip", address),
      ("source.geo.country_name", country),
    ]
  }

  private static func question(_ name: String, _ domain: String) -> [(String, String)] {
    [
      ("event.category", "network"), ("dns.question.name", "\(name).\(domain)"),
      ("dns.question.registered_domain", domain), ("source.ip", "10.0.0.4"), ("host.name", "pc4"),
    ]
  }

  private static func sent(_ host: Int, _ to: String, _ bytes: Int) -> [(String, String)] {
    [
      ("event.category", "network"), ("network.direction", "outbound"), ("host.name", "pc\(host)"),
      ("process.name", "browser.exe"), ("source.ip", "10.0.0.\(host)"), ("destination.ip", to),
      ("destination.port", "443"), ("source.bytes", String(bytes)),
    ]
  }

  private static func ssh(_ host: String, _ pid: Int, _ user: String, from: String) -> [(String, String)] {
    [
      ("host.name", host), ("process.name", "sshd"), ("process.pid", String(pid)), ("user.name", user),
      ("source.ip", from), ("event.action", "ssh_login"), ("event.outcome", "success"),
    ]
  }

  static let scenarios = [
    Scenario(
      jobs: ["rare_process_lineage", "rare_process_lineage_for_host"],
      quiet: {
        work(6, seed: 1) { host, time, random in
          let id = Int(random.next() % 1_000_000) * 4
          return [
            (time, process("h\(host)", "terminal.exe", id, "explorer.exe", 4)),
            (time + 5, process("h\(host)", "cmd.exe", id + 1, "terminal.exe", id)),
            (time + 9, process("h\(host)", "whoami.exe", id + 2, "cmd.exe", id + 1)),
            (time + 20, process("h\(host)", "winword.exe", id + 3, "explorer.exe", 4)),
          ]
        }
      },
      attack: {
        [
          (last + 36_000, process("h2", "winword.exe", 3, "explorer.exe", 4)),
          (last + 36_060, process("h2", "cmd.exe", 5, "winword.exe", 3)),
          (last + 36_070, process("h2", "whoami.exe", 7, "cmd.exe", 5)),
        ]
      }),
    Scenario(
      jobs: ["windows_rare_privilege_of_user"],
      quiet: {
        work(8, seed: 2) { user, time, _ in
          let rights = user < 2 ? "SeDebugPrivilege SeBackupPrivilege" : "SeBackupPrivilege"
          return [(time, privileges("u\(user)", rights))]
        }
      },
      attack: { [(last + 40_000, privileges("u5", "SeBackupPrivilege SeTcbPrivilege"))] }),
    Scenario(
      jobs: ["okta_high_concurrent_sessions", "identity_many_addresses_at_a_time"],
      quiet: {
        work(12, share: 0.95, seed: 3) { user, time, _ in
          // Four of them live on a border and have two networks.
          let isAbroad = user < 4
          return [(time, signIn("u\(user)", "192.0.2.\(user)", "Laputa"))]
            + (isAbroad ? [(time + 100, signIn("u\(user)", "198.51.100.\(user)", "Utopia"))] : [])
        }
      },
      attack: {
        (0..<24).map {
          (
            last + 36_000 + Double($0) * 100,
            signIn("u1", "203.0.113.\($0)", $0 % 2 == 0 ? "Utopia" : "Lilliput")
          )
        }
      }),
    Scenario(
      jobs: ["dns_busy_young_domain", "dns_many_names_of_young_domain"],
      quiet: {
        work(3, seed: 4) { _, time, random in
          let isNew = random.uniform() < 0.5
          let domain = isNew ? "new\(random.next() % 1_000_000).example" : "old\(random.next() % 9).example"
          return (0..<Int(1 + random.next() % 4)).map {
            (time + Double($0), question("www\($0 % 2)", domain))
          }
        }
      },
      attack: {
        (0..<900).map { (last + 36_000 + Double($0) * 3, question("m\($0)", "call-home.example")) }
      }),
    Scenario(
      jobs: ["sent_much_to_one_destination", "sent_in_many_connections"],
      quiet: {
        work(6, share: 0.9, seed: 5) { host, time, random in
          (0..<6).map { number in
            let bytes = 15_000 + Int(random.next() % 10_000)
            return (time + Double(number), sent(host + 1, "203.0.113.\(number / 2)", bytes))
          }
        }
      },
      attack: { (0..<600).map { (last + 36_000 + Double($0) * 5, sent(3, "198.51.100.77", 50_000)) } }),
    Scenario(
      jobs: ["c2_low_variation_of_bytes"],
      quiet: {
        work(6, share: 0.9, seed: 7) { host, time, random in
          let page = "203.0.113.\(20 + random.next() % 40)"
          let sizes = (0..<12).map { _ in 400 + Int(random.next() % 9_000) }
          // A poller; pages; and two connections of one size, which say nothing.
          return (0..<12).map { (time + Double($0), sent(host + 1, "203.0.113.9", 512)) }
            + (0..<12).map { (time + Double($0), sent(host + 1, page, sizes[$0])) }
            + (0..<2).map { (time + Double($0), sent(host + 1, "192.0.2.\(random.next() % 200)", 700)) }
        }
      },
      attack: { (0..<1440).map { (last + Double($0) * 60, sent(3, "198.51.100.77", 512)) } }),
    Scenario(
      jobs: ["windows_rare_hash_of_program"],
      quiet: {
        work(6, seed: 8) { host, time, random in
          // A browser that is updated every other day, and new programs all the time.
          [
            (time, program("h\(host)", "chrome.exe", "c\(Int(time / 172_800))")),
            (time, program("h\(host)", "p\(random.next() % 20).exe", "f")),
            (time, program("h\(host)", "n\(random.next() % 100_000).exe", "g")),
            (time, program("h\(host)", "sethc.exe", "old")),
          ]
        }
      },
      attack: { [(last + 36_000, program("h2", "sethc.exe", "other"))] }),
    Scenario(
      jobs: ["ssh_long_session", "ssh_rare_source_of_user"],
      quiet: {
        work(5, seed: 6) { user, time, random in
          let id = Int(random.next() % 4_000_000)
          let line = ssh("srv", id, "u\(user)", from: "10.0.0.\(user)")
          return [(time, line), (time + 60 + random.uniform() * 600, line)]
        }
      },
      attack: {
        let line = ssh("srv", 5_000_000, "u2", from: "10.0.0.99")
        return (0...20).map { (last + 36_000 + Double($0) * 3600, line) }
      }),
  ]

  private func worst(_ events: Events, _ ids: [String]) throws -> [String: Record] {
    let folder = TestFolder()
    let lines = events.sorted { $0.time < $1.time }
      .map { TestLog.line(Double(TestLog.start) + $0.time, $0.fields) }
    let path = try folder.write(lines: lines, as: "log.ndjson")
    let jobs = try JobCatalogue.select(ids)
    let records = try withExtendedLifetime(folder) {
      try Hunt(HuntOptions(jobs: jobs, threads: 2)).run([path]).records
    }
    return Dictionary(grouping: records, by: \.jobID).mapValues { found in
      found.max { $0.recordScore < $1.recordScore }!
    }
  }

  @Test(arguments: scenarios)
  func `each finds its attack, and its twin is silent`(scenario: Scenario) throws {
    let quiet = scenario.quiet()
    let attacked = try worst(quiet + scenario.attack(), scenario.jobs)
    let twin = try worst(quiet, scenario.jobs)
    for id in scenario.jobs {
      let record = try #require(attacked[id], "\(id) finds nothing")
      #expect(record.recordScore >= 50, "\(id): \(record.recordScore) \(record.description)")
      let day = record.timestamp.seconds - TestLog.start
      #expect(
        (Int64(Self.last)..<Int64(Self.last + 3 * Self.day)).contains(day), "\(id): \(record.description)")
      // Once in three weeks something of 50 to 75 turns up by chance: that is what the scores mean.
      let chance = twin[id]?.recordScore ?? 0
      #expect(chance < 75 && chance < record.recordScore - 10, "\(id): \(twin[id]?.description ?? "")")
    }
  }
}
