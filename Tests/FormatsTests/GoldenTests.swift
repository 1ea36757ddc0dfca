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
    let rows = try Self.rows(of: Self.text(of: Self.folder.appending(path: name).path))
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
    let bytes = try Self.text(of: Self.folder.appending(path: name).path)
    try bytes.withUnsafeBufferPointer { head in
      let recognised = try FormatRegistry.builtIn.recognise(head: head)
      let fitting = FormatRegistry.builtIn.candidates(head: head, syntax: recognised.syntax)
      guard fitting.count > 1 else { return }
      #expect(fitting[0].beats(fitting[1]), "\(fitting[0].mapping.name) and \(fitting[1].mapping.name)")
    }
  }

  private static func recognised(_ name: String) throws -> FormatRegistry.Recognised {
    let bytes = try text(of: folder.appending(path: name).path)
    return try bytes.withUnsafeBufferPointer { try FormatRegistry.builtIn.recognise(head: $0) }
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
