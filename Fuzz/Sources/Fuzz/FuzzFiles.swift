import Foundation
import HarrierInputs

#if canImport(Glibc)
  import Glibc
#endif

/// What comes before parsers: packed bytes, event logs and archives, read to their end or to 16 MB of text.
enum FuzzFiles {
  private static let mostText = 1 << 24

  /// Whatever is told by its first bytes.
  static func readPacked(_ input: UnsafeBufferPointer<UInt8>) { drain(Array(input)) }

  /// The input is a list of edits (two bytes of place, one of value) of a sound event log, whose checksums are then
  /// made right again: so they reach what the checksums guard.
  static func readEventLog(_ input: UnsafeBufferPointer<UInt8>) {
    var file = soundLog
    for edit in 0..<input.count / 3 {
      let place = Int(input[3 * edit]) | Int(input[3 * edit + 1]) << 8
      file[EVTXFile.headerBytes + place % (usedBytes + 256)] = input[3 * edit + 2]
    }
    EVTXFile.seal(&file, chunk: 0)
    drain(file)
  }

  /// Zip and tar: the list, and every member. An archive has to be a file, for a zip is read from its end.
  static func readArchive(_ input: UnsafeBufferPointer<UInt8>) {
    let path = NSTemporaryDirectory() + "/harrier-fuzz-\(getpid())"
    guard (try? Data(buffer: input).write(to: URL(fileURLWithPath: path))) != nil,
      let members = try? InputFiles.expand([path])
    else { return }
    for member in members.prefix(64) { if let stream = try? ByteStreams.open(path: member) { drain(stream) } }
  }

  // MARK: Reading

  private static func drain(_ bytes: [UInt8]) {
    if let stream = try? ByteStreams.open(BytesStream(bytes), path: "fuzz") { drain(stream) }
  }

  /// Packed data may be a thousand times as long: a part of it is enough.
  private static func drain(_ stream: any ByteStream) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    defer { buffer.deallocate() }
    var left = mostText
    while left > 0, let got = try? stream.read(into: buffer), got > 0 { left -= got }
  }

  // MARK: The sound log

  private static let soundLog = EVTXFile.bytes([events])
  /// Of its chunk.
  private static let usedBytes = 512 + 4096

  private static let events: [EVTXFile.Event] = [
    .init(
      id: 4624, provider: "Microsoft-Windows-Security-Auditing", channel: "Security",
      time: 134_000_000_000_000_000,
      data: [
        ("TargetUserName", .string("a.user")), ("LogonType", .uint32(3)),
        ("TargetUserSid", .sid([21, 1, 2, 1001])),
        ("TargetLogonId", .hex64(0x3e7)), ("Names", .strings(["one", "two"])), ("Raw", .binary([1, 2, 3])),
      ]),
    .init(
      id: 1, provider: "Microsoft-Windows-Sysmon", channel: "Microsoft-Windows-Sysmon/Operational",
      time: 134_000_000_000_000_100,
      data: [
        ("Image", .string("C:\\Windows\\a.exe")), ("ProcessGuid", .guid([UInt8](repeating: 7, count: 16))),
        ("UtcTime", .fileTime(134_000_000_000_000_100)), ("Ports", .uint16s([1, 2])), ("Ratio", .double(0.5)),
      ], isNested: true),
    .init(
      id: 4624, provider: "Microsoft-Windows-Security-Auditing", channel: "Security",
      time: 134_000_000_000_000_200,
      data: [
        ("TargetUserName", .string("b.user")), ("LogonType", .uint32(2)),
        ("TargetUserSid", .sid([21, 1, 2, 1002])),
        ("TargetLogonId", .hex64(0x3e8)), ("Names", .strings(["three"])), ("Raw", .null),
      ]),
  ]
}
