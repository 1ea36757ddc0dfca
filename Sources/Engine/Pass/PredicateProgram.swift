import HarrierEvents
import HarrierQuery

/// The queries of all jobs as one program: equal parts are evaluated once a row, and a test of a value
/// once a distinct value.
struct PredicateProgram: Sendable {
  enum Node: Sendable {
    case everything
    case leaf(slot: Int, test: Int)
    case all([Int])
    case any([Int])
    case not(Int)
  }

  private(set) var nodes: [Node] = []
  private(set) var tests: [ValueTest] = []
  private var known: [QueryExpression: Int] = [:]

  /// Adds a query and returns its node.
  mutating func add(_ query: QueryExpression, fields: inout EventFields) -> Int {
    if let node = known[query] { return node }
    let node: Node
    switch query {
    case .everything: node = .everything
    case .leaf(let leaf):
      tests.append(leaf.test)
      node = .leaf(slot: fields.add(leaf.field), test: tests.count - 1)
    case .all(let parts): node = .all(parts.map { add($0, fields: &fields) })
    case .any(let parts): node = .any(parts.map { add($0, fields: &fields) })
    case .not(let part): node = .not(add(part, fields: &fields))
    }
    nodes.append(node)
    known[query] = nodes.count - 1
    return nodes.count - 1
  }
}

/// A worker's evaluation of the program: flat nodes, memos by row and by value.
final class PredicateEvaluator {
  private struct FlatNode {
    var kind: Kind
    /// Leaf: the slot. Else: where its parts start in `parts`.
    var first: Int32
    /// Leaf: the test. Else: how many parts.
    var second: Int32

    enum Kind: UInt8 { case everything, leaf, all, any, not }
  }

  private let nodes: UnsafeMutablePointer<FlatNode>
  private let nodeCount: Int
  private let parts: UnsafeMutablePointer<Int32>
  private let tests: [ValueTest]
  /// Twice the row's number, and 1 where the node holds; by node. What bears another row's number is not known.
  private let memo: UnsafeMutablePointer<UInt32>
  private var rowNumber: UInt32 = 1
  /// The same by test and symbol, for one segment.
  private let truth: UnsafeMutablePointer<UnsafeMutableBufferPointer<UInt8>>

  init(_ program: PredicateProgram) {
    tests = program.tests
    nodeCount = program.nodes.count
    nodes = .allocate(capacity: max(1, nodeCount))
    memo = .allocate(capacity: max(1, nodeCount))
    memo.initialize(repeating: 0, count: max(1, nodeCount))
    truth = .allocate(capacity: max(1, tests.count))
    truth.initialize(repeating: .init(start: nil, count: 0), count: max(1, tests.count))
    var flat: [Int32] = []
    for (number, node) in program.nodes.enumerated() {
      (nodes + number).initialize(to: Self.flatten(node, &flat))
    }
    parts = .allocate(capacity: max(1, flat.count))
    parts.initialize(repeating: 0, count: max(1, flat.count))
    for (place, part) in flat.enumerated() { parts[place] = part }
  }

  private static func flatten(_ node: PredicateProgram.Node, _ parts: inout [Int32]) -> FlatNode {
    func list(_ kind: FlatNode.Kind, _ members: [Int]) -> FlatNode {
      let first = Int32(parts.count)
      parts += members.map(Int32.init)
      return FlatNode(kind: kind, first: first, second: Int32(members.count))
    }
    return switch node {
    case .everything: FlatNode(kind: .everything, first: 0, second: 0)
    case .leaf(let slot, let test): FlatNode(kind: .leaf, first: Int32(slot), second: Int32(test))
    case .all(let members): list(.all, members)
    case .any(let members): list(.any, members)
    case .not(let member): list(.not, [member])
    }
  }

  deinit {
    forgetSymbols()
    nodes.deallocate()
    parts.deallocate()
    memo.deallocate()
    truth.deallocate()
  }

  func forgetSymbols() {
    for test in tests.indices {
      truth[test].deallocate()
      truth[test] = .init(start: nil, count: 0)
    }
  }

  @inline(__always)
  func beginRow() {
    rowNumber += 1
    guard rowNumber == UInt32.max >> 1 else { return }
    memo.update(repeating: 0, count: nodeCount)
    rowNumber = 1
  }

  func evaluate(_ node: Int, _ view: RowView, _ row: Int) -> Bool {
    let known = memo[node]
    if known >> 1 == rowNumber { return known & 1 == 1 }
    let flat = nodes[node]
    var result: Bool
    switch flat.kind {
    case .everything: result = true
    case .leaf: result = holds(Int(flat.second), Int(flat.first), view, row)
    case .not: result = !evaluate(Int(parts[Int(flat.first)]), view, row)
    case .all:
      result = true
      var at = Int(flat.first)
      let end = at + Int(flat.second)
      while at < end, result {
        result = evaluate(Int(parts[at]), view, row)
        at += 1
      }
    case .any:
      result = false
      var at = Int(flat.first)
      let end = at + Int(flat.second)
      while at < end, !result {
        result = evaluate(Int(parts[at]), view, row)
        at += 1
      }
    }
    memo[node] = rowNumber << 1 | (result ? 1 : 0)
    return result
  }

  @inline(__always)
  private func holds(_ test: Int, _ slot: Int, _ view: RowView, _ row: Int) -> Bool {
    let symbol = Int(view.symbol(row, slot))
    if symbol == 0 { return false }
    if symbol < truth[test].count {
      let known = truth[test][symbol]
      if known != 0 { return known == 2 }
    }
    return ask(test, symbol, view)
  }

  @inline(never)
  private func ask(_ test: Int, _ symbol: Int, _ view: RowView) -> Bool {
    if symbol >= truth[test].count {
      let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(256, symbol + symbol / 2 + 1))
      larger.initialize(repeating: 0)
      for (place, known) in truth[test].enumerated() { larger[place] = known }
      truth[test].deallocate()
      truth[test] = larger
    }
    let result = tests[test].matchesAny(view.symbols.bytes(of: UInt32(symbol)))
    truth[test][symbol] = result ? 2 : 1
    return result
  }
}
