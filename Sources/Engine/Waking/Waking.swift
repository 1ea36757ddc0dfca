import HarrierEvents
import HarrierScoring

/// A bucket whose keys may be told for how seldom their detector sees anything.
struct Waking {
  var silence: Silence
  /// Keys that it has seen already, or in hindsight at another time, too.
  var known: Set<UInt64> = []

  /// Places of those that are told.
  func news(in aggregates: [MergedAggregate], vocabulary: SymbolTable) -> [Int] {
    known.isEmpty
      ? Array(aggregates.indices)
      : aggregates.indices.filter { !known.contains(KeyName(aggregates[$0]).hash(in: vocabulary)) }
  }
}
