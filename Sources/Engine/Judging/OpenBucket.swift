import HarrierEvents
import HarrierFeatures
import HarrierStatistics

/// A bucket that was still open when the state was saved: a table like a worker's, with symbols of its own.
final class OpenBucket: ClosableTable {
  let symbols = SymbolTable()
  private(set) var events = 0
  private var entries: [(key: AggregateKey, count: Int, payload: Payload, rows: ArraySlice<SampleRow>)] = []

  var count: Int { entries.count }

  func key(of number: Int) -> AggregateKey { entries[number].key }

  func content(of number: Int) -> (count: Int, payload: Payload, rows: ArraySlice<SampleRow>) {
    (entries[number].count, entries[number].payload, entries[number].rows)
  }

  static func encode(
    _ aggregates: [MergedAggregate], vocabulary: SymbolTable, byWords: SymbolTable, influencers: Int,
    sampleCap: Int, files: SourceFiles, to writer: inout StateWriter
  ) {
    writer.write(aggregates.count)
    for aggregate in aggregates {
      for part in [aggregate.partition, aggregate.over] { writer.write(vocabulary.bytes(of: part)) }
      writer.write(byWords.bytes(of: aggregate.by))
      writer.write(aggregate.count)
      encode(aggregate.payload, to: &writer)
      let sample = aggregate.sample(cap: sampleCap)
      writer.write(sample.count)
      for (row, symbols) in sample {
        writer.write(row.priority)
        writer.write(row.isOfValue)
        writer.write(Int(row.time))
        writer.write(Int(row.length))
        files.encodePlace(of: row, to: &writer)
        writer.write(symbols.bytes(of: row.rawBy))
        for number in 0..<influencers { writer.write(symbols.bytes(of: row.influencers[number])) }
      }
    }
  }

  static func encode(_ payload: Payload, to writer: inout StateWriter) {
    switch payload {
    case .events: writer.write(0)
    case .distinct(let sketch):
      writer.write(1)
      writer.write(sketch.isCapped ? 1 : 0)
      writer.write(sketch.hashes.count)
      for hash in sketch.hashes.sorted() { writer.write(hash) }
    case .strings(let strings):
      writer.write(2)
      writer.write(strings.isCapped ? 1 : 0)
      writer.write(strings.strings.count)
      for hash in strings.strings.keys.sorted() {
        writer.write(hash)
        strings.strings[hash]!.withUnsafeBufferPointer { writer.write($0) }
      }
    case .moments(let moments):
      writer.write(3)
      writer.write(moments.count)
      writer.write(moments.least)
      writer.write(moments.greatest)
      writer.write(moments.sum.partials.count)
      for part in moments.sum.partials { writer.write(part) }
    case .powers(let sums):
      writer.write(4)
      sums.encode(to: &writer)
    case .quantiles(let sketch):
      writer.write(5)
      sketch.encode(to: &writer)
    case .times(let times):
      writer.write(6)
      times.encode(to: &writer)
    case .track(let track):
      writer.write(7)
      track.encode(to: &writer)
    case .rhythm(let rhythm):
      writer.write(8)
      rhythm.encode(to: &writer)
    case .number(let number):
      writer.write(number == nil ? 10 : 9)
      if let number { writer.write(number) }
    }
  }

  init(
    influencers: Int, from reader: inout StateReader, files: SourceFiles
  ) throws(StateReader.Failure) {
    for _ in 0..<(try reader.readCount(least: 6)) {
      let partition = try symbol(from: &reader)
      let over = try symbol(from: &reader)
      let by = try symbol(from: &reader)
      let count = try reader.readInt()
      events += count
      let payload = try Self.payload(from: &reader)
      var rows: [SampleRow] = []
      for _ in 0..<(try reader.readCount(least: 13)) {
        let priority = try reader.readUInt64()
        let isOfValue = try reader.readBool()
        let time = Int64(try reader.readInt())
        let length = UInt32(truncatingIfNeeded: try reader.readInt())
        let (file, offset) = try files.readPlace(time: time, from: &reader)
        let raw = try symbol(from: &reader)
        var witnesses = SampleRow.Influencers()
        for number in 0..<influencers { witnesses[number] = try symbol(from: &reader) }
        rows.append(
          SampleRow(
            priority: priority, isOfValue: isOfValue, time: time, offset: offset, length: length, file: file,
            rawBy: raw, influencers: witnesses))
      }
      entries.append((AggregateKey(partition: partition, over: over, by: by), count, payload, rows[...]))
    }
  }

  private func symbol(from reader: inout StateReader) throws(StateReader.Failure) -> UInt32 {
    let bytes = try reader.readBytes()
    return bytes.withUnsafeBufferPointer { symbols.intern($0) }
  }

  static func payload(from reader: inout StateReader) throws(StateReader.Failure) -> Payload {
    switch try reader.readInt() {
    case 0: return .events
    case 1:
      let isCapped = try reader.readInt() == 1
      var hashes: Set<UInt64> = []
      for _ in 0..<(try reader.readCount(least: 8)) { hashes.insert(try reader.readUInt64()) }
      return .distinct(DistinctSketch(hashes: hashes, isCapped: isCapped))
    case 2:
      let isCapped = try reader.readInt() == 1
      var strings: [UInt64: [UInt8]] = [:]
      for _ in 0..<(try reader.readCount(least: 9)) {
        let hash = try reader.readUInt64()
        strings[hash] = try reader.readBytes()
      }
      return .strings(StringSet(strings, isCapped: isCapped))
    case 3:
      let count = try reader.readInt()
      let least = try reader.readDouble()
      let greatest = try reader.readDouble()
      var parts: [Double] = []
      for _ in 0..<(try reader.readCount(least: 8)) { parts.append(try reader.readDouble()) }
      return .moments(
        Moments(sum: ExactSum(partials: parts), count: count, least: least, greatest: greatest))
    case 4: return .powers(try PowerSums(from: &reader))
    case 5: return .quantiles(try QuantileSketch(from: &reader))
    case 6: return .times(try TimeSlots(from: &reader))
    case 7: return .track(try Track(from: &reader))
    case 8: return .rhythm(try Rhythm(from: &reader))
    case 9: return .number(try reader.readDouble())
    case 10: return .number(nil)
    default: throw .damaged
    }
  }
}
