import Foundation
import HarrierEvents
import HarrierFormats
import Testing

/// Every sample of `Samples`, read by the mapping its head asks for, field by field.
///
/// `HARRIER_RECORD=1` writes the expected files anew instead of comparing.
struct GoldenTests {
  static let samples = [
    "cloudtrail.json", "cloudtrail_records.json", "csv_quoted.csv", "ecs_dotted.log",
    "ecs_mixed_arrays.json", "ecs_nested.json", "windows_flat.json", "windows_winlogbeat.json",
    "zeek_conn.log", "zeek_conn_json.json", "zeek_dns.log",
  ]

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Samples", directoryHint: .isDirectory)

  private static let fields = EventFields([
    "aws.cloudtrail.console_login.additional_eventdata.mfa_used", "aws.cloudtrail.error_code",
    "aws.cloudtrail.error_message", "aws.cloudtrail.read_only", "aws.cloudtrail.user_identity.arn",
    "aws.cloudtrail.user_identity.session_context.session_issuer.arn", "aws.cloudtrail.user_identity.type",
    "cloud.account.id", "cloud.provider", "cloud.region", "destination.bytes", "destination.domain",
    "destination.ip", "destination.packets", "destination.port", "dns.answers.data", "dns.question.name",
    "dns.question.registered_domain", "dns.question.type", "dns.response_code", "event.action",
    "event.category", "event.code", "event.dataset", "event.duration", "event.id", "event.kind",
    "event.outcome", "event.provider", "event.type", "file.path", "host.ip", "host.name", "host.os.type",
    "network.protocol", "network.transport", "powershell.file.script_block_id",
    "powershell.file.script_block_text", "process.command_line", "process.entity_id", "process.executable",
    "process.name", "process.parent.command_line", "process.parent.executable", "process.parent.name",
    "process.pe.original_file_name", "process.pid", "process.working_directory", "source.address",
    "source.bytes", "source.ip", "source.packets", "source.port", "user.domain", "user.id", "user.name",
    "user_agent.original", "winlog.event_data.LogonType", "zeek.connection.state",
  ])

  @Test(arguments: samples)
  func `a sample becomes the expected rows`(name: String) throws {
    let rows = try Self.rows(of: [UInt8](Data(contentsOf: Self.folder.appending(path: name))))
    let stem = name.prefix { $0 != "." }
    let file = Self.folder.appending(path: stem + ".expected.jsonl")
    if ProcessInfo.processInfo.environment["HARRIER_RECORD"] == "1" {
      try Data((rows.joined(separator: "\n") + "\n").utf8).write(to: file)
    }
    let expected = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
    #expect(rows.count == expected.count)
    for (row, wanted) in zip(rows, expected) { #expect(row == wanted) }
  }

  @Test func `every sample is tested and every expectation has its sample`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0 != "README.md" && $0 != "Text" }
    let expectations = Self.samples.map { String($0.prefix { $0 != "." }) + ".expected.jsonl" }
    #expect(files.sorted() == (Self.samples + expectations).sorted())
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
