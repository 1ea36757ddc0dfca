import Foundation
import HarrierEvents
import HarrierFormats
import Testing

/// Every sample of `Samples`, read by the mapping its head asks for, field by field.
///
/// `HARRIER_RECORD=1` writes the expected files anew instead of comparing.
struct GoldenTests {
  static let samples: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0 != "README.md" && $0 != "Text" && !$0.hasSuffix(".expected.jsonl") }.sorted()
  }()

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Samples", directoryHint: .isDirectory)

  /// Names that mappings hand on without a rule, and all those that one of them fills.
  private static let fields = EventFields(
    Set(
      FormatRegistry.builtIn.mappings.flatMap(\.outputs) + [
        "cloud.account.id", "destination.ip", "dll.path", "event.id", "file.path", "host.ip", "host.name",
        "network.direction", "process.args", "process.entity_id", "process.parent.pid", "process.pid",
        "source.ip", "user.id", "winlog.channel", "winlog.event_data.LogonType",
        "winlog.event_data.PrivilegeList", "winlog.event_data.ShareName", "winlog.event_data.TargetUserName",
        "winlog.event_data.TicketEncryptionType", "winlog.record_id",
      ]
    ).sorted())

  @Test(arguments: samples)
  func `a sample becomes the expected rows`(name: String) throws {
    let rows = try Self.rows(of: [UInt8](Data(contentsOf: Self.folder.appending(path: name))))
    let file = Self.folder.appending(path: name.prefix { $0 != "." } + ".expected.jsonl")
    if ProcessInfo.processInfo.environment["HARRIER_RECORD"] == "1" {
      try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: file)
    }
    let expected = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(rows.count == expected.count)
    for (row, wanted) in zip(rows, expected) { #expect(row == wanted) }
  }

  @Test func `every expectation has its sample`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let stems = Self.samples.map { String($0.prefix { $0 != "." }) }
    #expect(Set(stems).count == stems.count, "two samples share an expectation")
    let expectations = files.filter { $0.hasSuffix(".expected.jsonl") }
    #expect(expectations.sorted() == stems.map { $0 + ".expected.jsonl" }.sorted())
  }

  @Test func `every mapping has a sample`() throws {
    let texts = (try? FileManager.default.contentsOfDirectory(atPath: Self.folder.path + "/Text")) ?? []
    let all = Self.samples + texts.filter { !$0.hasSuffix(".expected.jsonl") }.map { "Text/" + $0 }
    let told = try all.map { try Self.recognised($0).mapping.name }
    for mapping in FormatRegistry.builtIn.mappings where !mapping.detect.isEmpty {
      #expect(told.contains(mapping.name), "\(mapping.name) has no sample that is recognised as its own")
    }
  }

  /// Runners-up may fit, but each of them worse.
  @Test(arguments: samples)
  func `a sample is recognised as one format and no other`(name: String) throws {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
    try bytes.withUnsafeBufferPointer { head in
      let recognised = try FormatRegistry.builtIn.recognise(head: head)
      let fitting = FormatRegistry.builtIn.candidates(head: head, syntax: recognised.syntax)
      guard fitting.count > 1 else { return }
      #expect(fitting[0].beats(fitting[1]), "\(fitting[0].mapping.name) and \(fitting[1].mapping.name)")
    }
  }

  private static func recognised(_ name: String) throws -> FormatRegistry.Recognised {
    let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
    return try bytes.withUnsafeBufferPointer { try FormatRegistry.builtIn.recognise(head: $0) }
  }

  /// The rows of a file, a JSON object each with its fields in order.
  private static func rows(of file: [UInt8]) throws -> [String] {
    let padded = file + [UInt8](repeating: 0, count: ChunkBytes.padding)
    return try padded.withUnsafeBufferPointer { bytes in
      let head = UnsafeBufferPointer(rebasing: bytes[..<file.count])
      let recognised = try FormatRegistry.builtIn.recognise(head: head)
      let plan = MappingPlan(recognised.mapping, fields: fields)
      let reader = FormatRegistry.makeReader(recognised.syntax, plan: plan)
      let records = recognised.syntax == .jsonArray ? RecordSplitter.records(in: head) : []
      let base = try #require(bytes.baseAddress)
      reader.begin(ChunkBytes(bytes: base, count: file.count, records: records))
      let batch = RowBatch(slotCount: plan.slotCount)
      var rows: [String] = []
      while true {
        reader.read(into: batch)
        if batch.count == 0 { break }
        for row in 0..<batch.count { rows.append(try line(batch, row, format: recognised.name)) }
      }
      #expect(reader.rejects.isEmpty, "\(reader.rejects.counts)")
      return rows
    }
  }

  /// Several values stand as an array; `@format` is what the head was recognised as.
  private static func line(_ batch: RowBatch, _ row: Int, format: String) throws -> String {
    var object: [String: Any] = [
      "@format": format, "@time": EventTime(nanoseconds: batch.times[row]).iso8601,
    ]
    for (slot, name) in fields.names.enumerated() {
      let value = batch.row(row)[slot]
      guard value.isPresent else { continue }
      let isMultiple = value.kind == .multiple
      object[name] =
        isMultiple ? value.text.components(separatedBy: "\u{1F}") as Any : value.text as Any
    }
    let data = try JSONSerialization.data(
      withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }
}
