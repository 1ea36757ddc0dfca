import Foundation
import HarrierEvents
import HarrierFormats
import HarrierTesting
import Testing

/// The walk over JSON records against Foundation's parser, whatever became of the records.
struct JSONReaderTests {
  private static let fields = EventFields([
    "host.name", "process.name", "process.args", "process.parent.name", "event.category", "note",
  ])
  private static let whole = [
    #"{"@timestamp":"2026-01-05T00:00:05.339Z","agent":{"id":"1944","v":[1,{"a":[]}]},"host":{"id":"a","ip":["::1"],"name":"lap-1","os":{"name":"Windows"}},"event":{"category":["process"],"code":7},"process":{"args":["C:\\x.exe","\"q\" {[:,]}"],"parent":{"name":"p","pid":1306},"name":"x.exe","pid":6},"note":"é\u00e9\ud83d\ude00"}"#,
    #"{ "@timestamp" : 1767571200 , "host.name" : "h" , "process" : { "parent.name" : "p" , "name" : "n" } , "note" : null }"#,
    #"{"@timestamp":1767571200.5,"process":[{"name":"a"},{"name":"b"}],"host":{"name":"h"},"a\"b":{},"note":true,"x":-1e5}"#,
  ]
  private static let plain = #"{"@timestamp":1767571200,"host":{"name":"neighbour"},"note":"whole"}"#
  private static let odd = Array(#"{}[]:,"\ truefalsn01-.eE"#.utf8) + [0x09, 0x01, 0x7F, 0xC3, 0xFF]

  /// What became of every record: its values by field, or nil where it was rejected.
  private static func read(
    _ records: [[UInt8]], between gap: String = "\n", byRange: Bool = false
  ) throws -> [[String: String]?] {
    var bytes: [UInt8] = []
    var ranges: [ChunkBytes.RecordRange] = []
    for record in records {
      if !ranges.isEmpty { bytes += Array(gap.utf8) }
      ranges.append(.init(offset: bytes.count, length: record.count))
      bytes += record
    }
    let count = bytes.count
    bytes += [UInt8](repeating: 0x7D, count: ChunkBytes.padding)
    return try bytes.withUnsafeBufferPointer { bytes in
      let ecs = try #require(FormatRegistry.builtIn.mappings.first { $0.name == "ecs" })
      let plan = MappingPlan(ecs, fields: fields)
      let reader = FormatRegistry.makeReader(byRange ? .jsonArray : .jsonLines, plan: plan)
      let base = try #require(bytes.baseAddress)
      reader.begin(ChunkBytes(bytes: base, count: count, records: byRange ? ranges : []))
      let batch = RowBatch(slotCount: plan.slotCount, capacity: 64)
      var found: [Int: [String: String]] = [:]
      while true {
        reader.read(into: batch)
        if batch.count == 0 { break }
        for row in 0..<batch.count {
          var values: [String: String] = [:]
          for (slot, name) in fields.names.enumerated() where batch.row(row)[slot].isPresent {
            values[name] = batch.row(row)[slot].text
          }
          found[batch.offsets[row]] = values
        }
      }
      #expect(found.count + reader.rejects.total == records.count)
      return ranges.map { found[$0.offset] }
    }
  }

  /// What Foundation reads, by dotted path; nil where it reads nothing.
  private static func naive(_ record: [UInt8]) -> [String: [Any]]? {
    guard let object = try? JSONSerialization.jsonObject(with: Data(record)) as? [String: Any] else {
      return nil
    }
    var found: [String: [Any]] = [:]
    func collect(_ value: Any, _ path: String) {
      if let object = value as? [String: Any] {
        for (key, inner) in object { collect(inner, path.isEmpty ? key : path + "." + key) }
      } else if let array = value as? [Any] {
        for inner in array { collect(inner, path) }
      } else if !(value is NSNull) {
        found[path, default: []].append(value)
      }
    }
    collect(object, "")
    return found
  }

  private static func changed(_ record: [UInt8], _ random: inout TestRandom) -> [UInt8] {
    var record = record
    for _ in 0...Int.random(in: 0..<3, using: &random) {
      let place = Int.random(in: 1..<record.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: record[place] = odd.randomElement(using: &random)!
      case 1: record.insert(odd.randomElement(using: &random)!, at: place)
      default: record.remove(at: place)
      }
    }
    return record
  }

  @Test func `a whole record is read as Foundation reads it`() throws {
    for record in Self.whole {
      let read = try #require(try Self.read([Array(record.utf8)])[0])
      let naive = try #require(Self.naive(Array(record.utf8)))
      for name in Self.fields.names where name != "note" {
        #expect(
          read[name] == naive[name]?.map { "\($0)" }.joined(separator: "\u{1F}"), "\(name) of \(record)")
      }
    }
    #expect(try Self.read(Self.whole.map { Array($0.utf8) }).map { $0?["note"] } == ["éé😀", nil, "true"])
  }

  @Test(arguments: whole.indices)
  func `every record cut short is rejected and costs no neighbour`(number: Int) throws {
    let record = Array(Self.whole[number].utf8)
    let plain = Array(Self.plain.utf8)
    for length in 1..<record.count {
      let read = try Self.read([plain, Array(record[..<length]), plain, plain])
      #expect(read.map { $0 == nil } == [false, true, false, false], "cut at \(length)")
    }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4])
  func `a changed record is read alike alone, among lines and in an array, and as Foundation does`(
    seed: UInt64
  ) throws {
    var random = TestRandom(seed: seed)
    let plain = Array(Self.plain.utf8)
    for _ in 0..<150 {
      var records: [[UInt8]] = []
      for _ in 0..<8 {
        records.append(Self.changed(Array(Self.whole.randomElement(using: &random)!.utf8), &random))
        records.append(plain)
      }
      let together = try Self.read(records)
      let array = try Self.read(records, between: ", ", byRange: true)
      for (number, record) in records.enumerated() {
        let text = String(decoding: record, as: UTF8.self)
        #expect(try Self.read([record])[0] == together[number], "\(text)")
        #expect(together[number] == array[number], "\(text)")
        if record == plain { #expect(together[number]?["note"] == "whole") }
        guard let naive = Self.naive(record), let time = naive["@timestamp"] as? [String], time.count == 1,
          TimeParser.parse(time[0]) != nil
        else { continue }
        let read = try #require(together[number], "\(text)")
        for name in ["host.name", "process.name", "process.parent.name"] {
          guard let values = naive[name] as? [String], values.count == 1 else { continue }
          #expect(read[name] == values[0], "\(name) of \(text)")
        }
      }
    }
  }

  @Test(arguments: [
    #"{"@timestamp":1767571200,"note":tru}"#, #"{"@timestamp":1767571200,"note":nul}"#,
    #"{"@timestamp":1767571200,"note":truex}"#, #"{"@timestamp":1767571200,"note":1 2}"#,
    #"{"@timestamp":1767571200,"note":1x}"#, #"{"@timestamp":1767571200,"note" "x"}"#,
    #"{"@timestamp":1767571200,"note":}"#, #"{"@timestamp":1767571200,"note":"x",}"#,
    #"{"@timestamp":1767571200,note:"x"}"#, #"{"@timestamp":1767571200 "note":"x"}"#,
    #"{"@timestamp":1767571200,"host":{"name":"a":"b"},"note":"x"}"#,
    #"{"@timestamp":1767571200,"host":{"name":"a"}"#, #"{"@timestamp":1767571200} {}"#,
    #"{"@timestamp":1767571200}}"#, #"{"@timestamp":1767571200,"note":["a" "b"]}"#,
    #"{"@timestamp":1767571200,"note":["a"}"#, #"{"@timestamp":1767571200,"x":[{]}"#,
    #"[{"@timestamp":1767571200}]"#, "7", "\"x\"",
  ])
  func `what is not JSON where it matters is rejected`(record: String) throws {
    let plain = Array(Self.plain.utf8)
    #expect(try Self.read([plain, Array(record.utf8), plain]).map { $0 == nil } == [false, true, false])
    #expect(try Self.read([Array(record.utf8)])[0] == nil)
  }

  @Test func `a key with an escaped quote ends where it ends`() throws {
    let record = #"{"@timestamp":1767571200,"note\":\"x":"no","a":{"note\"":1},"note":"yes"}"#
    #expect(try Self.read([Array(record.utf8)])[0] == ["note": "yes"])
  }
}
