import HarrierEnrichment
import HarrierEvents

/// What joint enrichers made of tuples of symbols: each tuple is asked for once.
///
/// - Memory: bounded; a full table is forgotten and filled anew.
final class JointDerivations {
  private struct Key: FlatKey {
    var first: UInt32 = 0
    var second: UInt32 = 0
    var third: UInt32 = 0
    /// Quarter hours since 1970 where the time counts.
    var step: Int64 = 0

    var slotHash: Int {
      StableHash.slot(
        UInt64(first) | UInt64(second) << 32, UInt64(third) ^ UInt64(bitPattern: step) << 24)
    }
  }

  private static let most = 1 << 18

  private let enrichers: [any JointEnricher]
  private let inputs: [[Int]]
  /// By enricher: where a tuple's outputs begin.
  private var known: [FlatTable<Key, Int>]
  private var outputs: [[UInt32]]

  init(_ plan: Plan) {
    enrichers = plan.jointEnrichers
    inputs = plan.jointInputs
    known = enrichers.map { _ in FlatTable() }
    outputs = enrichers.map { _ in [] }
    precondition(inputs.allSatisfy { $0.count <= JointEnrichers.mostInputs }, "a tuple has so many places")
  }

  /// For a new table of symbols.
  func forget() {
    known = enrichers.map { _ in FlatTable() }
    outputs = enrichers.map { _ in [] }
  }

  /// The symbol of an output; 0 where an input is missing or nothing follows.
  func symbol(_ way: Plan.Derivation, _ row: Int, _ view: RowView) -> UInt32 {
    let slots = inputs[way.enricher]
    var key = Key()
    for (place, slot) in slots.enumerated() {
      let symbol = view.symbol(row, slot)
      if symbol == 0 { return 0 }
      if place == 0 {
        key.first = symbol
      } else if place == 1 {
        key.second = symbol
      } else {
        key.third = symbol
      }
    }
    if enrichers[way.enricher].asksTime {
      key.step = Hunt.bucket(of: view.batch.times[row], JointEnrichers.timeStep * 1_000_000_000)
    }
    if let start = known[way.enricher][key] { return outputs[way.enricher][start + way.output] }
    return ask(way, key, inputs: slots.count, view)
  }

  private func ask(_ way: Plan.Derivation, _ key: Key, inputs count: Int, _ view: RowView) -> UInt32 {
    let enricher = enrichers[way.enricher]
    let bytes = [key.first, key.second, key.third].prefix(count).map { view.symbols.bytes(of: $0) }
    let time = EventTime(seconds: key.step * JointEnrichers.timeStep)
    let values = enricher.values(of: bytes, time: enricher.asksTime ? time : nil)
    if known[way.enricher].count >= Self.most {
      known[way.enricher] = FlatTable()
      outputs[way.enricher].removeAll(keepingCapacity: true)
    }
    let start = outputs[way.enricher].count
    known[way.enricher].set(key, start)
    for value in values { outputs[way.enricher].append(value.map { view.symbols.intern($0) } ?? 0) }
    return outputs[way.enricher][start + way.output]
  }
}
