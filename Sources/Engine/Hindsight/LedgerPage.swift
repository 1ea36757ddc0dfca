import HarrierEvents
import HarrierFeatures
import HarrierStatistics

/// Some closed buckets of a detector as bytes: keys and numbers first, samples behind them, the samples' words
/// last, so that learning passes samples over.
///
/// - Cost: about ten bytes a key and twenty a sample row; a word once a page.
struct LedgerPageWriter {
  private var entries = StateWriter()
  private var samples = StateWriter()
  private var words = PageWords()
  private let influencers: Int
  private let sampleCap: Int
  private(set) var buckets: [LedgerPage.Place] = []

  init(influencers: Int, sampleCap: Int) {
    self.influencers = influencers
    self.sampleCap = sampleCap
  }

  var byteCount: Int { entries.bytes.count + samples.bytes.count + words.table.byteCount }

  mutating func append(_ aggregates: [MergedAggregate], bucket: Int64, events: Int) {
    buckets.append(
      .init(bucket: bucket, events: events, entries: entries.bytes.count, samples: samples.bytes.count))
    words.forgetSymbols()
    entries.write(aggregates.count)
    for aggregate in aggregates { append(aggregate) }
  }

  private mutating func append(_ aggregate: MergedAggregate) {
    KeyName(aggregate).encode(to: &entries)
    entries.write(aggregate.count)
    SettledPayload.encode(aggregate.payload, to: &entries)
    let start = samples.bytes.count
    let rows = aggregate.rowCount
    samples.write(min(rows, sampleCap))
    if rows <= sampleCap {
      aggregate.forEachRow { append($0, $1) }
    } else {
      for (row, symbols) in aggregate.sample(cap: sampleCap) { append(row, symbols) }
    }
    entries.write(samples.bytes.count - start)
  }

  private mutating func append(_ row: SampleRow, _ symbols: SymbolTable) {
    samples.write(Int(row.time))
    samples.write(Int(row.offset))
    samples.write(Int(row.length))
    samples.write(Int(row.file))
    samples.write(Int(words.word(row.rawBy, symbols)))
    for number in 0..<influencers { samples.write(Int(words.word(row.influencers[number], symbols))) }
  }

  /// The page, and where its parts begin.
  func sealed() -> (bytes: [UInt8], layout: LedgerPage.Layout) {
    var table = StateWriter()
    let words = words.table
    table.write(words.count - 1)
    for symbol in 1..<max(1, words.count) { table.write(words.bytes(of: UInt32(symbol))) }
    let layout = LedgerPage.Layout(
      samples: entries.bytes.count, words: entries.bytes.count + samples.bytes.count)
    return (entries.bytes + samples.bytes + table.bytes, layout)
  }
}

/// A page's words, by the symbols of workers. Neighbouring rows say the same of themselves: what was asked for lately is
/// at hand.
private struct PageWords {
  let table = SymbolTable()
  private var asked: ObjectIdentifier?
  private var recent = [(symbol: UInt32, word: UInt32)](repeating: (0, 0), count: 256)

  /// Before workers' tables may have gone, and others come to lie in their place.
  mutating func forgetSymbols() { asked = nil }

  mutating func word(_ symbol: UInt32, _ symbols: SymbolTable) -> UInt32 {
    if symbol == 0 { return 0 }
    if asked != ObjectIdentifier(symbols) {
      asked = ObjectIdentifier(symbols)
      for place in recent.indices { recent[place] = (0, 0) }
    }
    let place = Int(symbol) & 255
    if recent[place].symbol != symbol {
      recent[place] = (symbol, table.intern(symbols.bytes(of: symbol)))
    }
    return recent[place].word
  }
}

/// A page being read. Not thread-safe: one a reader.
final class LedgerPage {
  struct Place {
    var bucket: Int64
    var events: Int
    /// Where its keys and its samples begin, each in their part of the page.
    var entries: Int
    var samples: Int
  }

  struct Layout {
    var samples: Int
    var words: Int
  }

  private let bytes: [UInt8]
  private let layout: Layout
  private let influencers: Int
  private var words: SymbolTable?

  init(_ bytes: [UInt8], _ layout: Layout, influencers: Int) {
    self.bytes = bytes
    self.layout = layout
    self.influencers = influencers
  }

  /// A bucket's aggregates in the fold's order, as they were when it closed.
  func aggregates(at place: Place, vocabulary: SymbolTable) -> [MergedAggregate] {
    decoded { () throws(StateReader.Failure) in
      var reader = StateReader(bytes, from: place.entries)
      var sample = layout.samples + place.samples
      let count = try reader.readInt()
      var aggregates: [MergedAggregate] = []
      aggregates.reserveCapacity(count)
      for _ in 0..<count {
        let name = try KeyName(from: &reader)
        let events = try reader.readInt()
        let payload = try SettledPayload.decode(from: &reader)
        aggregates.append(
          MergedAggregate(
            name, count: events, payload: payload, vocabulary: vocabulary,
            held: .inLedger(.init(page: self, offset: sample))))
        sample += try reader.readInt()
      }
      return aggregates
    }
  }

  /// A bucket's keys.
  func names(at place: Place) -> [KeyName] {
    decoded { () throws(StateReader.Failure) in
      var reader = StateReader(bytes, from: place.entries)
      var names: [KeyName] = []
      for _ in 0..<(try reader.readInt()) {
        names.append(try KeyName(from: &reader))
        _ = try reader.readInt()
        _ = try SettledPayload.decode(from: &reader)
        _ = try reader.readInt()
      }
      return names
    }
  }

  /// The rows that begin there.
  func witnesses(at offset: Int) -> MergedAggregate.Witnesses {
    decoded { () throws(StateReader.Failure) in
      let words = try readWords()
      var reader = StateReader(bytes, from: offset)
      var rows: [SampleRow] = []
      for number in 0..<(try reader.readInt()) {
        let time = Int64(try reader.readInt())
        let place = Int64(try reader.readInt())
        let length = UInt32(try reader.readInt())
        let file = UInt32(try reader.readInt())
        let raw = UInt32(try reader.readInt())
        var symbols = SampleRow.Influencers()
        for influencer in 0..<influencers { symbols[influencer] = UInt32(try reader.readInt()) }
        // The sample is complete: which rows it keeps is no longer a question.
        rows.append(
          SampleRow(
            priority: UInt64(number) << 32, time: time, offset: place, length: length, file: file, rawBy: raw,
            influencers: symbols))
      }
      return .init(rows: rows[...], symbols: words)
    }
  }

  private func readWords() throws(StateReader.Failure) -> SymbolTable {
    if let words { return words }
    let table = SymbolTable()
    var reader = StateReader(bytes, from: layout.words)
    for _ in 0..<(try reader.readInt()) { _ = table.intern(try reader.readBytes()) }
    words = table
    return table
  }

  /// A page is read by who wrote it.
  private func decoded<Value>(_ body: () throws(StateReader.Failure) -> Value) -> Value {
    do throws(StateReader.Failure) { return try body() } catch {
      preconditionFailure("a page of a ledger is whole: \(error)")
    }
  }
}
