/// Whom a field's values name.
public enum EntityKind: UInt64, Sendable, CaseIterable {
  case host = 1
  case person, address
}
