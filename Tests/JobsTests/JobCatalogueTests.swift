import Foundation
import HarrierQuery
import Testing

@testable import HarrierJobs

struct JobCatalogueTests {
  static let jobs = JobCatalogue.all

  @Test func `the catalogue loads, by id`() {
    #expect(Self.jobs.count >= 740)
    #expect(Self.jobs.map(\.id) == Self.jobs.map(\.id).sorted())
    #expect(
      JobCatalogue.packs == [
        "cloud-aws", "cloud-azure", "cloud-gcp", "command-and-control", "data-store", "discovery", "dns",
        "exfiltration", "identity", "impact", "kubernetes", "lateral-movement", "linux",
        "living-off-the-land", "macos",
        "network", "persistence", "privileged-access", "saas", "web", "windows",
      ])
  }

  /// If this fails, run `make catalogue`.
  @Test func `table and page are made of the files as they are`() throws {
    let jobs = try JobCatalogue.load(from: JobCatalogue.folder)
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for (path, text) in [
      ("Sources/Jobs/Tables/catalogue.tsv", CatalogueTable.text(jobs)),
      ("docs/Catalogue.md", CatalogueDocument.text(jobs.map(\.job))),
    ] {
      let stored = try String(contentsOf: root.appending(path: path), encoding: .utf8)
      #expect(stored == text, "\(path) is stale: run “make catalogue”")
    }
  }

  @Test func `the table says what the files say`() throws {
    #expect(try JobCatalogue.load(from: JobCatalogue.folder).map(\.job) == Self.jobs)
  }

  @Test func `no name is given twice`() {
    let names = Self.jobs.flatMap { [$0.id] + $0.aliases } + JobCatalogue.packs
    let twice = Dictionary(grouping: names, by: \.self).filter { $1.count > 1 }.keys.sorted()
    #expect(twice.isEmpty, "\(twice)")
  }

  @Test func `no two jobs look for the same`() throws {
    let meanings = try Dictionary(grouping: Self.jobs, by: meaning).values.filter { $0.count > 1 }
    #expect(meanings.isEmpty, "\(meanings.map { $0.map(\.id) })")
    #expect(Set(Self.jobs.map(\.title)).count == Self.jobs.count)
    #expect(Set(Self.jobs.map(\.why)).count == Self.jobs.count)
  }

  /// Functions and fields in any order, the query without regard to order, case and layout, and the bucket.
  private func meaning(_ job: Job) throws -> String {
    let detectors = job.detectors.map {
      "\($0.function) \($0.field ?? "") \($0.by ?? "") \($0.over ?? "") \($0.partition ?? "")"
    }
    return try "\(detectors.sorted()) | \(normal(KQL.parse(job.query))) | \(job.bucketSeconds)"
  }

  private func normal(_ query: QueryExpression) -> String {
    switch query {
    case .everything: "*"
    case .leaf(let leaf): "\(leaf.field) \(leaf.test)".lowercased()
    case .not(let part): "not(\(normal(part)))"
    case .all(let parts): "all(\(Set(parts.map(normal)).sorted().joined(separator: ",")))"
    case .any(let parts): "any(\(Set(parts.map(normal)).sorted().joined(separator: ",")))"
    }
  }

  @Test func `a job says what a hunter asks of it`() {
    for job in Self.jobs {
      let id = Comment(rawValue: job.id)
      #expect(job.why.split(separator: " ").count >= 6, id)
      #expect(job.why != job.title, id)
      #expect(!job.attack.isEmpty, id)
      #expect(!job.needs.isEmpty, id)
      #expect(!job.influencers.isEmpty, id)
      #expect(Set(job.falsePositives).count >= 2, id)
      #expect(
        job.falsePositives.allSatisfy { $0.count >= 5 && !$0.lowercased().contains("unknown") }, id)
      #expect(job.references.allSatisfy { $0.hasPrefix("https://") }, id)
    }
  }

  @Test func `a job's fields and techniques are known`() {
    for job in Self.jobs {
      let warnings = JobAdvice.warnings(job)
      #expect(warnings.isEmpty, "\(job.id): \(warnings)")
    }
  }

  /// Every prebuilt id, of whatever generation, that a user may have in a rule.
  @Test(arguments: [
    "auth_rare_user_ea", "suspicious_login_activity_ecs", "v3_linux_anomalous_process_all_hosts_ea",
    "v2_linux_rare_sudo_user", "linux_rare_kernel_module_arguments",
    "linux_anomalous_network_url_activity_ecs",
    "v3_windows_rare_script_ea", "packetbeat_rare_urls_ea", "packetbeat_rare_dns_question",
    "gcp_audit_rare_method_for_a_client_user_email", "azure_activitylogs_rare_event_action_for_a_username_ea",
    "low_count_events_for_a_host_name_ea", "ded_high_sent_bytes_destination_ip_ea",
    "high-sent-bytes-destination-geo-timezone", "dga_high_sum_probability_ea",
    "lmd_rare_file_path_remote_transfer_ea", "problem_child_high_sum_by_parent_ea",
    "pad_windows_rare_group_name_by_user_ea", "pad_linux_rare_process_executed_by_user_ea",
    "pad_okta_rare_host_name_by_user_ea",
  ])
  func `a prebuilt id names a job`(name: String) {
    #expect(JobCatalogue.job(named: name) != nil)
  }

  @Test(arguments: [
    ("v2_windows_anomalous_path_activity_ecs", "windows_anomalous_path_activity"),
    ("v2_windows_anomalous_network_activity_ecs", "windows_anomalous_network_activity"),
    ("rare_method_for_a_username", "rare_method_for_a_user"),
    ("rare-destination-country-3", "rare_destination_country"),
    ("spike-in-network-acl-denies", "high_count_network_denies"),
    ("dns_tunneling_ea", "dns_tunneling"),
    ("rare-metadata-user", "linux_rare_metadata_user"),
    ("v3_rare_process_by_host_windows_ea", "windows_rare_process_by_host"),
    ("rare_error_code", "rare_error_code"),
  ])
  func `a job answers to the names users know`(name: String, id: String) {
    #expect(JobCatalogue.job(named: name)?.id == id)
  }

  /// Rows of the talk and the shape they print.
  @Test(arguments: [
    ("windows_rare_process_by_host", "rare by \"process.name\" partition by \"host.name\"", 7200),
    (
      "windows_anomalous_process_creation", "rare by \"process.name\" partition by \"process.parent.name\"",
      2700
    ),
    (
      "dns_tunneling", "high_info_content(\"dns.question.name\") over \"dns.question.registered_domain\"",
      3600
    ),
    ("high_count_by_destination_country", "high_non_zero_count by \"destination.geo.country_name\"", 900),
    ("rare_method_for_a_user", "rare by \"event.action\" partition by \"user.name\"", 3600),
    (
      "rare_method_for_a_country", "rare by \"event.action\" partition by \"source.geo.country_iso_code\"",
      3600
    ),
    ("high_count_network_denies", "high_count", 900),
  ])
  func `a detector is labelled as the talk shows it`(id: String, label: String, seconds: Int64) {
    #expect(JobCatalogue.job(named: id)?.detectors.map(\.label) == [label])
    #expect(JobCatalogue.job(named: id)?.bucketSeconds == seconds)
  }

  @Test(arguments: [
    (
      "windows_rare_process_all_hosts",
      ["event.category": "process", "event.type": "start", "host.os.type": "windows"], true
    ),
    (
      "windows_rare_process_all_hosts",
      ["event.category": "process", "event.type": "start", "host.os.type": "linux"], false
    ),
    (
      "linux_anomalous_network_activity",
      [
        "event.category": "network", "event.type": "connection", "host.os.type": "linux",
        "destination.ip": "192.0.2.1",
      ], true
    ),
    (
      "linux_anomalous_network_activity",
      [
        "event.category": "network", "event.type": "start", "host.os.type": "linux",
        "destination.ip": "127.0.0.53",
      ], false
    ),
    (
      "windows_anomalous_network_activity",
      [
        "event.category": "network", "event.type": "start", "host.os.type": "windows",
        "destination.ip": "0:0:0:0:0:0:0:1",
      ], false
    ),
    ("high_count_network_denies", ["event.category": "network", "event.action": "flow_dropped"], true),
    ("high_count_network_denies", ["event.category": "network", "event.outcome": "success"], false),
    ("linux_rare_metadata_user", ["destination.ip": "169.254.169.254", "host.os.type": "linux"], true),
    (
      "dns_tunneling",
      ["dns.question.name": "x.example.com", "dns.question.registered_domain": "example.com"], true
    ),
    (
      "dns_tunneling",
      ["dns.question.name": "x", "dns.question.registered_domain": "x", "dns.question.type": "PTR"], false
    ),
  ])
  func `a query takes what it is meant for`(id: String, row: [String: String], expected: Bool) throws {
    let query = try KQL.parse(#require(JobCatalogue.job(named: id)).query)
    #expect(query.evaluate { row[$0].map { [$0] } ?? [] } == expected)
  }

  // MARK: Selection

  @Test func `words select jobs, packs, stars and files`() throws {
    #expect(try JobCatalogue.select([]) == Self.jobs)
    let dns = Self.jobs.filter { $0.pack == "dns" }
    #expect(try JobCatalogue.select(["dns"]) == dns)
    #expect(
      try JobCatalogue.select(["dns_tunneling_ea", "dns", "dns_tunn*"]).map(\.id).first == "dns_tunneling")
    #expect(try JobCatalogue.select(["dns_tunneling_ea", "dns", "dns_tunn*"]).count == dns.count)
    #expect(
      try JobCatalogue.select(["windows_*"]) == Self.jobs.filter { $0.id.hasPrefix("windows_") })
    #expect(
      try JobCatalogue.select(["*rare_metadata*user", "rare_error_code"]).map(\.id) == [
        "linux_rare_metadata_user", "windows_rare_metadata_user", "rare_error_code",
      ])
  }

  @Test func `a file of one's own is selected by its path`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let mine = folder.appending(path: "mine.yml")
    try Data("id: mine\ntitle: t\ndetectors: [{function: count}]".utf8).write(to: mine)
    let clash = folder.appending(path: "clash.yml")
    try Data("id: dns_tunneling\ntitle: t\ndetectors: [{function: count}]".utf8).write(to: clash)
    let broken = folder.appending(path: "broken.yml")
    try Data("id: mine".utf8).write(to: broken)

    #expect(try JobCatalogue.select([mine.path, mine.path]).map(\.id) == ["mine"])
    #expect(throws: JobSelectionError.twoJobs(id: "dns_tunneling")) {
      try JobCatalogue.select(["dns", clash.path])
    }
    let invalid = #expect(throws: JobSelectionError.self) { try JobCatalogue.select([broken.path]) }
    #expect(invalid?.description.contains("broken.yml:1:1: field title: missing") == true)
    let absent = #expect(throws: JobSelectionError.self) { try JobCatalogue.select(["./absent.yml"]) }
    #expect(absent?.description == "./absent.yml: cannot be read: no such file")
  }

  @Test func `an unknown word brings what is near`() {
    #expect(
      throws: JobSelectionError.unknown("dns_tuneling", suggestions: ["dns_tunneling", "dns_tunneling_ea"])
    ) {
      try JobCatalogue.select(["dns_tuneling"])
    }
    #expect(throws: JobSelectionError.unknown("zzz*", suggestions: [])) { try JobCatalogue.select(["zzz*"]) }
  }

  @Test(arguments: [
    ("*", true), ("a*", true), ("*c", true), ("a*c", true), ("*b*", true), ("abc*", true), ("abc*c", false),
    ("a*b*c*", true), ("b*", false), ("abc", true), ("ab", false), ("**", true), ("", false),
  ])
  func `stars stand for any text`(pattern: String, expected: Bool) {
    #expect(JobCatalogue.matches("abc", pattern) == expected)
  }
}

struct RecogniserTests {
  private let job = Job(id: "a", title: "t", needs: ["x", "y"], detectors: [DetectorSpec(function: "count")])

  @Test func `a job with all its fields applies`() {
    let found = Recogniser.recognise([job], presentFields: ["x", "y", "z"])
    #expect(found.map(\.isApplicable) == [true])
    #expect(found[0].obstacle == nil)
  }

  @Test func `a job that lacks fields says which`() {
    let found = Recogniser.recognise([job], presentFields: ["z"])[0]
    #expect(!found.isApplicable)
    #expect(found.missing == ["x", "y"])
    #expect(found.obstacle == "needs x, y")
  }

  @Test func `a job whose query takes nothing does not apply`() {
    let none = Recogniser.recognise([job], presentFields: ["x", "y"], matches: ["a": 0])[0]
    #expect(!none.isApplicable)
    #expect(none.obstacle == "no event matches its query")
    #expect(Recogniser.recognise([job], presentFields: ["x", "y"], matches: ["a": 1])[0].isApplicable)
  }

  @Test func `DNS data recognises the DNS job alone`() {
    let found = Recogniser.recognise(
      JobCatalogue.all, presentFields: ["dns.question.name", "dns.question.registered_domain", "source.ip"])
    let applicable = found.filter(\.isApplicable).map(\.job)
    #expect(applicable.contains { $0.id == "dns_tunneling" })
    #expect(!applicable.contains { $0.needs.contains("process.name") })
  }
}
