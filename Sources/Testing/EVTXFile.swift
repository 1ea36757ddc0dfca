/// A small Windows event log file, made by hand: real binary XML with templates, of our own events.
///
/// One template an event shape, written where it is used first and referred to afterwards; names likewise.
public struct EVTXFile: Sendable {
  public enum Value: Sendable {
    case null
    case string(String)
    case strings([String])
    case ansi(String)
    case int8(Int8)
    case uint8(UInt8)
    case int16(Int16)
    case uint16(UInt16)
    case int32(Int32)
    case uint32(UInt32)
    case int64(Int64)
    case uint64(UInt64)
    case float(Float)
    case double(Double)
    case bool(Bool)
    case binary([UInt8])
    case guid([UInt8])
    case fileTime(UInt64)
    case systemTime([UInt16])
    case sid([UInt32])
    case hex32(UInt32)
    case hex64(UInt64)
    case uint16s([UInt16])
  }

  public struct Event: Sendable {
    public var id: UInt16
    public var provider: String
    public var channel: String
    /// 100 ns since 1601.
    public var time: UInt64
    public var data: [(name: String, value: Value)]
    /// Event data as a fragment of its own among the values, as classic providers have it.
    public var isNested = false

    public init(
      id: UInt16, provider: String, channel: String, time: UInt64, data: [(name: String, value: Value)],
      isNested: Bool = false
    ) {
      self.id = id
      self.provider = provider
      self.channel = channel
      self.time = time
      self.data = data
      self.isNested = isNested
    }
  }

  public static let headerBytes = 4096
  public static let chunkBytes = 1 << 16

  /// A file of one chunk for each list of events.
  public static func bytes(_ chunks: [[Event]], isDirty: Bool = false, oldestChunk: UInt64 = 0) -> [UInt8] {
    var number: UInt64 = 1
    let bodies = chunks.map { events -> [UInt8] in
      var chunk = ChunkBuilder(firstRecord: number)
      for event in events { chunk.add(event) }
      number += UInt64(events.count)
      return chunk.finished()
    }
    var header = Array("ElfFile\0".utf8) + little(oldestChunk) + little(UInt64(max(1, chunks.count) - 1))
    header += little(number) + little(UInt32(128)) + little(UInt16(1)) + little(UInt16(3))
    header += little(UInt16(4096)) + little(UInt16(truncatingIfNeeded: chunks.count))
    header += [UInt8](repeating: 0, count: 120 - header.count) + little(UInt32(isDirty ? 1 : 0))
    header += little(crc32(header[..<120]))
    header += [UInt8](repeating: 0, count: headerBytes - header.count)
    return header + bodies.flatMap { $0 }
  }

  /// Sets a chunk's checksums anew after its bytes were changed.
  public static func seal(_ file: inout [UInt8], chunk: Int) {
    let start = headerBytes + chunk * chunkBytes
    let end = (0..<4).reduce(0) { $0 | Int(file[start + 48 + $1]) << (8 * $1) }
    guard (512...chunkBytes).contains(end) else { return }
    file.replaceSubrange(start + 52..<(start + 56), with: little(crc32(file[(start + 512)..<(start + end)])))
    let header = file[start..<(start + 120)] + file[(start + 128)..<(start + 512)]
    file.replaceSubrange(start + 124..<(start + 128), with: little(crc32(header)))
  }

  static func little<Number: FixedWidthInteger>(_ value: Number) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}

extension EVTXFile.Value {
  var type: UInt8 {
    switch self {
    case .null: 0x00
    case .string: 0x01
    case .ansi: 0x02
    case .int8: 0x03
    case .uint8: 0x04
    case .int16: 0x05
    case .uint16: 0x06
    case .int32: 0x07
    case .uint32: 0x08
    case .int64: 0x09
    case .uint64: 0x0A
    case .float: 0x0B
    case .double: 0x0C
    case .bool: 0x0D
    case .binary: 0x0E
    case .guid: 0x0F
    case .fileTime: 0x11
    case .systemTime: 0x12
    case .sid: 0x13
    case .hex32: 0x14
    case .hex64: 0x15
    case .strings: 0x81
    case .uint16s: 0x86
    }
  }

  var bytes: [UInt8] {
    switch self {
    case .null: []
    case .string(let text): text.utf16.flatMap(EVTXFile.little)
    case .strings(let texts): texts.flatMap { ($0 + "\0").utf16.flatMap(EVTXFile.little) }
    case .ansi(let text): Array(text.unicodeScalars.map { UInt8($0.value) })
    case .int8(let value): EVTXFile.little(value)
    case .uint8(let value): EVTXFile.little(value)
    case .int16(let value): EVTXFile.little(value)
    case .uint16(let value): EVTXFile.little(value)
    case .int32(let value): EVTXFile.little(value)
    case .uint32(let value), .hex32(let value): EVTXFile.little(value)
    case .int64(let value): EVTXFile.little(value)
    case .uint64(let value), .hex64(let value), .fileTime(let value): EVTXFile.little(value)
    case .float(let value): EVTXFile.little(value.bitPattern)
    case .double(let value): EVTXFile.little(value.bitPattern)
    case .bool(let value): EVTXFile.little(UInt32(value ? 1 : 0))
    case .binary(let bytes), .guid(let bytes): bytes
    case .systemTime(let parts), .uint16s(let parts): parts.flatMap(EVTXFile.little)
    case .sid(let parts):
      [1, UInt8(parts.count - 1), 0, 0, 0, 0, 0, UInt8(parts[0])] + parts.dropFirst().flatMap(EVTXFile.little)
    }
  }
}

/// Writes the records of a chunk.
private struct ChunkBuilder {
  private var bytes: [UInt8]
  private var names: [String: Int] = [:]
  private var templates: [String: Int] = [:]
  private let firstRecord: UInt64
  private var record: UInt64
  private var last = 512

  init(firstRecord: UInt64) {
    bytes = [UInt8](repeating: 0, count: 512)
    self.firstRecord = firstRecord
    record = firstRecord
  }

  mutating func finished() -> [UInt8] {
    var file = [UInt8](repeating: 0, count: EVTXFile.headerBytes) + bytes
    let start = EVTXFile.headerBytes
    var header = Array("ElfChnk\0".utf8)
    for number in [firstRecord, record - 1, firstRecord, record - 1] { header += EVTXFile.little(number) }
    header +=
      EVTXFile.little(UInt32(128)) + EVTXFile.little(UInt32(last)) + EVTXFile.little(UInt32(bytes.count))
    file.replaceSubrange(start..<(start + header.count), with: header)
    file += [UInt8](repeating: 0, count: start + EVTXFile.chunkBytes - file.count)
    EVTXFile.seal(&file, chunk: 0)
    return Array(file[start...])
  }

  mutating func add(_ event: EVTXFile.Event) {
    last = bytes.count
    let start = bytes.count
    put(UInt32(0x2A2A))
    put(UInt32(0))
    put(record)
    put(event.time)
    // The data's own fragment has to lie behind the outer values' descriptors, so it is made for that place.
    put([0x0F, 1, 1, 0])
    instance(event)
    while bytes.count % 8 != 4 { bytes.append(0) }
    let size = UInt32(bytes.count - start + 4)
    put(size)
    bytes.replaceSubrange(start + 4..<(start + 8), with: EVTXFile.little(size))
    record += 1
  }

  private mutating func put(_ more: [UInt8]) { bytes += more }
  private mutating func put<Number: FixedWidthInteger>(_ value: Number) { bytes += EVTXFile.little(value) }

  private mutating func instance(_ event: EVTXFile.Event) {
    let names = event.data.map(\.name)
    let key = "\(event.isNested) " + (event.isNested ? "" : names.joined(separator: " "))
    template(key) { builder in
      builder.element(
        "Event", attributes: [("xmlns", .left("http://schemas.microsoft.com/win/2004/08/events/event"))]
      ) {
        $0.system()
        if event.isNested { $0.value(6, isOptional: true) } else { $0.eventData(names, from: 6) }
      }
    }
    let values: [EVTXFile.Value] = [
      .string(event.provider), .uint16(event.id), .fileTime(event.time), .uint64(record),
      .string(event.channel),
      .hex64(0x8020_0000_0000_0000),
    ]
    let own = event.data.map(\.value)
    guard event.isNested else { return self.values(values + own) }
    // Count, seven descriptors, six values; then the fragment, which is made where it lies.
    let descriptors = bytes.count
    self.values(values + [.binary([])])
    let from = bytes.count
    put([0x0F, 1, 1, 0])
    template("data " + names.joined(separator: " ")) { $0.eventData(names, from: 0) }
    self.values(own)
    let size = UInt16(bytes.count - from)
    bytes.replaceSubrange(descriptors + 28..<(descriptors + 31), with: EVTXFile.little(size) + [0x21])
  }

  /// The token and the definition, unless the chunk has it already.
  private mutating func template(_ key: String, _ body: (inout ChunkBuilder) -> Void) {
    put([0x0C, 1])
    put(UInt32(truncatingIfNeeded: key.utf8.reduce(7) { $0 &* 31 &+ Int($1) }))
    if let known = templates[key] { return put(UInt32(known)) }
    templates[key] = bytes.count + 4
    put(UInt32(bytes.count + 4))
    put([UInt8](repeating: 0, count: 20))
    let size = bytes.count
    put(UInt32(0))
    put([0x0F, 1, 1, 0])
    body(&self)
    put([0x00])
    bytes.replaceSubrange(size..<(size + 4), with: EVTXFile.little(UInt32(bytes.count - size - 4)))
  }

  private mutating func values(_ values: [EVTXFile.Value]) {
    put(UInt32(values.count))
    for value in values { put(EVTXFile.little(UInt16(value.bytes.count)) + [value.type, 0]) }
    for value in values { put(value.bytes) }
  }

  private mutating func name(_ name: String) {
    if let known = names[name] { return put(UInt32(known)) }
    names[name] = bytes.count + 4
    put(UInt32(bytes.count + 4))
    put([UInt8](repeating: 0, count: 6))
    put(UInt16(name.utf16.count))
    put(name.utf16.flatMap(EVTXFile.little))
    put(UInt16(0))
  }

  /// An attribute's or element's text: a literal, or the number of a value.
  enum Text {
    case left(String)
    case right(UInt16)
  }

  private mutating func text(_ text: Text) {
    switch text {
    case .left(let literal):
      put([0x05, 0x01])
      put(UInt16(literal.utf16.count))
      put(literal.utf16.flatMap(EVTXFile.little))
    case .right(let number): value(number, isOptional: true)
    }
  }

  private mutating func value(_ number: UInt16, isOptional: Bool) {
    put([isOptional ? 0x0E : 0x0D])
    put(number)
    put([0x01])
  }

  private mutating func element(
    _ name: String, attributes: [(String, Text)] = [], _ content: ((inout ChunkBuilder) -> Void)? = nil
  ) {
    put([attributes.isEmpty ? 0x01 : 0x41])
    put(UInt16(0xFFFF))
    let size = bytes.count
    put(UInt32(0))
    self.name(name)
    if !attributes.isEmpty {
      let list = bytes.count
      put(UInt32(0))
      for (place, attribute) in attributes.enumerated() {
        put([place + 1 == attributes.count ? 0x06 : 0x46])
        self.name(attribute.0)
        text(attribute.1)
      }
      bytes.replaceSubrange(list..<(list + 4), with: EVTXFile.little(UInt32(bytes.count - list - 4)))
    }
    if let content {
      put([0x02])
      content(&self)
      put([0x04])
    } else {
      put([0x03])
    }
    bytes.replaceSubrange(size..<(size + 4), with: EVTXFile.little(UInt32(bytes.count - size - 4)))
  }

  private mutating func system() {
    element("System") {
      $0.element("Provider", attributes: [("Name", .right(0))])
      $0.element("EventID") { $0.value(1, isOptional: false) }
      $0.element("Keywords") { $0.value(5, isOptional: false) }
      $0.element("TimeCreated", attributes: [("SystemTime", .right(2))])
      $0.element("EventRecordID") { $0.value(3, isOptional: false) }
      $0.element("Correlation")
      $0.element("Channel") { $0.value(4, isOptional: false) }
      $0.element("Computer") { $0.text(.left("pc-01.example.com")) }
    }
  }

  /// Data without a name stays without.
  private mutating func eventData(_ names: [String], from: UInt16) {
    element("EventData") { builder in
      for (place, name) in names.enumerated() {
        builder.element("Data", attributes: name.isEmpty ? [] : [("Name", .left(name))]) {
          $0.value(from + UInt16(place), isOptional: false)
        }
      }
    }
  }
}
