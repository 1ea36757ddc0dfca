import Foundation

/// Which techniques of ATT&CK the jobs look for.
public struct Coverage: Sendable {
  /// A tactic with the techniques of it that some job names.
  public struct Row: Sendable {
    public let tactic: Attack.Tactic
    /// By id, with how many jobs name each.
    public let techniques: [(technique: Attack.Technique, jobs: Int)]
    /// Jobs that name one of them.
    public let jobs: Int
  }

  /// Jobs by technique.
  public let counts: [String: Int]
  /// Techniques that the table of ATT&CK does not have, by id.
  public let unknown: [String]
  /// Every tactic, in the order of the matrix.
  public let rows: [Row]

  public init(_ jobs: [Job]) {
    var counts: [String: Int] = [:]
    for technique in jobs.flatMap({ Set($0.attack) }) { counts[technique, default: 0] += 1 }
    self.counts = counts
    unknown = counts.keys.filter { Attack.technique($0) == nil }.sorted()
    rows = Attack.tactics.map { tactic in
      let own = Attack.techniques.filter { $0.tactics.contains(tactic.id) && counts[$0.id] != nil }
      let ids = Set(own.map(\.id))
      return Row(
        tactic: tactic, techniques: own.map { ($0, counts[$0.id]!) },
        jobs: jobs.count { $0.attack.contains(where: ids.contains) })
    }
  }
}
