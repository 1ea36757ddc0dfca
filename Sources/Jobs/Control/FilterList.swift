import HarrierQuery

/// Values that rules may name together: trusted hosts, scanners, back-up accounts.
///
/// An item is a text (in any case), a text with stars, a number, or a network such as `10.0.0.0/8`.
public struct FilterList: Sendable, Hashable {
  public let id: String
  public let items: [String]
  private let tests: [ValueTest]

  public init(id: String, items: [String]) {
    self.id = id
    self.items = items
    tests = items.map(Self.test)
  }

  private static func test(_ item: String) -> ValueTest {
    let pieces = item.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    if pieces.count > 1 { return .wildcard(.init(pieces: pieces)) }
    if let network = ValueTest.Network(item) { return .cidr(network) }
    return .equals(.init(item))
  }

  /// - Complexity: O(items).
  public func contains(_ value: String) -> Bool { tests.contains { $0.matches(value) } }
}
