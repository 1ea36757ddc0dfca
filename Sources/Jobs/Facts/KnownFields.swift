/// Names of fields: those of the Elastic Common Schema, and those that formats and enrichment give beyond it.
public enum KnownFields {
  /// ECS names with their types, as `keyword` or `long`.
  public static let ecs: [String: String] = Dictionary(
    uniqueKeysWithValues: FactTable.rows(of: "ecs-fields.tsv").map { (String($0[0]), String($0[1])) })

  /// Whether a field is one of ECS, of a format, or derived here.
  public static func isKnown(_ name: String) -> Bool {
    ecs[name] != nil || further[name] != nil || prefixes.contains { name.hasPrefix($0) && name != $0 }
  }

  /// Whether values are numbers; nil where nobody says.
  public static func isNumber(_ name: String) -> Bool? {
    ecs[name].map { ["long", "float", "scaled_float", "double", "integer"].contains($0) }
  }

  /// What was probably meant, at most three.
  public static func near(_ name: String) -> [String] {
    Suggestion.near(name, among: ecs.keys.sorted() + further.keys.filter { !$0.hasSuffix("*") }.sorted())
  }

  /// Where a field beyond ECS comes from, by name or by name with a star.
  private static let further: [String: String] = Dictionary(
    uniqueKeysWithValues: FactTable.rows(of: "further-fields.tsv").map { (String($0[0]), String($0[1])) })
  private static let prefixes = further.keys.filter { $0.hasSuffix(".*") }.map { String($0.dropLast()) }.sorted()
}
