/// A test of one value, given as its UTF-8 text: numbers as their digits, booleans as `true` or `false`.
///
/// ```swift
/// ValueTest.equals("rundll32.exe").matches("RUNDLL32.EXE")  // true
/// ValueTest.range(.atLeast, "5").matches("40")              // true: as numbers, not as text
/// ```
///
/// Text is compared without regard to ASCII case. This differs from Kibana, where a keyword field is exact:
/// sources of one and the same process event disagree about case, and a hunter means all of them.
public enum ValueTest: Hashable, Sendable {
  /// Any value.
  case exists
  /// The same text, number, address or moment.
  case equals(Literal)
  /// Text with gaps, such as `*.exe`.
  case wildcard(Wildcard)
  /// On one side of a bound.
  case range(Comparison, Literal)
  /// An address inside a network.
  case cidr(Network)

  /// Whether the value passes. Allocates nothing.
  ///
  /// - Complexity: O(value), for a wildcard O(value · pattern).
  public func matches(_ value: UnsafeRawBufferPointer) -> Bool {
    switch self {
    case .exists: true
    case .equals(let literal): literal.equals(value)
    case .wildcard(let wildcard): wildcard.matches(value)
    case .range(let comparison, let bound): comparison.holds(for: bound.order(of: value))
    case .cidr(let network): network.contains(value)
    }
  }

  /// The same for text at hand.
  public func matches(_ value: String) -> Bool {
    var value = value
    return value.withUTF8 { matches(UnsafeRawBufferPointer($0)) }
  }

  /// The four orders, as KQL writes them.
  public enum Comparison: String, Hashable, Sendable, CaseIterable {
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="

    func holds(for order: Order) -> Bool {
      switch self {
      case .less: order == .before
      case .atMost: order != .after
      case .greater: order == .after
      case .atLeast: order != .before
      }
    }
  }

  /// Where a value lies, seen from a bound.
  enum Order: Sendable { case before, same, after }
}
