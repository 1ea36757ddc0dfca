extension QueryExpression {
  /// Whether a row matches, slowly and plainly: what the engine's compiled predicates are compared with.
  ///
  /// ```swift
  /// query.evaluate { field in row[field] ?? [] }
  /// ```
  ///
  /// - Parameter lookup: the values of a field as text; empty where the row lacks it.
  public func evaluate(lookup: (String) -> [String]) -> Bool {
    switch self {
    case .everything: true
    case .all(let parts): parts.allSatisfy { $0.evaluate(lookup: lookup) }
    case .any(let parts): parts.contains { $0.evaluate(lookup: lookup) }
    case .not(let part): !part.evaluate(lookup: lookup)
    case .leaf(let leaf): lookup(leaf.field).contains { leaf.test.matches($0) }
    }
  }
}
