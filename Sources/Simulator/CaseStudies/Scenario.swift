/// An intrusion the simulator can play, for people to choose from.
public struct Scenario: Sendable, Identifiable {
  /// `nobelium`; what labels call it.
  public let id: String
  public let title: String
  /// MITRE ATT&CK techniques.
  public let attack: [String]
  public let summary: String
  /// The jobs that should find it.
  public let jobs: [String]

  /// Every scenario, in the order of the catalogue.
  public static let all: [Scenario] = CaseStudyRegistry.all.map { $0.scenario }
}

/// One finding an analyst would expect, with the values a record about it carries.
public struct Label: Sendable, Codable, Equatable {
  public let id: String
  public let scenario: String
  public let title: String
  public let attack: [String]
  /// ISO 8601, UTC, of the first event.
  public let start: String
  /// ISO 8601, UTC, of the last event.
  public let end: String
  /// The file it is in, without its ending.
  public let dataset: String
  public let jobs: [String]
  /// ECS field to value; at least one event of the attack has them all.
  public let match: [String: String]
}

/// A published case, as events that hide among the ordinary ones.
protocol CaseStudy: Sendable {
  static var scenario: Scenario { get }
  static func play(on stage: inout Stage)
}

enum CaseStudyRegistry {
  /// One line a case study.
  static var all: [any CaseStudy.Type] {
    [
      Nobelium.self,
      Sunburst.self,
      BulkTunnel.self,
      CountrySpike.self,
      RareCountry.self,
      DenySpike.self,
      NetworkSurge.self,
      SnapshotSharing.self,
      WafRole.self,
      SecurityGroupChange.self,
      ForeignLogin.self,
      RareErrorCode.self,
      ErrorSpike.self,
      LinuxMetadata.self,
      WindowsMetadata.self,
      Macro.self,
      ObfuscatedScript.self,
      OddWindowsProcess.self,
      Miner.self,
      BorrowedTool.self,
      LinuxNewcomer.self,
    ]
  }
}
