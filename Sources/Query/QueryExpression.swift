/// What a row must be to count: tests of single fields, joined by and, or and not.
///
/// ```swift
/// let query = try KQL.parse("event.category: process and not user.name: root")
/// query.fields  // ["event.category", "user.name"]
/// ```
///
/// A field may hold several values: a leaf is true if *any* of them passes its test, so over a missing field
/// every leaf is false, and every `not` of one is true.
public indirect enum QueryExpression: Hashable, Sendable {
  /// Every row. Its negation is how "no row" is written.
  case everything
  /// Every part is true; of no parts, ``everything``.
  case all([QueryExpression])
  /// One part at least is true; of no parts, nothing.
  case any([QueryExpression])
  case not(QueryExpression)
  case leaf(Leaf)

  /// No row.
  public static let nothing = QueryExpression.not(.everything)

  /// The names of the fields that decide it.
  public var fields: Set<String> {
    switch self {
    case .everything: []
    case .all(let parts), .any(let parts): parts.reduce(into: []) { $0.formUnion($1.fields) }
    case .not(let part): part.fields
    case .leaf(let leaf): [leaf.field]
    }
  }

  /// Fields without a value of which no row passes.
  public var requiredFields: Set<String> {
    switch self {
    case .everything, .not: []
    case .all(let parts): parts.reduce(into: []) { $0.formUnion($1.requiredFields) }
    case .any(let parts):
      parts.dropFirst().reduce(parts.first?.requiredFields ?? []) { $0.intersection($1.requiredFields) }
    case .leaf(let leaf): [leaf.field]
    }
  }
}

/// One test of one field.
public struct Leaf: Hashable, Sendable {
  /// The field's full name, such as `process.name`.
  public var field: String
  public var test: ValueTest

  public init(field: String, test: ValueTest) {
    self.field = field
    self.test = test
  }
}
