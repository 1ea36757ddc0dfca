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

/// A worker's evaluation of the program: memos by row and by value.
final class PredicateEvaluator {
  private let nodes: [PredicateProgram.Node]
  private let tests: [ValueTest]
  /// 0 unknown, 1 false, 2 true; by node, for one row.
  private let memo: UnsafeMutablePointer<UInt8>
  /// The same by test and symbol, for one segment.
  private var truth: [[UInt8]]

  init(_ program: PredicateProgram) {
    nodes = program.nodes
    tests = program.tests
    memo = .allocate(capacity: max(1, nodes.count))
    truth = tests.map { _ in [] }
  }

  deinit { memo.deallocate() }

  func forgetSymbols() { truth = tests.map { _ in [] } }

  @inline(__always)
  func beginRow() { memo.update(repeating: 0, count: nodes.count) }

  func evaluate(_ node: Int, _ view: RowView, _ row: Int) -> Bool {
    let known = memo[node]
    if known != 0 { return known == 2 }
    let result: Bool
    switch nodes[node] {
    case .everything: result = true
    case .leaf(let slot, let test): result = holds(test, slot, view, row)
    case .all(let parts):
      var all = true
      for part in parts where !evaluate(part, view, row) {
        all = false
        break
      }
      result = all
    case .any(let parts):
      var any = false
      for part in parts where evaluate(part, view, row) {
        any = true
        break
      }
      result = any
    case .not(let part): result = !evaluate(part, view, row)
    }
    memo[node] = result ? 2 : 1
    return result
  }

  @inline(__always)
  private func holds(_ test: Int, _ slot: Int, _ view: RowView, _ row: Int) -> Bool {
    let symbol = Int(view.symbol(row, slot))
    if symbol == 0 { return false }
    if symbol < truth[test].count {
      let known = truth[test][symbol]
      if known != 0 { return known == 2 }
    } else {
      truth[test] += [UInt8](repeating: 0, count: max(256, symbol + 1 - truth[test].count + symbol / 2))
    }
    let result = matches(tests[test], view.symbols.bytes(of: UInt32(symbol)))
    truth[test][symbol] = result ? 2 : 1
    return result
  }

  /// A value of several passes where one of them does.
  private func matches(_ test: ValueTest, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.contains(FieldValue.separator) else { return test.matches(UnsafeRawBufferPointer(bytes)) }
    return bytes.split(separator: FieldValue.separator, omittingEmptySubsequences: false)
      .contains { test.matches(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: $0))) }
  }
}
