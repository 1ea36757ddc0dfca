import Foundation
import HarrierEvents
import HarrierFormats
import HarrierInputs
import Testing

/// Every sample of `Samples/Text`, every field that its mapping can fill, read in one piece and in small ones.
///
/// `HARRIER_RECORD=1` writes the expected files anew instead of comparing.
struct TextGoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Samples/Text", directoryHint: .isDirectory)

  /// Of the file's last line, for times without a year.
  private static let years = YearWindow(year: 2026)

  static let samples: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasSuffix(".expected.jsonl") && $0 != "README.md" }.sorted()
  }()

  @Test(arguments: samples)
  func `a text sample becomes the expected rows`(name: String) throws {
    let rows = try Self.rows(name, chunkBytes: 1 << 19)
    let file = Self.expectation(name)
    if ProcessInfo.processInfo.environment["HARRIER_RECORD"] == "1" {
      try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: file)
    }
    let expected = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(rows.count == expected.count)
    for (row, wanted) in zip(rows, expected) { #expect(row == wanted) }
  }

  @Test(arguments: samples, [200, 1000])
  func `any cut gives the same rows`(name: String, chunkBytes: Int) throws {
    #expect(try Self.rows(name, chunkBytes: chunkBytes) == Self.rows(name, chunkBytes: 1 << 19))
  }

  @Test func `every text mapping has a sample and every expectation has its sample`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let expectations = Set(files.filter { $0.hasSuffix(".expected.jsonl") })
    #expect(expectations == Set(Self.samples.map { Self.expectation($0).lastPathComponent }))
    let recognised = try Set(Self.samples.map { try Self.recognise($0).mapping.name })
    let texts = FormatRegistry.builtIn.mappings.filter { !$0.patterns.isEmpty || $0.syntax != nil }.map(
      \.name)
    #expect(recognised.isSuperset(of: texts))
  }

  private static func expectation(_ name: String) -> URL {
    folder.appending(path: String(name.prefix { $0 != "." }) + ".expected.jsonl")
  }

  private static func recognise(_ name: String) throws -> FormatRegistry.Recognised {
    let file = [UInt8](try Data(contentsOf: folder.appending(path: name)))
    return try file.withUnsafeBufferPointer { try FormatRegistry.builtIn.recognise(head: $0, path: name) }
  }

  /// A JSON object a row, and one a reason for which lines were passed over.
  private static func rows(_ name: String, chunkBytes: Int) throws -> [String] {
    let recognised = try recognise(name)
    let fields = EventFields(recognised.mapping.outputs)
    let plan = MappingPlan(recognised.mapping, fields: fields)
    let reader = FormatRegistry.makeReader(recognised.syntax, plan: plan)
    reader.years = years
    let stream = try ByteStreams.open(path: folder.appending(path: name).path)
    let chunks = ChunkReader(stream, syntax: recognised.syntax, chunkBytes: chunkBytes)
    let batch = RowBatch(slotCount: plan.slotCount, capacity: 3)
    var rows: [String] = []
    var rejected: [String: Int] = [:]
    while let chunk = chunks.next() {
      reader.begin(chunk.bytes)
      while true {
        reader.read(into: batch)
        if batch.count == 0 { break }
        for row in 0..<batch.count { rows.append(try line(batch, row, fields, recognised.name)) }
      }
      rejected.merge(reader.rejects.counts, uniquingKeysWith: +)
    }
    for (reason, count) in rejected.sorted(by: { $0.key < $1.key }) {
      rows.append("{\"@rejected\":\"\(reason)\",\"count\":\(count)}")
    }
    return rows
  }

  private static func line(
    _ batch: RowBatch, _ row: Int, _ fields: EventFields, _ format: String
  ) throws -> String {
    var object: [String: Any] = [
      "@format": format, "@time": EventTime(nanoseconds: batch.times[row]).iso8601,
    ]
    for (slot, name) in fields.names.enumerated() {
      let value = batch.row(row)[slot]
      guard value.isPresent else { continue }
      object[name] =
        value.kind == .multiple ? value.text.components(separatedBy: "\u{1F}") as Any : value.text as Any
    }
    let data = try JSONSerialization.data(
      withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }
}
