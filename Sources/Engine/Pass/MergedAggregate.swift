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
  private var held: Held

  struct Witnesses {
    var rows: ArraySlice<SampleRow>
    var symbols: SymbolTable
  }

  /// Samples that lie in a page of a ledger.
  struct Deferred {
    var page: LedgerPage
    var offset: Int
  }

  /// Where samples lie. Most keys are one worker's, and are worth no array.
  enum Held {
    case one(Witnesses)
    case several([Witnesses])
    case inLedger(Deferred)
  }

  init(_ name: KeyName, count: Int, payload: Payload, vocabulary: SymbolTable, held: Held) {
    self.init(
      name, order: name.order(vocabulary, byWords: vocabulary), count: count, payload: payload, held: held)
  }

  /// - Parameter order: that of the name.
  fileprivate init(_ name: KeyName, order: UInt64, count: Int, payload: Payload, held: Held) {
    partition = name.partition
    over = name.over
    by = name.by
    self.order = order
    self.count = count
    self.payload = payload
    self.held = held
  }

  /// Samples as the workers hold them, each with the symbols it speaks in; read when asked for where they lie in a
  /// ledger.
  var witnesses: [Witnesses] {
    switch held {
    case .one(let witnesses): [witnesses]
    case .several(let witnesses): witnesses
    case .inLedger(let place): [place.page.witnesses(at: place.offset)]
    }
  }

  /// As of ``witnesses``, row by row.
  func forEachRow(_ body: (SampleRow, SymbolTable) -> Void) {
    func tell(_ part: Witnesses) { for row in part.rows { body(row, part.symbols) } }
    switch held {
    case .one(let witnesses): tell(witnesses)
    case .several(let witnesses): for part in witnesses { tell(part) }
    case .inLedger(let place): tell(place.page.witnesses(at: place.offset))
    }
  }

  var rowCount: Int {
    if case .one(let witnesses) = held { return witnesses.rows.count }
    return witnesses.reduce(0) { $0 + $1.rows.count }
  }

  /// The aggregate under another by value.
  func labelled(by symbol: UInt32, vocabulary: SymbolTable) -> MergedAggregate {
    MergedAggregate(
      KeyName(partition: partition, over: over, by: symbol), count: count, payload: payload,
      vocabulary: vocabulary, held: held)
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
    held = .several(witnesses + other.witnesses)
  }

  /// Leaves the rows that one worker alone would have kept.
  mutating func trim(to cap: Int) {
    guard case .several(var parts) = held, parts.count > 1 else { return }
    let isOfValues = parts.contains { $0.rows.first?.isOfValue == true }
    guard isOfValues || parts.reduce(0, { $0 + $1.rows.count }) > cap else { return }
    var kept = parts.map { _ in [SampleRow]() }
    let all = parts.indices.flatMap { part in parts[part].rows.map { (part: part, row: $0) } }
    for (part, row) in Self.first(cap, of: all, \.row) { kept[part].append(row) }
    for part in parts.indices { parts[part].rows = kept[part][...] }
    held = .several(parts)
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
  private var tables: [any ClosableTable] = []
  private var places: [Place] = []

  /// A key of one worker's table.
  private struct Place: BitwiseCopyable {
    var order: UInt64
    var name: KeyName
    var table: Int32
    var number: Int32

    /// The order of the fold; equal keys in that of their tables.
    static func comesFirst(_ a: Place, _ b: Place) -> Bool {
      if a.order != b.order { return a.order < b.order }
      if a.name != b.name { return a.name < b.name }
      return a.table < b.table
    }
  }

  init(vocabulary: SymbolTable, byWords: SymbolTable? = nil, sampleCap: Int) {
    self.vocabulary = vocabulary
    self.byWords = byWords ?? vocabulary
    self.sampleCap = sampleCap
  }

  mutating func add(_ table: any ClosableTable) {
    let symbols = table.symbols
    places.reserveCapacity(places.count + table.count)
    for number in 0..<table.count {
      let key = table.key(of: number)
      let name = KeyName(
        partition: vocabulary.intern(key.partition, of: symbols),
        over: vocabulary.intern(key.over, of: symbols), by: byWords.intern(key.by, of: symbols))
      places.append(
        Place(
          order: name.order(vocabulary, byWords: byWords), name: name, table: Int32(tables.count),
          number: Int32(number)))
    }
    tables.append(table)
  }

  /// In the order of the fold.
  mutating func sorted() -> [MergedAggregate] {
    places.sort(by: Place.comesFirst)
    if tables.count == 1 { return places.map { aggregate(at: $0, of: tables[0]) } }
    var merged: [MergedAggregate] = []
    merged.reserveCapacity(places.count)
    var last: KeyName?
    for place in places {
      let aggregate = aggregate(at: place, of: tables[Int(place.table)])
      if place.name == last {
        merged[merged.count - 1].merge(aggregate)
      } else {
        last = place.name
        merged.append(aggregate)
      }
    }
    for index in merged.indices { merged[index].trim(to: sampleCap) }
    return merged
  }

  private func aggregate(at place: Place, of table: any ClosableTable) -> MergedAggregate {
    let (count, payload, rows) = table.content(of: Int(place.number))
    return MergedAggregate(
      place.name, order: place.order, count: count, payload: payload,
      held: .one(.init(rows: rows, symbols: table.symbols)))
  }
}

extension KeyName {
  /// The same in every run: a hash of the texts.
  fileprivate func order(_ vocabulary: SymbolTable, byWords: SymbolTable) -> UInt64 {
    StableHash.mix(
      vocabulary.hash(of: partition) ^ 0x9E37_79B9_7F4A_7C15,
      StableHash.mix(vocabulary.hash(of: over) ^ 0xC2B2_AE3D_27D4_EB4F, byWords.hash(of: by) | 1) | 1)
  }
}

extension [MergedAggregate] {
  fileprivate var inFoldOrder: [MergedAggregate] {
    sorted { ($0.order, $0.partition, $0.over, $0.by) < ($1.order, $1.partition, $1.over, $1.by) }
  }
}
