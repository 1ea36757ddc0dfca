import Foundation
import Testing

@testable import HarrierJobs

struct FactTests {
  @Test func `a technique has a name, its tactics and a page`() throws {
    let spraying = try #require(Attack.technique("T1110.003"))
    #expect(spraying.name == "Password Spraying")
    #expect(spraying.tactics == ["TA0006"])
    #expect(spraying.link == "https://attack.mitre.org/techniques/T1110/003/")
    #expect(Attack.technique("T9999") == nil)
  }

  @Test func `tactics stand in the order of the matrix`() {
    #expect(Attack.tactics.count == 14)
    #expect(Attack.tactics.first?.name == "Reconnaissance")
    #expect(Attack.tactics.last?.name == "Impact")
    #expect(Attack.tactics.map(\.shortName).contains("command-and-control"))
    #expect(Attack.tactics(of: ["T1110.003", "T1566.001", "T9999"]).map(\.id) == ["TA0001", "TA0006"])
    #expect(Attack.techniques.allSatisfy { !$0.tactics.isEmpty })
  }

  @Test(arguments: [
    ("process.name", true), ("process.parent.name", true), ("source.as.organization.name", true),
    ("winlog.event_data.Whatever", true), ("harrier.process.parent_child", true),
    ("winlog.event_data.", false),
    ("process.nmae", false), ("my.own.field", false),
  ])
  func `a field is known or not`(name: String, isKnown: Bool) {
    #expect(KnownFields.isKnown(name) == isKnown)
  }

  @Test func `types of ECS tell numbers`() {
    #expect(KnownFields.isNumber("source.bytes") == true)
    #expect(KnownFields.isNumber("user.name") == false)
    #expect(KnownFields.isNumber("my.own.field") == nil)
  }

  @Test func `a doubtful name brings what is near`() {
    let job = Job(
      id: "a", title: "t", attack: ["T1110.03", "T1059"], query: "process.nmae: x",
      detectors: [DetectorSpec(function: "rare", by: "user.name")])
    let warnings = JobAdvice.warnings(job)
    #expect(warnings.count == 2)
    #expect(warnings[0].contains("T1110.03") && warnings[0].contains("T1110.003"))
    #expect(warnings[1].contains("process.nmae") && warnings[1].contains("process.name"))
  }

  // MARK: Coverage

  private let two = [
    Job(id: "a", title: "t", attack: ["T1110.003", "T1078"], detectors: []),
    Job(id: "b", title: "u", attack: ["T1110.003", "T9999"], detectors: []),
  ]

  @Test func `coverage counts jobs by technique and tactic`() throws {
    let coverage = Coverage(two)
    #expect(coverage.counts == ["T1110.003": 2, "T1078": 1, "T9999": 1])
    #expect(coverage.unknown == ["T9999"])
    let access = try #require(coverage.rows.first { $0.tactic.id == "TA0006" })
    #expect(access.techniques.map(\.technique.id) == ["T1110.003"])
    #expect(access.jobs == 2)
    #expect(coverage.rows.map(\.tactic) == Attack.tactics)
  }

  @Test func `a layer is of format 4.5 and scores jobs`() throws {
    let layer = try #require(JSONSerialization.jsonObject(with: NavigatorLayer(two).json) as? [String: Any])
    #expect((layer["versions"] as? [String: String])?["layer"] == "4.5")
    #expect(layer["domain"] as? String == "enterprise-attack")
    let techniques = try #require(layer["techniques"] as? [[String: Any]])
    let spraying = try #require(techniques.first { $0["techniqueID"] as? String == "T1110.003" })
    #expect(spraying["score"] as? Int == 2)
    #expect(spraying["tactic"] as? String == "credential-access")
    #expect(spraying["comment"] as? String == "a, b")
  }

  /// Any job, by file or by table.
  @Test func `the table keeps a job whole, or names its file`() throws {
    var job = Job(
      id: "a", title: "t", why: "w", attack: ["T1078"], needs: ["x", "y"], query: "x: 1", bucketSeconds: 60,
      detectors: [DetectorSpec(function: "rare", by: "x", partition: "y", description: "d", useNull: true)],
      influencers: ["y"], alert: AlertSpec(threshold: 12.5, severity: "high", riskScore: 3),
      falsePositives: ["f"], references: ["r"], aliases: ["b"], pack: "p")
    job.modelPruneSeconds = 120
    job.detectors[0].excludeFrequent = .none
    let text = CatalogueTable.text([("p/a.yml", job)])
    #expect(try CatalogueTable.jobs(in: Data(text.utf8), folder: JobCatalogue.folder) == [job])
    job.latencySeconds = 5
    #expect(CatalogueTable.text([("p/a.yml", job)]).hasSuffix("\np/a.yml\n"))
  }
}
