import HarrierEvents
import Synchronization

/// Tells a text format by its content: a mapping's share of the first lines that its patterns fit, times included.
///
/// Mappings are compiled when a text first has to be told, and kept.
final class TextRecogniser: Sendable {
  private struct Candidate: Sendable {
    var mapping: LogMapping
    var plan: MappingPlan
  }

  /// What the lines said.
  struct Finding {
    var mapping: LogMapping
    var fitting: Int
    var lines: Int
    var isMost: Bool { fitting * 2 >= lines && fitting > 0 }
  }

  /// Lines that are looked at.
  static let mostLines = 100
  private static let mostBytes = 1 << 16
  private let mappings: [LogMapping]
  private let compiled = Mutex<[Candidate]?>(nil)

  init(_ mappings: [LogMapping]) {
    self.mappings = mappings.filter { !$0.patterns.isEmpty && $0.syntax == nil }
  }

  /// The mapping that fits most of the first lines; nil where none fits any.
  ///
  /// Among equals, one that is not generic, then one whose hint is in the path, then one without hints, then the
  /// first by name.
  func best(_ head: UnsafeBufferPointer<UInt8>, path: String?) -> Finding? {
    let sample = firstLines(head)
    guard sample.lines > 0 else { return nil }
    let path = path?.lowercased() ?? ""
    var winner: (finding: Finding, order: [Int])?
    for candidate in candidates() {
      let fitting = count(candidate.plan, head, sample.bytes)
      if fitting == 0 { continue }
      let finding = Finding(mapping: candidate.mapping, fitting: fitting, lines: sample.lines)
      let hints = candidate.mapping.pathHints
      let hint = hints.isEmpty ? 1 : hints.contains(where: path.contains) ? 2 : 0
      let isTold = finding.isMost && !candidate.mapping.isGeneric
      let order = [isTold ? 1 : 0, fitting, candidate.mapping.isGeneric ? 0 : 1, hint]
      if winner == nil || winner!.order.lexicographicallyPrecedes(order) { winner = (finding, order) }
    }
    return winner?.finding
  }

  private func candidates() -> [Candidate] {
    compiled.withLock { compiled in
      if let known = compiled { return known }
      let made = mappings.map { Candidate(mapping: $0, plan: MappingPlan($0, fields: EventFields())) }
      compiled = made
      return made
    }
  }

  /// How many bytes hold the first lines; a line that the head cuts is none, unless it is the only one.
  private func firstLines(_ head: UnsafeBufferPointer<UInt8>) -> (bytes: Int, lines: Int) {
    var lines = 0
    var end = 0
    var isBlank = true
    for (at, byte) in head.prefix(Self.mostBytes).enumerated() {
      if byte == 0x0A {
        if !isBlank { lines += 1 }
        isBlank = true
        end = at + 1
        if lines == Self.mostLines { break }
      } else if byte > 0x20 {
        isBlank = false
      }
    }
    if lines < Self.mostLines, !isBlank, lines == 0 || head.count <= Self.mostBytes {
      return (min(head.count, Self.mostBytes), lines + 1)
    }
    return (end, lines)
  }

  private func count(_ plan: MappingPlan, _ head: UnsafeBufferPointer<UInt8>, _ bytes: Int) -> Int {
    guard let base = head.baseAddress else { return 0 }
    let reader = TextReader(plan: plan)
    reader.years = YearWindow(year: 2000)
    reader.begin(ChunkBytes(bytes: base, count: bytes))
    let batch = RowBatch(slotCount: plan.slotCount, capacity: Self.mostLines + 1)
    reader.read(into: batch)
    return batch.count
  }
}
