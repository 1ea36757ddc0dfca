import HarrierEnrichment
import HarrierEvents
import HarrierJobs
import HarrierQuery
import HarrierTesting
import Testing

@testable import HarrierEngine

struct JobDispatchTests {
  /// Queries of every kind of node, most of them over a few kinds of rows as in a catalogue.
  private static let queries: [String] = {
    var queries = ["", "event.category: *", "not event.category: process", "process.command_line: *x1*"]
    for kind in ["process", "network", "file"] {
      for system in ["windows", "linux"] {
        queries.append("event.category: \(kind) and host.os.type: \(system)")
        for number in 0..<12 {
          queries += [
            "event.category: \(kind) and host.os.type: \(system) and process.name: p\(number)",
            "event.category: \(kind) and (destination.port: \(number) or process.name: p\(number)*)",
            "host.os.type: \(system) and not (destination.port >= \(number) or process.name: p1)",
            "event.category: \(kind) and process.command_line: *x\(number)*",
          ]
        }
      }
    }
    return queries
  }()

  private static func plan() throws -> Plan {
    let jobs = queries.enumerated().map { number, query in
      TestHunt.job("job\(1000 + number)", .init(function: "count"), query: query)
    }
    var none = EnricherRegistry()
    none.all = []
    return try Plan(jobs: jobs, enrichers: none)
  }

  /// Rows whose bytes live as long as this.
  private final class Rows {
    let batch: RowBatch
    private var texts: [UnsafeMutableBufferPointer<UInt8>] = []

    init(_ plan: Plan, count: Int, seed: UInt64, words: Int) {
      batch = RowBatch(slotCount: plan.fields.count, capacity: count)
      var generator = TestRandom(seed: seed)
      for row in 0..<count {
        for slot in 0..<plan.fields.count where generator.next() % 8 != 0 {
          set(row, slot, Self.value(plan.fields.names[slot], words: words, &generator))
        }
      }
      batch.count = count
    }

    private static func value(_ field: String, words: Int, _ generator: inout TestRandom) -> String {
      func pick(_ values: [String]) -> String { values[Int(generator.next() % UInt64(values.count))] }
      return switch field {
      case "event.category": pick(["process", "network", "file", "process\u{1F}network", "registry"])
      case "host.os.type": pick(["windows", "linux", "macos"])
      case "process.name": "p\(generator.next() % 30)"
      case "destination.port": "\(generator.next() % 20)"
      default: "a x\(generator.next() % 40) \(generator.next() % UInt64(words))"
      }
    }

    private func set(_ row: Int, _ slot: Int, _ text: String) {
      let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
      _ = bytes.initialize(from: text.utf8)
      texts.append(bytes)
      let kind: FieldValue.Kind = text.utf8.contains(FieldValue.separator) ? .multiple : .string
      batch.row(row)[slot] = FieldValue(
        bytes: UnsafePointer(bytes.baseAddress), length: UInt32(bytes.count), kind: kind)
    }

    deinit { for text in texts { text.deallocate() } }
  }

  /// The jobs that a walk and what is left open come to, row by row, against all queries evaluated plainly.
  private func check(_ rows: Rows, _ plan: Plan, forgetting: Bool = false) {
    let view = RowView(plan: plan, batch: rows.batch)
    let dispatch = JobDispatch(
      plan.program, predicates: plan.jobs.map(\.predicate), slotCount: plan.fields.count)
    let evaluator = PredicateEvaluator(plan.program)
    var settled = 0
    view.beginBatch()
    for row in 0..<rows.batch.count {
      if forgetting, row == rows.batch.count / 2 {
        view.renewSymbols()
        view.beginBatch()
        dispatch.forgetSymbols()
        evaluator.forgetSymbols()
      }
      let leaf = dispatch.leaf(view, row)
      settled += leaf.open.count
      evaluator.beginRow()
      let found =
        leaf.certain.map(Int.init)
        + leaf.open.map(Int.init).filter { evaluator.evaluate(plan.jobs[$0].predicate, view, row) }
      let plain = PredicateEvaluator(plan.program)
      plain.beginRow()
      let expected = plan.jobs.indices.filter { plain.evaluate(plan.jobs[$0].predicate, view, row) }
      #expect(found.sorted() == expected)
    }
    // It would be right to leave all of them open, and of no use.
    #expect(settled < rows.batch.count * plan.jobs.count / 4)
  }

  @Test(arguments: [1, 2, 3])
  func `a walk comes to the jobs whose queries hold`(seed: UInt64) throws {
    let plan = try Self.plan()
    check(Rows(plan, count: 400, seed: seed, words: 40), plan)
  }

  @Test func `other symbols change nothing`() throws {
    let plan = try Self.plan()
    check(Rows(plan, count: 300, seed: 4, words: 40), plan, forgetting: true)
  }

  @Test func `free text has few classes, however many its values`() throws {
    let values = ValueClasses([(3, .wildcard(.init(pieces: ["", "x1", ""]))), (8, .exists)])
    let table = SymbolTable()
    var wrong: [String] = []
    for number in 0..<50_000 {
      let text = "command x\(number)"
      let symbol = table.intern(text)
      let found = values.classify(symbol, table.bytes(of: symbol))
      if values.passes(3, class: found) != text.contains("x1") || !values.passes(8, class: found) {
        wrong.append(text)
      }
    }
    #expect(wrong.isEmpty && !values.isFull)
    #expect(values.count == 3)
  }

  @Test func `a slot of too many classes is left to the queries`() throws {
    let values = ValueClasses(
      (0..<13).map { bit in (bit, .wildcard(.init(pieces: ["", "<\(bit)>", ""]))) })
    let table = SymbolTable()
    for number in 0..<8192 {
      let text = "v" + (0..<13).filter { number >> $0 & 1 == 1 }.map { "<\($0)>" }.joined()
      let symbol = table.intern(text)
      _ = values.classify(symbol, table.bytes(of: symbol))
      if values.isFull { break }
    }
    #expect(values.isFull && values.count == 4096)
  }
}
