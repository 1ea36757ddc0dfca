import HarrierDetectors
import HarrierEvents
import HarrierFeatures

/// A table of a closed bucket, whatever its accumulator: keys and samples are symbols of its own table.
protocol ClosableTable: AnyObject {
  var symbols: SymbolTable { get }
  var events: Int { get }
  /// Keys, each of which is there once.
  var count: Int { get }
  func key(of number: Int) -> AggregateKey
  func content(of number: Int) -> (count: Int, payload: Payload, rows: ArraySlice<SampleRow>)
}

/// One worker's aggregates of one detector, by bucket.
protocol Gatherer: AnyObject {
  func add(_ rows: UnsafeBufferPointer<Int32>, _ view: RowView, _ context: ChunkContext)
  /// Hands over the tables of buckets before the given one.
  func take(before bucket: Int64) -> [(bucket: Int64, table: any ClosableTable)]
  var isEmpty: Bool { get }
}

/// Where a chunk's rows come from.
struct ChunkContext {
  var bytes: UnsafePointer<UInt8>
  var file: UInt32
  var offset: Int64
  /// A hash of the file's name.
  var fileHash: UInt64
}

enum Gatherers {
  /// The feature for a function's evidence.
  static func make(_ detector: Plan.PlannedDetector, job: Plan.PlannedJob, symbols: SymbolTable)
    -> any Gatherer
  {
    switch detector.function.evidence {
    case .presence, .count: TypedGatherer<EventAccumulator>(detector, job, symbols)
    case .distinctCount: TypedGatherer<DistinctAccumulator>(detector, job, symbols)
    case .infoContent: TypedGatherer<StringAccumulator>(detector, job, symbols)
    case .mean where job.weight != nil:
      TypedGatherer<WeightedMomentsAccumulator>(detector, job, symbols)
    case .sum, .mean, .min, .max, .extremes: TypedGatherer<MomentsAccumulator>(detector, job, symbols)
    case .median: TypedGatherer<QuantileAccumulator>(detector, job, symbols)
    case .variance: TypedGatherer<PowerSumsAccumulator>(detector, job, symbols)
    case .times: TypedGatherer<TimeAccumulator>(detector, job, symbols)
    case .track: TypedGatherer<TrackAccumulator>(detector, job, symbols)
    case .rhythm: TypedGatherer<RhythmAccumulator>(detector, job, symbols)
    }
  }
}

final class TypedGatherer<A: Accumulator>: Gatherer {
  /// Slots; −1 where the detector has no such part.
  private let field: Int
  private let by: Int
  private let over: Int
  private let partition: Int
  private let usesNull: Bool
  private let template: Plan.Template
  private let bucketNanoseconds: Int64
  private let influencers: [Int]
  private let symbols: SymbolTable
  private let sampleCap: Int
  /// Different values or what they say are counted, not events or numbers.
  private let countsValues: Bool
  private let weight: Int
  private let point: PointReader?
  private var tables: [Int64: Gathered] = [:]
  private var current: Gathered?
  /// When the current bucket begins and ends, in nanoseconds: rows of one bucket mostly follow each other.
  private var currentStart = Int64.max
  private var currentEnd = Int64.min

  /// A bucket's table with what its entries gather.
  private final class Gathered {
    let table: AggregateTable
    // One worker's own, and nothing that is called while it is changed leads back here: a check a row is not worth it.
    @exclusivity(unchecked) var accumulators: [A] = []
    init(sampleCap: Int) { table = AggregateTable(sampleCap: sampleCap) }
  }

  init(_ detector: Plan.PlannedDetector, _ job: Plan.PlannedJob, _ symbols: SymbolTable) {
    field = detector.field ?? -1
    by = detector.by ?? -1
    over = detector.over ?? -1
    partition = detector.partition ?? -1
    usesNull = detector.spec.useNull
    template = detector.template
    self.symbols = symbols
    bucketNanoseconds = job.bucketNanoseconds
    influencers = job.influencers
    sampleCap = detector.sampleCap
    point = detector.point
    weight = job.weight ?? -1
    let evidence = detector.function.evidence
    countsValues = field >= 0 && (evidence == .distinctCount || evidence == .infoContent)
  }

  var isEmpty: Bool { tables.isEmpty }

  func take(before bucket: Int64) -> [(bucket: Int64, table: any ClosableTable)] {
    if tables.isEmpty { return [] }
    let closed = tables.keys.filter { $0 < bucket }.sorted()
    current = nil
    (currentStart, currentEnd) = (.max, .min)
    return closed.map { ($0, Closed(gathered: tables.removeValue(forKey: $0)!, symbols: symbols)) }
  }

  private final class Closed: ClosableTable {
    let gathered: Gathered
    let symbols: SymbolTable

    init(gathered: Gathered, symbols: SymbolTable) {
      self.gathered = gathered
      self.symbols = symbols
    }

    var events: Int { gathered.table.events }
    var count: Int { gathered.table.count }

    func key(of number: Int) -> AggregateKey { gathered.table.entries[number].key }

    @specialized(where A == EventAccumulator)
    @specialized(where A == DistinctAccumulator)
    @specialized(where A == StringAccumulator)
    @specialized(where A == MomentsAccumulator)
    func content(of number: Int) -> (count: Int, payload: Payload, rows: ArraySlice<SampleRow>) {
      (
        gathered.table.entries[number].count, gathered.accumulators[number].payload(symbols),
        gathered.table.sample(of: number)
      )
    }
  }

  // Called through a protocol, so that only these are compiled for what they are.
  @specialized(where A == EventAccumulator)
  @specialized(where A == DistinctAccumulator)
  @specialized(where A == StringAccumulator)
  @specialized(where A == MomentsAccumulator)
  @specialized(where A == TimeAccumulator)
  @specialized(where A == RhythmAccumulator)
  func add(_ rows: UnsafeBufferPointer<Int32>, _ view: RowView, _ context: ChunkContext) {
    var gathered = current
    for row in rows {
      let row = Int(row)
      guard let (key, raw) = key(row, view) else { continue }
      let weight = self.weight < 0 ? 1 : Self.events(view.number(row, self.weight))
      if weight == 0 { continue }
      let time = view.batch.times[row]
      if time < currentStart || time >= currentEnd {
        gathered = enter(Hunt.bucket(of: time, bucketNanoseconds))
      }
      add(row, to: gathered.unsafelyUnwrapped, key, raw: raw, weight: weight, view, context)
    }
  }

  @inline(__always)
  private func part(_ slot: Int, _ row: Int, _ view: RowView, isMissing: inout Bool) -> UInt32 {
    guard slot >= 0 else { return 0 }
    let symbol = view.symbol(row, slot)
    if symbol == 0 { isMissing = true }
    return symbol
  }

  /// A row's key, and the by value before its template was taken; nil where the row counts for none.
  @inline(__always)
  private func key(_ row: Int, _ view: RowView) -> (AggregateKey, raw: UInt32)? {
    var isMissing = false
    let raw = part(self.by, row, view, isMissing: &isMissing)
    let partition = part(self.partition, row, view, isMissing: &isMissing)
    let over = part(self.over, row, view, isMissing: &isMissing)
    if isMissing && !usesNull { return nil }
    let by = raw == 0 ? raw : view.template(template, of: raw)
    return (AggregateKey(partition: partition, over: over, by: by), raw)
  }

  @inline(__always)
  private func add(
    _ row: Int, to gathered: Gathered, _ key: AggregateKey, raw: UInt32, weight: Int, _ view: RowView,
    _ context: ChunkContext
  ) {
    let table = gathered.table
    let entry = table.entry(of: key)
    let coarse = view.eventHash(row, chunk: context.bytes) & SampleRow.coarsePriority
    if entry == gathered.accumulators.count { gathered.accumulators.append(A()) }
    let input = input(row, view, weight)
    gathered.accumulators[entry].add(input)
    let priority: UInt64
    if countsValues {
      priority = input.hash & SampleRow.coarsePriority | coarse >> 32
      guard table.count(entry, ofValue: priority, events: weight) else { return }
    } else {
      guard table.count(entry, priority: coarse, events: weight) else { return }
      priority = coarse | view.tieBreak(row, context)
    }
    var witnesses = SampleRow.Influencers()
    for (number, slot) in influencers.enumerated() { witnesses[number] = view.symbol(row, slot) }
    table.keep(
      SampleRow(
        priority: priority, isOfValue: countsValues, time: view.batch.times[row],
        offset: context.offset + Int64(view.batch.offsets[row]),
        length: UInt32(view.batch.lengths[row]), file: context.file, rawBy: raw, influencers: witnesses),
      of: entry)
  }

  @inline(__always)
  private func input(_ row: Int, _ view: RowView, _ weight: Int) -> EvidenceInput {
    let time = view.batch.times[row]
    guard field >= 0 else { return EvidenceInput(time: time) }
    if let point { return EvidenceInput(time: time, place: point.place(row, view)) }
    if !countsValues { return EvidenceInput(number: view.number(row, field), time: time, weight: weight) }
    let symbol = view.symbol(row, field)
    return EvidenceInput(symbol: symbol, hash: view.symbols.hash(of: symbol))
  }

  /// How many events a row stands for; 0 for none, or where it does not say.
  ///
  /// A thousand million, the most, still adds up over as many rows.
  private static func events(_ count: Double) -> Int { (1...1e9).contains(count) ? Int(count) : 0 }

  private func enter(_ bucket: Int64) -> Gathered {
    // A bucket at the edge of time has no bounds that can be told: its rows ask each time.
    let (start, isBefore) = bucket.multipliedReportingOverflow(by: bucketNanoseconds)
    let (end, isBehind) = start.addingReportingOverflow(bucketNanoseconds)
    (currentStart, currentEnd) = isBefore || isBehind ? (.max, .min) : (start, end)
    let table = tables[bucket] ?? Gathered(sampleCap: sampleCap)
    tables[bucket] = table
    current = table
    return table
  }
}
