import HarrierEvents
import HarrierQuery

/// Which jobs a row can still concern, once a few of its fields are looked at: a decision tree over the classes of values,
/// grown as rows come.
///
/// Most of many hundred jobs need another kind of row: `event.category` and `host.os.type` alone leave a few dozen. At every
/// node one field is looked at, the one on which most of the jobs that are still open depend; behind it lie the jobs that
/// are certain and those whose query has to be evaluated. The answer is exact wherever a walk ends.
///
/// - Cost: a look-up a field and level, whatever the number of jobs.
/// - Not thread-safe: one a worker.
final class JobDispatch {
  /// What a walk ends with: jobs that take the row, and jobs to be evaluated.
  struct Leaf: BitwiseCopyable {
    var certain = UnsafeBufferPointer<Int32>(start: nil, count: 0)
    var open = UnsafeBufferPointer<Int32>(start: nil, count: 0)
  }

  private struct Node: BitwiseCopyable {
    var leaf: Leaf
    /// The field to look at; −1 at the end of the walk.
    var slot: Int32
    var depth: Int32
    var parent: Int32
    /// Of the parent's field.
    var parentClass: UInt16
    /// Nodes by class; 0 where none is made, for nothing leads back to the root.
    var children = UnsafeMutableBufferPointer<Int32>(start: nil, count: 0)
  }

  /// Bounds for hostile values: where the tree ends, queries are evaluated. Two days of an enterprise of 200 hosts grow some
  /// 7,000 nodes, down to the 31st level.
  private static let mostNodes = 16_384
  private static let mostDepth: Int32 = 40
  /// Fewer open jobs than this are evaluated without looking at one more field.
  private static let fewJobs = 2

  private let program: PredicateProgram
  /// By job.
  private let predicates: [Int]
  private let slotCount: Int
  private var classes: [Int: ValueClasses] = [:]
  /// By slot: what its classes know, for the walk; of slots without classes nothing.
  private let known: UnsafeMutablePointer<UnsafeMutableBufferPointer<UInt16>>
  private let nodes: UnsafeMutablePointer<Node>
  private var nodeCount = 0

  /// - Parameter predicates: the program's node of each job.
  init(_ program: PredicateProgram, predicates: [Int], slotCount: Int) {
    self.program = program
    self.predicates = predicates
    self.slotCount = slotCount
    var tests: [Int: [(number: Int, test: ValueTest)]] = [:]
    for case .leaf(let slot, let test) in program.nodes {
      tests[slot, default: []].append((test, program.tests[test]))
    }
    classes = tests.mapValues { ValueClasses($0) }
    known = .allocate(capacity: max(1, slotCount))
    known.initialize(repeating: .init(start: nil, count: 0), count: max(1, slotCount))
    nodes = .allocate(capacity: Self.mostNodes)
    plant()
  }

  deinit {
    fell()
    known.deallocate()
    nodes.deallocate()
  }

  /// Symbols mean something else from now on; classes do not.
  func forgetSymbols() {
    for (slot, values) in classes {
      values.forgetSymbols()
      known[slot] = values.known
    }
  }

  /// The jobs that a row may concern.
  ///
  /// - Precondition: the answer is not held beyond the next call.
  @inline(__always)
  func leaf(_ view: RowView, _ row: Int) -> Leaf {
    var at = 0
    while true {
      let node = nodes[at]
      if node.slot < 0 { return node.leaf }
      let slot = Int(node.slot)
      let symbol = view.symbol(row, slot)
      let table = known[slot]
      var number = Int(symbol) < table.count ? table[Int(symbol)] : ValueClasses.none
      if number == ValueClasses.none {
        guard let found = classify(symbol, slot, view) else {
          at = 0
          continue
        }
        number = found
      }
      if Int(number) < node.children.count, node.children[Int(number)] != 0 {
        at = Int(node.children[Int(number)])
        continue
      }
      guard let child = grow(at, class: number) else { return nodes[at].leaf }
      at = child
    }
  }

  /// nil where the tree was planted anew, without the slot.
  @inline(never)
  private func classify(_ symbol: UInt32, _ slot: Int, _ view: RowView) -> UInt16? {
    guard let values = classes[slot] else { return nil }
    let number = values.classify(symbol, view.symbols.bytes(of: symbol))
    known[slot] = values.known
    if values.isFull {
      // Its tests are left to the evaluator.
      classes[slot] = nil
      known[slot] = .init(start: nil, count: 0)
      fell()
      plant()
      return nil
    }
    return number
  }

  // MARK: The tree

  private func plant() {
    append(parent: -1, class: 0, depth: 0, certain: [], open: Array(0..<Int32(predicates.count)))
  }

  private func fell() {
    for node in UnsafeBufferPointer(start: nodes, count: nodeCount) {
      node.children.deallocate()
      node.leaf.certain.deallocate()
      node.leaf.open.deallocate()
    }
    nodeCount = 0
  }

  /// The node behind a class, made where there is none; nil where the walk ends.
  @inline(never)
  private func grow(_ at: Int, class number: UInt16) -> Int? {
    let node = nodes[at]
    guard nodeCount < Self.mostNodes else { return nil }
    let child = append(
      parent: Int32(at), class: number, depth: node.depth + 1, certain: Array(node.leaf.certain),
      open: Array(node.leaf.open))
    if Int(number) >= node.children.count {
      let larger = UnsafeMutableBufferPointer<Int32>.allocate(capacity: Int(number) + 8)
      larger.initialize(repeating: 0)
      for place in node.children.indices { larger[place] = node.children[place] }
      node.children.deallocate()
      nodes[at].children = larger
    }
    nodes[at].children[Int(number)] = Int32(child)
    return child
  }

  /// Settles what the new node's knowledge settles of the open jobs, and chooses its field.
  @discardableResult
  private func append(
    parent: Int32, class number: UInt16, depth: Int32, certain: [Int32], open: [Int32]
  ) -> Int {
    var knowledge = [UInt16](repeating: ValueClasses.none, count: slotCount)
    var (at, own) = (parent, number)
    while at >= 0 {
      let node = nodes[Int(at)]
      knowledge[Int(node.slot)] = own
      (at, own) = (node.parent, node.parentClass)
    }
    var reading = Reading(dispatch: self, knowledge: knowledge)
    var certain = certain
    var stillOpen: [Int32] = []
    var dependents = [Int](repeating: 0, count: slotCount)
    for job in open {
      let predicate = predicates[Int(job)]
      switch reading.truth(of: predicate) {
      case .holds: certain.append(job)
      case .fails: break
      case .open:
        stillOpen.append(job)
        for slot in reading.openSlots(of: predicate) { dependents[slot] += 1 }
      }
    }
    let best = dependents.indices.max { (dependents[$0], -$0) < (dependents[$1], -$1) }
    let isWorth = depth < Self.mostDepth && best.map { dependents[$0] >= Self.fewJobs } ?? false
    (nodes + nodeCount).initialize(
      to: Node(
        leaf: Leaf(certain: Self.kept(certain), open: Self.kept(stillOpen)),
        slot: isWorth ? Int32(best ?? -1) : -1, depth: depth, parent: parent, parentClass: number))
    nodeCount += 1
    return nodeCount - 1
  }

  private static func kept(_ jobs: [Int32]) -> UnsafeBufferPointer<Int32> {
    guard !jobs.isEmpty else { return .init(start: nil, count: 0) }
    let kept = UnsafeMutableBufferPointer<Int32>.allocate(capacity: jobs.count)
    _ = kept.initialize(from: jobs)
    return UnsafeBufferPointer(kept)
  }

  /// Queries read by one who knows some of the fields.
  private struct Reading {
    enum Truth { case holds, fails, open }

    let dispatch: JobDispatch
    /// Class by slot; ``ValueClasses/none`` where it is not known.
    let knowledge: [UInt16]
    private var memo: [Truth?]

    init(dispatch: JobDispatch, knowledge: [UInt16]) {
      self.dispatch = dispatch
      self.knowledge = knowledge
      memo = Array(repeating: nil, count: dispatch.program.nodes.count)
    }

    mutating func truth(of node: Int) -> Truth {
      if let known = memo[node] { return known }
      let truth: Truth
      switch dispatch.program.nodes[node] {
      case .everything: truth = .holds
      case .leaf(let slot, let test):
        let number = knowledge[slot]
        if number == ValueClasses.none {
          truth = .open
        } else {
          truth = dispatch.classes[slot]?.passes(test, class: number) == true ? .holds : .fails
        }
      case .not(let part):
        switch self.truth(of: part) {
        case .holds: truth = .fails
        case .fails: truth = .holds
        case .open: truth = .open
        }
      case .all(let parts): truth = joined(parts, decisive: .fails, neutral: .holds)
      case .any(let parts): truth = joined(parts, decisive: .holds, neutral: .fails)
      }
      memo[node] = truth
      return truth
    }

    private mutating func joined(_ parts: [Int], decisive: Truth, neutral: Truth) -> Truth {
      var isOpen = false
      for part in parts {
        let truth = truth(of: part)
        if truth == decisive { return decisive }
        if truth == .open { isOpen = true }
      }
      return isOpen ? .open : neutral
    }

    /// Slots with classes on which an open query still depends.
    mutating func openSlots(of node: Int) -> Set<Int> {
      var slots: Set<Int> = []
      collect(node, &slots)
      return slots
    }

    private mutating func collect(_ node: Int, _ slots: inout Set<Int>) {
      guard truth(of: node) == .open else { return }
      switch dispatch.program.nodes[node] {
      case .everything: break
      case .leaf(let slot, _): if dispatch.classes[slot] != nil { slots.insert(slot) }
      case .not(let part): collect(part, &slots)
      case .all(let parts), .any(let parts): for part in parts { collect(part, &slots) }
      }
    }
  }
}
