/// Tactics and techniques of MITRE ATT&CK, as far as `Tables/attack.tsv` has them: not all of ATT&CK.
///
/// © The MITRE Corporation; the table's head has its words.
public enum Attack {
  public struct Tactic: Hashable, Sendable {
    /// `TA0001`.
    public let id: String
    public let name: String
    /// `initial-access`: how Navigator layers write it.
    public var shortName: String { name.lowercased().replacing(" ", with: "-") }
  }

  public struct Technique: Hashable, Sendable {
    /// `T1078` or `T1078.004`.
    public let id: String
    public let name: String
    /// Ids of its tactics, in the order of ``Attack/tactics``.
    public let tactics: [String]
    /// `https://attack.mitre.org/techniques/T1078/004/`.
    public var link: String {
      "https://attack.mitre.org/techniques/\(id.replacing(".", with: "/"))/"
    }
  }

  /// In the order of the matrix: from reconnaissance to impact.
  public static let tactics: [Tactic] = rows.filter { $0.count == 2 }.map {
    Tactic(id: String($0[0]), name: String($0[1]))
  }

  /// By id.
  public static let techniques: [Technique] = {
    let order = tactics.map(\.id)
    return rows.filter { $0.count == 3 }.map { row in
      let own = Set(row[2].split(separator: " ").map(String.init))
      return Technique(id: String(row[0]), name: String(row[1]), tactics: order.filter(own.contains))
    }
  }()

  public static func technique(_ id: String) -> Technique? { byID[id] }

  public static func tactic(_ id: String) -> Tactic? { tactics.first { $0.id == id } }

  /// The tactics that techniques serve, each once, in the order of the matrix.
  public static func tactics(of techniques: [String]) -> [Tactic] {
    let ids = Set(techniques.compactMap { technique($0)?.tactics }.joined())
    return tactics.filter { ids.contains($0.id) }
  }

  private static let rows = FactTable.rows(of: "attack.tsv")
  private static let byID = Dictionary(uniqueKeysWithValues: techniques.map { ($0.id, $0) })
}
