import Foundation
import HarrierQuery
import Testing

@testable import HarrierJobs

struct JobCatalogueTests {
  static let jobs = JobCatalogue.all

  @Test func `the catalogue loads, by id`() {
    #expect(Self.jobs.count >= 24)
    #expect(Self.jobs.map(\.id) == Self.jobs.map(\.id).sorted())
    #expect(JobCatalogue.packs == ["cloud-aws", "dns", "linux", "network", "windows"])
  }

  @Test func `no name is given twice`() {
    let names = Self.jobs.flatMap { [$0.id] + $0.aliases } + JobCatalogue.packs
    #expect(Set(names).count == names.count)
  }

  @Test func `no two jobs look for the same`() {
    let meanings = Self.jobs.map { "\($0.query) | \($0.detectors.map(\.label)) | \($0.bucketSeconds)" }
    #expect(Set(meanings).count == meanings.count)
    #expect(Set(Self.jobs.map(\.title)).count == Self.jobs.count)
    #expect(Set(Self.jobs.map(\.why)).count == Self.jobs.count)
  }

  @Test(arguments: jobs)
  func `a job says what a hunter asks of it`(job: Job) {
    #expect(job.why.count >= 80)
    #expect(!job.attack.isEmpty)
    #expect(!job.needs.isEmpty)
    #expect(!job.influencers.isEmpty)
    #expect(job.falsePositives.count >= 2)
    #expect(job.falsePositives.allSatisfy { $0.count >= 15 && !$0.lowercased().contains("unknown") })
    #expect(job.references.allSatisfy { $0.hasPrefix("https://") })
  }

  @Test(arguments: jobs)
  func `a job's fields are ECS names`(job: Job) throws {
    let sets: Set = [
      "event", "process", "host", "user", "source", "destination", "dns", "powershell", "file", "aws",
    ]
    let query = try KQL.parse(job.query).fields
    for field in query.union(job.needs).union(job.influencers).union(job.detectors.flatMap(\.fields)) {
      let parts = field.split(separator: ".")
      #expect(parts.count >= 2 && sets.contains(String(parts[0])), "\(field)")
      #expect(field.wholeMatch(of: /[a-z_.]+/) != nil, "\(field)")
    }
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
    #expect(try JobCatalogue.select(["dns"]).map(\.id) == ["dns_tunneling"])
    #expect(try JobCatalogue.select(["dns_tunneling_ea", "dns", "dns_tunn*"]).map(\.id) == ["dns_tunneling"])
    #expect(try JobCatalogue.select(["windows_*"]).count == 8)
    #expect(
      try JobCatalogue.select(["*metadata*user", "rare_error_code"]).map(\.id) == [
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
    #expect(found.filter(\.isApplicable).map(\.job.id) == ["dns_tunneling"])
  }
}
