import HarrierEvents
import HarrierFeatures
import HarrierJobs

/// One output of a transform, gathered for all groups of a worker's bucket.
protocol GroupColumn: AnyObject {
  /// Adds a row to a group; groups are numbered from 0.
  func add(_ row: Int, _ view: RowView, to group: Int)
  func payload(of group: Int, _ symbols: SymbolTable) -> Payload
}

enum GroupColumns {
  /// The column of an output; nil where the group itself knows the answer.
  static func make(_ output: Transform.Output, slot: Int?) -> (any GroupColumn)? {
    guard let slot else { return nil }
    switch output.function {
    case .count, .span, .ageDays, .historyDays: return nil
    case .distinctCount: return SymbolColumn<DistinctAccumulator>(slot: slot)
    case .values: return ValueColumn(slot: slot)
    case .sum, .mean, .min, .max: return NumberColumn(slot: slot, isLength: output.isLength)
    }
  }
}

/// Of interned values.
private final class SymbolColumn<A: Accumulator>: GroupColumn {
  private let slot: Int
  private var accumulators: [A] = []

  init(slot: Int) { self.slot = slot }

  func add(_ row: Int, _ view: RowView, to group: Int) {
    while accumulators.count <= group { accumulators.append(A()) }
    let symbol = view.symbol(row, slot)
    if symbol == 0 { return }
    accumulators[group].add(EvidenceInput(symbol: symbol, hash: view.symbols.hash(of: symbol)))
  }

  func payload(of group: Int, _ symbols: SymbolTable) -> Payload { accumulators[group].payload(symbols) }
}

/// Of distinct values, those of least hash.
private final class ValueColumn: GroupColumn {
  private let slot: Int
  private var values: [[(hash: UInt64, symbol: UInt32)]] = []
  /// Longer values are cut.
  private static let mostBytes = 1024

  init(slot: Int) { self.slot = slot }

  func add(_ row: Int, _ view: RowView, to group: Int) {
    while values.count <= group { values.append([]) }
    let symbol = view.symbol(row, slot)
    if symbol == 0 || values[group].contains(where: { $0.symbol == symbol }) { return }
    let hash = view.symbols.hash(of: symbol)
    if values[group].count < Transform.mostValues {
      values[group].append((hash, symbol))
    } else if let worst = values[group].indices.max(by: { values[group][$0].hash < values[group][$1].hash }),
      hash < values[group][worst].hash
    {
      values[group][worst] = (hash, symbol)
    }
  }

  func payload(of group: Int, _ symbols: SymbolTable) -> Payload {
    let pairs = values[group].map { ($0.hash, Array(symbols.bytes(of: $0.symbol).prefix(Self.mostBytes))) }
    return .strings(StringSet(Dictionary(pairs, uniquingKeysWith: { first, _ in first }), isCapped: false))
  }
}

/// Of numbers, or of lengths: what only counts by its length is never interned.
private final class NumberColumn: GroupColumn {
  private let slot: Int
  private let isLength: Bool
  private var moments: [Moments] = []

  init(slot: Int, isLength: Bool) {
    self.slot = slot
    self.isLength = isLength
  }

  func add(_ row: Int, _ view: RowView, to group: Int) {
    while moments.count <= group { moments.append(Moments()) }
    if isLength {
      let value = view.batch.row(row)[slot]
      if value.isPresent { moments[group].add(Double(value.length)) }
    } else {
      moments[group].add(view.number(row, slot))
    }
  }

  func payload(of group: Int, _ symbols: SymbolTable) -> Payload { .moments(moments[group]) }
}
