import Foundation

/// A layer for the ATT&CK Navigator, format 4.5: a technique's score is how many jobs name it.
///
/// ## Source
/// https://github.com/mitre-attack/attack-navigator/blob/master/layers/spec/v4.5/layerformat.md
public struct NavigatorLayer: Encodable {
  struct Versions: Encodable {
    let layer = "4.5"
    let navigator = "5.1.0"
  }
  struct Technique: Encodable {
    let techniqueID: String
    let tactic: String
    let score: Int
    let comment: String
    let showSubtechniques: Bool
  }
  struct Gradient: Encodable {
    let colors = ["#e8f1fa", "#1f5fa8"]
    let minValue = 0
    let maxValue: Int
  }

  let name: String
  let versions = Versions()
  let domain = "enterprise-attack"
  let description: String
  let sorting = 3
  let hideDisabled = false
  let techniques: [Technique]
  let gradient: Gradient

  public init(_ jobs: [Job], name: String = "Harrier jobs") {
    let coverage = Coverage(jobs)
    self.name = name
    description = "\(jobs.count) jobs; a score is the number of jobs that name the technique"
    techniques = coverage.rows.flatMap { row in
      row.techniques.map { item in
        let ids = jobs.filter { $0.attack.contains(item.technique.id) }.map(\.id).sorted()
        return Technique(
          techniqueID: item.technique.id, tactic: row.tactic.shortName, score: item.jobs,
          comment: Self.list(ids), showSubtechniques: !item.technique.id.contains("."))
      }
    }
    gradient = Gradient(maxValue: coverage.counts.values.max() ?? 1)
  }

  private static func list(_ ids: [String]) -> String {
    ids.prefix(10).joined(separator: ", ") + (ids.count > 10 ? " and \(ids.count - 10) more" : "")
  }

  /// JSON with sorted keys.
  public var json: Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do { return try encoder.encode(self) } catch { preconditionFailure("a layer is plain text: \(error)") }
  }
}
