import Foundation
import HarrierEvents
import HarrierFormats
import HarrierInputs
import HarrierTesting
import Testing

/// Every sample of `Samples`, read by the mapping its head asks for, field by field.
///
/// `HARRIER_RECORD=1` writes the expected files anew instead of comparing.
struct GoldenTests {
  static let samples = [
    "cloudtrail.json", "cloudtrail_records.json", "csv_quoted.csv", "ecs_dotted.log",
    "ecs_mixed_arrays.json", "ecs_nested.json", "windows_flat.json", "windows_winlogbeat.json",
    "windows_xml.json", "ecs_pretty.json", "windows_evtx.evtx",
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
    "dll.path", "file.hash.sha256", "file.name", "group.name", "network.direction", "powershell.command.name",
    "powershell.engine.version", "process.args", "process.hash.md5", "process.hash.sha256",
    "process.parent.pid", "process.pe.imphash", "registry.data.strings", "registry.hive", "registry.path",
    "registry.value", "rule.name", "service.name", "service.state", "source.domain", "Target.process.name",
    "user.effective.name", "user.target.id", "user.target.name", "winlog.channel",
    "winlog.event_data.PrivilegeList", "winlog.event_data.ShareName", "winlog.event_data.TargetUserName",
    "winlog.event_data.TicketEncryptionType", "winlog.logon.id", "winlog.logon.type", "winlog.record_id",
  ])

  @Test(arguments: samples)
  func `a sample becomes the expected rows`(name: String) throws {
    let rows = try Self.rows(of: Self.text(of: Self.folder.appending(path: name).path))
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

  /// The sample of an event log is made by hand, from here.
  @Test func `the event log is the one that is made here`() throws {
    let time: UInt64 = 133_497_000_000_000_000
    let logon: [(name: String, value: EVTXFile.Value)] = [
      ("SubjectUserSid", .sid([5, 18])), ("TargetUserSid", .sid([5, 21, 1, 500])),
      ("TargetUserName", .string("bob")),
      ("TargetDomainName", .string("CORP")), ("TargetLogonId", .hex64(0x99)), ("LogonType", .uint32(10)),
      ("IpAddress", .string("::ffff:192.0.2.7")), ("IpPort", .string("50000")), ("ProcessId", .hex64(0x378)),
    ]
    let security = EVTXFile.Event(
      id: 4624, provider: "Microsoft-Windows-Security-Auditing", channel: "Security", time: time, data: logon)
    let process = EVTXFile.Event(
      id: 1, provider: "Microsoft-Windows-Sysmon", channel: "Microsoft-Windows-Sysmon/Operational",
      time: time + 10_000_000,
      data: [
        ("ProcessId", .uint32(4211)), ("Image", .string("C:\\Windows\\System32\\whoami.exe")),
        ("CommandLine", .string("whoami \"/all\"")), ("User", .string("CORP\\ann")),
      ], isNested: true)
    let engine = EVTXFile.Event(
      id: 400, provider: "PowerShell", channel: "Windows PowerShell", time: time + 20_000_000,
      data: [
        ("", .string("Available")), ("", .string("None")),
        ("", .string("\tHostApplication=powershell -nop\r\n\tEngineVersion=5.1")),
      ])
    let bytes = EVTXFile.bytes([[security, process], [engine]])
    let file = Self.folder.appending(path: "windows_evtx.evtx")
    if ProcessInfo.processInfo.environment["HARRIER_RECORD"] == "1" { try Data(bytes).write(to: file) }
    #expect(try [UInt8](Data(contentsOf: file)) == bytes)
  }

  /// What the file says as text.
  private static func text(of path: String) throws -> [UInt8] {
    let stream = try ByteStreams.open(path: path)
    var text: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { buffer.deallocate() }
    while case let got = try stream.read(into: buffer), got > 0 { text += buffer[..<got] }
    return text
  }

  /// The rows of a file, a JSON object each with its fields in order.
  private static func rows(of file: [UInt8]) throws -> [String] {
    let padded = file + [UInt8](repeating: 0, count: ChunkBytes.padding)
    return try padded.withUnsafeBufferPointer { bytes in
      let head = UnsafeBufferPointer(rebasing: bytes[..<file.count])
      let recognised = try FormatRegistry.builtIn.recognise(head: head)
      let plan = MappingPlan(recognised.mapping, fields: fields)
      let reader = FormatRegistry.makeReader(recognised.syntax, plan: plan)
      let records = RecordSplitter.records(in: head, syntax: recognised.syntax)
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
