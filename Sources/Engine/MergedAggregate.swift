import HarrierEvents
import HarrierFeatures

/// A key's aggregate in a closed bucket, merged over workers; keys are symbols of the detector's own
/// vocabulary.
struct MergedAggregate {
  var partition: UInt32
  var over: UInt32
  var by: UInt32
  /// The same in every run: aggregates are folded in this order.
  var order: UInt64
  var count: Int
  var payload: Payload
  /// Samples as the workers hold them, each with the symbols it speaks in.
  var witnesses: [Witnesses]

  struct Witnesses {
    var rows: ArraySlice<SampleRow>
    var symbols: SymbolTable
  }

  /// Leaves the rows that one worker alone would have kept.
  mutating func trim(to cap: Int) {
    guard witnesses.count > 1 else { return }
    let priorities = witnesses.flatMap { $0.rows.map(\.priority) }.sorted()
    guard priorities.count > cap else { return }
    let bound = priorities[cap - 1]
    for index in witnesses.indices {
      witnesses[index].rows = witnesses[index].rows.filter { $0.priority <= bound }[...]
    }
  }

  /// The same for every cut of the input.
  static func order(_ partition: UInt32, _ over: UInt32, by: UInt64, _ vocabulary: SymbolTable) -> UInt64 {
    StableHash.mix(
      vocabulary.hash(of: partition) ^ 0x9E37_79B9_7F4A_7C15,
      StableHash.mix(vocabulary.hash(of: over) ^ 0xC2B2_AE3D_27D4_EB4F, by | 1) | 1)
  }

  /// The aggregate under another by value.
  func labelled(by symbol: UInt32, vocabulary: SymbolTable) -> MergedAggregate {
    var other = self
    other.by = symbol
    other.order = Self.order(partition, over, by: vocabulary.hash(of: symbol), vocabulary)
    return other
  }

  /// Those of one key as one, in the order of the fold.
  static func joined(_ aggregates: [MergedAggregate], sampleCap: Int) -> [MergedAggregate] {
    var places: [[UInt32]: Int] = [:]
    var joined: [MergedAggregate] = []
    for aggregate in aggregates {
      let key = [aggregate.partition, aggregate.over, aggregate.by]
      guard let place = places[key] else {
        places[key] = joined.count
        joined.append(aggregate)
        continue
      }
      joined[place].add(aggregate)
    }
    for index in joined.indices { joined[index].trim(to: sampleCap) }
    return joined.sorted()
  }

  mutating func add(_ other: MergedAggregate) {
    count += other.count
    payload.merge(other.payload)
    witnesses += other.witnesses
  }

  /// The rows of least priority over all workers, at most `cap`.
  func sample(cap: Int) -> [(row: SampleRow, symbols: SymbolTable)] {
    let all = witnesses.flatMap { part in part.rows.map { (row: $0, symbols: part.symbols) } }
    return Array(
      all.sorted { ($0.row.priority, $0.row.offset) < ($1.row.priority, $1.row.offset) }.prefix(cap))
  }
}

/// Merges the workers' tables of one bucket.
struct AggregateMerger {
  private let vocabulary: SymbolTable
  /// What `by` speaks in: the vocabulary too, unless by values are to be replaced.
  private let byWords: SymbolTable
  private let sampleCap: Int
  private var places: [Key: Int] = [:]
  private(set) var merged: [MergedAggregate] = []

  private struct Key: Hashable {
    var partition: UInt32
    var over: UInt32
    var by: UInt32
  }

  init(vocabulary: SymbolTable, byWords: SymbolTable? = nil, sampleCap: Int) {
    self.vocabulary = vocabulary
    self.byWords = byWords ?? vocabulary
    self.sampleCap = sampleCap
  }

  mutating func add(_ table: any ClosableTable, isOnly: Bool) {
    let symbols = table.symbols
    let isApart = byWords !== vocabulary
    var known: [UInt32: UInt32] = [0: 0]
    var knownBy: [UInt32: UInt32] = [0: 0]
    func word(_ symbol: UInt32) -> UInt32 {
      if let word = known[symbol] { return word }
      let word = vocabulary.intern(symbols.bytes(of: symbol))
      known[symbol] = word
      return word
    }
    func byWord(_ symbol: UInt32) -> UInt32 {
      guard isApart else { return word(symbol) }
      if let word = knownBy[symbol] { return word }
      let word = byWords.intern(symbols.bytes(of: symbol))
      knownBy[symbol] = word
      return word
    }
    var found: [MergedAggregate] = []
    table.forEach { key, count, payload, rows in
      let partition = word(key.partition)
      let over = word(key.over)
      let by = byWord(key.by)
      let order = MergedAggregate.order(partition, over, by: byWords.hash(of: by), vocabulary)
      found.append(
        MergedAggregate(
          partition: partition, over: over, by: by, order: order, count: count, payload: payload(),
          witnesses: [.init(rows: rows, symbols: symbols)]))
    }
    if isOnly {
      merged = found
    } else {
      for aggregate in found { merge(aggregate) }
    }
  }

  private mutating func merge(_ aggregate: MergedAggregate) {
    let key = Key(partition: aggregate.partition, over: aggregate.over, by: aggregate.by)
    guard let place = places[key] else {
      places[key] = merged.count
      merged.append(aggregate)
      return
    }
    merged[place].add(aggregate)
  }

  /// In the order of the fold.
  mutating func sorted() -> [MergedAggregate] {
    for index in merged.indices { merged[index].trim(to: sampleCap) }
    return merged.sorted()
  }
}

extension [MergedAggregate] {
  /// In the order of the fold.
  fileprivate func sorted() -> [MergedAggregate] {
    sorted { ($0.order, $0.partition, $0.over, $0.by) < ($1.order, $1.partition, $1.over, $1.by) }
  }
}
