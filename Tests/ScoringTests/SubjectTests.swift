import HarrierEvents
import Testing

@testable import HarrierScoring

struct SubjectTests {
  private func subject(
    _ keys: [(String, String)], influencers: [(String, String, Double)] = []
  ) -> Subject {
    var record = Record(
      jobID: "job", detectorIndex: 0, detectorLabel: "rare", timestamp: EventTime(seconds: 0),
      bucketSpan: 900,
      function: "rare", functionDescription: "rare", probability: 1e-3, surprisal: 7, score: 50,
      explanation: Explanation(
        anomalyType: .rareValue, looksPerDay: 1, modelReturnPeriod: 1, empiricalReturnPeriod: 1,
        historyLimit: 1,
        decidedBy: "model", singleBucketSurprisal: 7),
      returnPeriodSeconds: 1e6, description: "rare")
    let parts = keys.map { KeyPart(fieldName: $0.0, value: $0.1) }
    record.by = parts.first
    record.partition = parts.dropFirst().first
    record.influencers = influencers.map {
      Influencer(fieldName: $0.0, values: [InfluencerValue(value: $0.1, share: $0.2)])
    }
    return Subject(of: record)
  }

  @Test func `a host is known with and without its domain, and by its machine account`() {
    let host = subject([("process.name", "cmd.exe"), ("host.name", "LAP-1.corp.example")])
    #expect(host.isSame(as: subject([("host.hostname", "lap-1")])))
    #expect(host.isSame(as: subject([("user.name", "CORP\\LAP-1$")])))
    #expect(!host.isSame(as: subject([("host.name", "lap-10")])))
  }

  @Test func `an address as a host's name stays whole`() {
    #expect(!subject([("host.name", "10.20.1.1")]).isSame(as: subject([("host.name", "10.20.1.2")])))
  }

  @Test(arguments: ["SYSTEM", "root", "NT AUTHORITY\\NETWORK SERVICE", "svc-backup", "-", ""])
  func `an account that is everywhere is nobody`(name: String) {
    #expect(subject([("user.name", name)]).isEmpty)
  }

  @Test func `a person is known in any domain`() {
    #expect(subject([("user.name", "CORP\\Ada")]).isSame(as: subject([("source.user.name", "ada")])))
  }

  @Test func `an address counts where one of both knows no more`() {
    let ada = subject([("user.name", "ada"), ("source.ip", "192.0.2.1")])
    let bob = subject([("user.name", "bob"), ("source.ip", "192.0.2.1")])
    #expect(!ada.isSame(as: bob), "two people behind one address")
    #expect(ada.isSame(as: subject([("source.ip", "192.0.2.1")])))
    #expect(subject([("source.ip", "127.0.0.1")]).isEmpty)
  }

  @Test func `an influencer counts from half of the surprisal on`() {
    #expect(subject([], influencers: [("host.name", "a", 0.49)]).isEmpty)
    #expect(!subject([], influencers: [("host.name", "a", 0.5)]).isEmpty)
  }

  @Test func `a destination is not whom it is about`() {
    #expect(subject([("destination.ip", "192.0.2.1")]).isEmpty)
  }
}
