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
  private var held: [Witnesses] = []
  private var deferred: Deferred?

  struct Witnesses {
    var rows: ArraySlice<SampleRow>
    var symbols: SymbolTable
  }

  /// Samples that lie in a page of a ledger.
  struct Deferred {
    var page: LedgerPage
    var offset: Int
  }

  /// - Parameter byWords: what `by` speaks in, where that is not the vocabulary.
  init(
    _ name: KeyName, count: Int, payload: Payload, vocabulary: SymbolTable, byWords: SymbolTable? = nil,
    witnesses: [Witnesses] = [], deferred: Deferred? = nil
  ) {
    partition = name.partition
    over = name.over
    by = name.by
    let words = byWords ?? vocabulary
    order = StableHash.mix(
      vocabulary.hash(of: partition) ^ 0x9E37_79B9_7F4A_7C15,
      StableHash.mix(vocabulary.hash(of: over) ^ 0xC2B2_AE3D_27D4_EB4F, words.hash(of: by) | 1) | 1)
    self.count = count
    self.payload = payload
    held = witnesses
    self.deferred = deferred
  }

  /// Samples as the workers hold them, each with the symbols it speaks in; read when asked for where they lie in a
  /// ledger.
  var witnesses: [Witnesses] { deferred.map { [$0.page.witnesses(at: $0.offset)] } ?? held }

  var rowCount: Int { witnesses.reduce(0) { $0 + $1.rows.count } }

  /// The aggregate under another by value.
  func labelled(by symbol: UInt32, vocabulary: SymbolTable) -> MergedAggregate {
    MergedAggregate(
      KeyName(partition: partition, over: over, by: symbol), count: count, payload: payload,
      vocabulary: vocabulary, witnesses: witnesses)
  }

  /// Those of one key as one, in the order of the fold.
  static func joined(_ aggregates: [MergedAggregate], sampleCap: Int) -> [MergedAggregate] {
    var places: [KeyName: Int] = [:]
    var joined: [MergedAggregate] = []
    for aggregate in aggregates {
      if let place = places[KeyName(aggregate)] {
        joined[place].merge(aggregate)
      } else {
        places[KeyName(aggregate)] = joined.count
        joined.append(aggregate)
      }
    }
    for index in joined.indices { joined[index].trim(to: sampleCap) }
    return joined.inFoldOrder
  }

  /// Takes in what another worker holds of the same key.
  mutating func merge(_ other: MergedAggregate) {
    count += other.count
    payload.merge(other.payload)
    held += other.held
  }

  /// Leaves the rows that one worker alone would have kept.
  mutating func trim(to cap: Int) {
    guard held.count > 1 else { return }
    let isOfValues = held.contains { $0.rows.first?.isOfValue == true }
    guard isOfValues || held.reduce(0, { $0 + $1.rows.count }) > cap else { return }
    var kept = held.map { _ in [SampleRow]() }
    let all = held.indices.flatMap { part in held[part].rows.map { (part: part, row: $0) } }
    for (part, row) in Self.first(cap, of: all, \.row) { kept[part].append(row) }
    for part in held.indices { held[part].rows = kept[part][...] }
  }

  /// The rows of least priority over all workers, at most `cap`.
  func sample(cap: Int) -> [(row: SampleRow, symbols: SymbolTable)] {
    let all = witnesses.flatMap { part in part.rows.map { (row: $0, symbols: part.symbols) } }
    return Self.first(cap, of: all, \.row)
  }

  /// The first in order, of a value that is counted one.
  private static func first<Held>(
    _ cap: Int, of all: [Held], _ row: (Held) -> SampleRow
  ) -> [Held] {
    var first: [Held] = []
    for next in all.sorted(by: { row($0).precedes(row($1)) }) {
      if first.count == cap { break }
      if let last = first.last, row(last).isOfSameValue(as: row(next)) { continue }
      first.append(next)
    }
    return first
  }
}

/// Merges the workers' tables of one bucket.
struct AggregateMerger {
  private let vocabulary: SymbolTable
  /// What `by` speaks in: the vocabulary too, unless by values are to be replaced.
  private let byWords: SymbolTable
  private let sampleCap: Int
  private var places: [KeyName: Int] = [:]
  private(set) var merged: [MergedAggregate] = []

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
      let name = KeyName(partition: word(key.partition), over: word(key.over), by: byWord(key.by))
      found.append(
        MergedAggregate(
          name, count: count, payload: payload(), vocabulary: vocabulary, byWords: byWords,
          witnesses: [.init(rows: rows, symbols: symbols)]))
    }
    if isOnly {
      merged = found
    } else {
      for aggregate in found { merge(aggregate) }
    }
  }

  private mutating func merge(_ aggregate: MergedAggregate) {
    let key = KeyName(aggregate)
    guard let place = places[key] else {
      places[key] = merged.count
      merged.append(aggregate)
      return
    }
    merged[place].merge(aggregate)
  }

  /// In the order of the fold.
  mutating func sorted() -> [MergedAggregate] {
    for index in merged.indices { merged[index].trim(to: sampleCap) }
    return merged.inFoldOrder
  }
}

extension [MergedAggregate] {
  fileprivate var inFoldOrder: [MergedAggregate] {
    sorted { ($0.order, $0.partition, $0.over, $0.by) < ($1.order, $1.partition, $1.over, $1.by) }
  }
}
