import HarrierEvents
import HarrierFeatures

/// One worker's groups of one transform, by bucket.
final class TransformGatherer {
  private let planned: Plan.PlannedTransform
  private let symbols: SymbolTable
  private var tables: [Int64: Gathered] = [:]
  private var currentBucket = Int64.min
  private var current: Gathered?
  /// What a value is split into, by symbol.
  private var pieces: [UInt32: [UInt32]] = [:]
  /// Pieces of one value; the rest is passed over.
  private static let mostPieces = 64

  /// A bucket's groups with what its columns hold.
  final class Gathered {
    let table: GroupTable
    let columns: [(any GroupColumn)?]

    init(_ planned: Plan.PlannedTransform) {
      table = GroupTable(lanes: planned.key.count)
      columns = zip(planned.transform.outputs, planned.fields).map { GroupColumns.make($0, slot: $1) }
    }

    /// Its groups, free of the worker's symbols.
    func groups(_ symbols: SymbolTable, lanes: Int) -> [DerivedGroup] {
      table.groups.enumerated().map { number, group in
        DerivedGroup(
          name: GroupName((0..<lanes).map { symbols.bytes(of: group.key[$0]) }), count: group.count,
          first: group.first, last: group.last,
          payloads: columns.map { $0?.payload(of: number, symbols) ?? .events },
          witnesses: table.witnesses(of: number))
      }
    }
  }

  init(_ planned: Plan.PlannedTransform, symbols: SymbolTable) {
    self.planned = planned
    self.symbols = symbols
  }

  var isEmpty: Bool { tables.isEmpty }

  /// Hands over the groups of buckets before the given one.
  func take(before bucket: Int64) -> [(bucket: Int64, groups: [DerivedGroup])] {
    let closed = tables.keys.filter { $0 < bucket }.sorted()
    currentBucket = .min
    current = nil
    return closed.map { ($0, tables.removeValue(forKey: $0)!.groups(symbols, lanes: planned.key.count)) }
  }

  func add(_ rows: UnsafeBufferPointer<Int32>, _ view: RowView, _ context: ChunkContext) {
    for row in rows { add(Int(row), view, context) }
  }

  private func add(_ row: Int, _ view: RowView, _ context: ChunkContext) {
    var key = GroupTable.Key(repeating: 0)
    for (lane, slot) in planned.key.enumerated() {
      let symbol = view.symbol(row, slot)
      if symbol == 0, !planned.isOptional[lane] { return }
      key[lane] = symbol
    }
    let time = view.batch.times[row]
    let bucket = Hunt.bucket(of: time, planned.bucketNanoseconds)
    if bucket != currentBucket { enter(bucket) }
    let event = SourceEvent(
      priority: view.eventHash(row, chunk: context.bytes), time: time,
      offset: context.offset + Int64(view.batch.offsets[row]), length: UInt32(view.batch.lengths[row]),
      file: context.file)
    guard let split = planned.split, key[split] != 0 else { return add(event, row, key, view) }
    for piece in pieces(of: key[split]) {
      key[split] = piece
      add(event, row, key, view)
    }
  }

  private func add(_ event: SourceEvent, _ row: Int, _ key: GroupTable.Key, _ view: RowView) {
    let gathered = current.unsafelyUnwrapped
    let group = gathered.table.group(of: key)
    gathered.table.add(event, to: group)
    for column in gathered.columns { column?.add(row, view, to: group) }
  }

  private func enter(_ bucket: Int64) {
    currentBucket = bucket
    let gathered = tables[bucket] ?? Gathered(planned)
    tables[bucket] = gathered
    current = gathered
  }

  /// The values of a list, or the words of a text, each once.
  private func pieces(of symbol: UInt32) -> [UInt32] {
    if let known = pieces[symbol] { return known }
    var found: [UInt32] = []
    let bytes = symbols.bytes(of: symbol)
    let isList = bytes.contains(FieldValue.separator)
    let comma = UInt8(ascii: ",")
    for piece in bytes.split(whereSeparator: {
      isList ? $0 == FieldValue.separator : $0 <= 0x20 || $0 == comma
    }) {
      let word = symbols.intern(UnsafeBufferPointer(rebasing: piece))
      if !found.contains(word) { found.append(word) }
      if found.count == Self.mostPieces { break }
    }
    pieces[symbol] = found
    return found
  }
}
