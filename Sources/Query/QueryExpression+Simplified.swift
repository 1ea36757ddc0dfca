extension QueryExpression {
  /// The same rows in a smaller form: nested `and` and `or` made flat, repeated parts and double negations
  /// dropped, constants folded. The order of the parts stays.
  ///
  /// - Complexity: O(parts).
  public var simplified: QueryExpression {
    switch self {
    case .everything, .leaf: self
    case .not(let part): Self.negation(of: part.simplified)
    case .all(let parts): Self.conjunction(of: parts.map(\.simplified))
    case .any(let parts): Self.disjunction(of: parts.map(\.simplified))
    }
  }

  private static func negation(of part: QueryExpression) -> QueryExpression {
    if case .not(let inner) = part { return inner }
    return .not(part)
  }

  private static func conjunction(of parts: [QueryExpression]) -> QueryExpression {
    let flat = parts.flatMap { part in
      if case .all(let inner) = part { return inner }
      return [part]
    }
    if flat.contains(.nothing) { return .nothing }
    let kept = distinct(flat, without: .everything)
    return kept.count > 1 ? .all(kept) : kept.first ?? .everything
  }

  private static func disjunction(of parts: [QueryExpression]) -> QueryExpression {
    let flat = parts.flatMap { part in
      if case .any(let inner) = part { return inner }
      return [part]
    }
    if flat.contains(.everything) { return .everything }
    let kept = distinct(flat, without: .nothing)
    return kept.count > 1 ? .any(kept) : kept.first ?? .nothing
  }

  private static func distinct(_ parts: [QueryExpression], without neutral: QueryExpression)
    -> [QueryExpression]
  {
    var seen: Set<QueryExpression> = [neutral]
    return parts.filter { seen.insert($0).inserted }
  }
}
