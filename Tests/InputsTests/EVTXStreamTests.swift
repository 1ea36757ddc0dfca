import Foundation
import HarrierInputs
import HarrierTesting
import Testing

/// Event logs become lines of JSON; what is damaged costs itself alone, whatever the bytes.
struct EVTXStreamTests {
  private let folder = TestFolder()

  private func event(_ id: UInt16, _ data: [(String, EVTXFile.Value)], isNested: Bool = false)
    -> EVTXFile.Event
  {
    EVTXFile.Event(
      id: id, provider: "Test", channel: "Security", time: 133_497_000_000_000_000 + UInt64(id) * 10_000_000,
      data: data.map { (name: $0.0, value: $0.1) }, isNested: isNested)
  }

  private func lines(
    _ bytes: [UInt8], block: Int = 1 << 16
  ) throws -> (events: [[String: Any]], damage: [String], failure: InputError?) {
    let stream = try ByteStreams.open(path: try folder.write(bytes, as: "\(UUID().uuidString).evtx"))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: block, alignment: 1)
    defer { buffer.deallocate() }
    var text: [UInt8] = []
    var failure: InputError?
    do { while case let got = try stream.read(into: buffer), got > 0 { text += buffer[..<got] } } catch {
      failure = error
    }
    var events: [[String: Any]] = []
    var damage: [String] = []
    for line in text.split(separator: 0x0A) {
      if line.first == 0x1A {
        damage.append(String(decoding: line.dropFirst(), as: UTF8.self))
      } else {
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        events.append(object["Event"] as? [String: Any] ?? object)
      }
    }
    return (events, damage, failure)
  }

  private func ids(_ events: [[String: Any]]) -> [Int] {
    events.compactMap { ($0["System"] as? [String: Any])?["EventID"] as? Int }
  }

  @Test func `every type of value has its text`() throws {
    let guid: [UInt8] = [
      0x70, 0x38, 0x5F, 0x57, 0x2A, 0xC2, 0xE0, 0x43, 0xBF, 0x4C, 6, 0xF5, 0x69, 0x8F, 0xFB, 0xD9,
    ]
    let values: [(String, EVTXFile.Value, String)] = [
      (
        "string", .string("a\"\\\n\u{1}é😀 and much more plain text"),
        "a\"\\\n\u{1}é😀 and much more plain text"
      ),
      ("zeros", .string("ended\0\0"), "ended"), ("ansi", .ansi("caf\u{E9}"), "café"),
      ("int8", .int8(-8), "-8"), ("uint8", .uint8(200), "200"), ("int16", .int16(-300), "-300"),
      ("uint16", .uint16(65535), "65535"), ("int32", .int32(.min), "-2147483648"),
      ("uint32", .uint32(.max), "4294967295"), ("int64", .int64(.min), "-9223372036854775808"),
      ("uint64", .uint64(.max), "18446744073709551615"), ("float", .float(0.5), "0.5"),
      ("double", .double(-2.25), "-2.25"), ("nan", .double(.nan), "nan"), ("bool", .bool(true), "1"),
      ("binary", .binary([0, 0xAB, 0xFF]), "00abff"),
      ("guid", .guid(guid), "{575f3870-c22a-43e0-bf4c-06f5698ffbd9}"),
      ("time", .fileTime(133_497_123_456_789_012), "2024-01-14T13:25:45.6789012Z"),
      ("leap", .fileTime(125_963_423_990_000_000), "2000-02-29T23:59:59.0000000Z"),
      ("first", .fileTime(0), "1601-01-01T00:00:00.0000000Z"),
      ("systemTime", .systemTime([2024, 2, 4, 29, 23, 1, 2, 7]), "2024-02-29T23:01:02.007Z"),
      ("sid", .sid([5, 21, 4_294_967_295, 500]), "S-1-5-21-4294967295-500"), ("hex32", .hex32(0xAB), "0xab"),
      ("hex64", .hex64(0x8000_0000_0000_0000), "0x8000000000000000"),
    ]
    let file = EVTXFile.bytes([[event(1, values.map { ($0.0, $0.1) })]])
    let (events, damage, failure) = try lines(file)
    #expect(damage.isEmpty && failure == nil)
    let data = try #require(events.first?["EventData"] as? [String: Any])
    #expect(data.count == values.count)
    for (name, _, text) in values {
      let found = data[name] as? String ?? (data[name] as? NSNumber)?.stringValue
      #expect(found == text, "\(name)")
    }
    let system = try #require(events.first?["System"] as? [String: Any])
    #expect(system["TimeCreated"] as? [String: String] == ["SystemTime": "2024-01-14T10:00:01.0000000Z"])
    #expect(system["Provider"] as? [String: String] == ["Name": "Test"])
    #expect(system["Computer"] as? String == "pc-01.example.com")
    #expect(system["Correlation"] == nil)
  }

  @Test func `a damaged header costs no chunk, and alone it is no empty file`() throws {
    var file = EVTXFile.bytes([[event(1, [("a", .string("b"))])]])
    for at in 8..<120 { file[at] = UInt8(truncatingIfNeeded: at * 37) }
    let (events, _, failure) = try lines(file)
    #expect(ids(events) == [1] && failure == nil)
    let (none, damage, reason) = try lines(Array(file.prefix(EVTXFile.headerBytes)))
    #expect(none.isEmpty && damage.isEmpty)
    #expect(reason?.reason == "EVTX file with a damaged header, and no chunk that can be read")
    // A log that nothing was written to yet.
    #expect(try lines(EVTXFile.bytes([])).failure == nil)
  }

  @Test func `arrays, data without names, and what is empty`() throws {
    let file = EVTXFile.bytes([
      [
        event(1, [("", .string("a")), ("", .null), ("", .string("c"))]),
        event(2, [("list", .strings(["x", "", "z"])), ("numbers", .uint16s([1, 2])), ("none", .null)]),
      ]
    ])
    let (events, damage, _) = try lines(file)
    #expect(damage.isEmpty)
    #expect((events[0]["EventData"] as? [String: Any])?["Data"] as? [String] == ["a", "c"])
    let second = try #require(events[1]["EventData"] as? [String: Any])
    #expect(second["list"] as? [String] == ["x", "", "z"])
    #expect(second["numbers"] as? [Int] == [1, 2])
    #expect(second["none"] == nil)
  }

  @Test(arguments: [1, 17, 1 << 16])
  func `templates are referred to, nested fragments read, and every chunk stands for itself`(block: Int)
    throws
  {
    var chunks: [[EVTXFile.Event]] = []
    for chunk in 0..<3 {
      chunks.append((0..<40).map { numbered(chunk * 40 + $0, Int32($0), isNested: $0 % 2 == 1) })
    }
    let (events, damage, failure) = try lines(EVTXFile.bytes(chunks), block: block)
    #expect(damage.isEmpty && failure == nil)
    #expect(ids(events) == Array(0..<120))
    let numbers = events.map { ($0["EventData"] as? [String: Any])?["n"] as? Int }
    #expect(numbers == (0..<120).map { $0 % 40 })
  }

  private func numbered(_ id: Int, _ number: Int32, isNested: Bool = false) -> EVTXFile.Event {
    event(UInt16(id), [("n", .int32(number))], isNested: isNested)
  }

  /// The place of a record in a file of one chunk.
  private func record(_ number: Int, in file: [UInt8]) -> Int {
    var at = EVTXFile.headerBytes + 512
    for _ in 0..<number { at += (0..<4).reduce(0) { $0 | Int(file[at + 4 + $1]) << (8 * $1) } }
    return at
  }

  @Test func `a damaged record costs itself alone and is told with its place`() throws {
    let whole = EVTXFile.bytes([(0..<6).map { numbered($0, 7) }])
    var file = whole
    // The length of record 3, a token of record 5's; both sealed, as if they had been written so.
    file[record(2, in: whole) + 4] = 0xFF
    file[record(4, in: whole) + 28] = 0x77
    EVTXFile.seal(&file, chunk: 0)
    let (events, damage, failure) = try lines(file)
    #expect(ids(events) == [0, 1, 3, 5])
    #expect(failure == nil)
    #expect(damage.count == 2)
    #expect(damage[0].hasPrefix("EVTX record of impossible length: at "))
    #expect(damage[1] == "no event in a record: EVTX record 5 in chunk 0")
  }

  @Test func `a wrong checksum is told, and the records read all the same; of an open file it is not told`()
    throws
  {
    for isDirty in [false, true] {
      var file = EVTXFile.bytes(
        [(0..<3).map { event(UInt16($0), [("text", .string("secret"))]) }], isDirty: isDirty)
      file[record(1, in: file) + 16] ^= 1
      let (events, damage, _) = try lines(file)
      #expect(ids(events) == [0, 1, 2])
      #expect(damage == (isDirty ? [] : ["EVTX chunk with a wrong checksum: chunk 0"]))
    }
  }

  @Test func `a file cut short is read up to there`() throws {
    let file = EVTXFile.bytes([[event(1, [])], (2..<40).map { numbered($0, 1) }])
    let cut = Array(file[..<(EVTXFile.headerBytes + EVTXFile.chunkBytes + 2400)])
    let (events, _, failure) = try lines(cut)
    #expect(ids(events).starts(with: [1, 2]) && events.count < 39)
    #expect(failure?.reason == "EVTX file cut short in chunk 1")
    #expect(try lines(Array(file[..<1000])).failure?.reason == "EVTX file cut short in its header")
  }

  @Test func `room that is kept for later is no damage, other bytes are`() throws {
    let file = EVTXFile.bytes([[event(1, [])]])
    let empty = [UInt8](repeating: 0, count: EVTXFile.chunkBytes)
    let (events, damage, failure) = try lines(
      file + empty + [UInt8](repeating: 7, count: EVTXFile.chunkBytes))
    #expect(ids(events) == [1])
    #expect(damage == ["EVTX chunk without its signature: chunk 2"])
    #expect(failure == nil)
  }

  @Test func `a log that began anew at its start is not in order`() throws {
    for oldest: UInt64 in [0, 1] {
      let file = EVTXFile.bytes([[event(1, [])], [event(2, [])]], oldestChunk: oldest)
      let stream = try ByteStreams.open(path: try folder.write(file, as: "wrapped-\(oldest).evtx"))
      #expect(stream.isUnordered == (oldest == 1))
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
      defer { buffer.deallocate() }
      #expect(try stream.read(into: buffer) > 0)
    }
  }

  /// Whatever the bytes: an end, no crash, no more text than a chunk may have, and lines of JSON or of damage.
  @Test func `changed bytes never do more than damage`() throws {
    var events: [EVTXFile.Event] = []
    for id in 0..<8 {
      events.append(event(UInt16(id), [("text", .string("abc")), ("n", .uint32(1))], isNested: id % 2 == 1))
    }
    let whole = EVTXFile.bytes([events])
    let end = record(8, in: whole)
    var seed = TestRandom(seed: 5)
    var damaged = 0
    for round in 0..<600 {
      var file = whole
      for _ in 0...Int.random(in: 0..<4, using: &seed) {
        file[Int.random(in: EVTXFile.headerBytes + 512..<end, using: &seed)] = UInt8.random(
          in: 0...255, using: &seed)
      }
      if round % 2 == 0 { EVTXFile.seal(&file, chunk: 0) }
      let (events, damage, failure) = try lines(file)
      #expect(failure == nil)
      #expect(events.count <= 8)
      damaged += damage.isEmpty ? 0 : 1
    }
    #expect(damaged > 300)
  }

  /// A record of values that all lie at one place would be written many times its size.
  @Test func `one text referred to thousands of times does not multiply`() throws {
    let long = String(repeating: "x", count: 8000)
    // Places for a value each, of which the first is long; the template repeats it.
    let data = (0..<1200).map { (name: "", value: $0 == 0 ? EVTXFile.Value.string(long) : .null) }
    var file = EVTXFile.bytes([[EVTXFile.Event(id: 1, provider: "p", channel: "c", time: 1, data: data)]])
    // Substitutions are 0D, number, 01: let all of them name value 6, the long one.
    var changed = 0
    for at in EVTXFile.headerBytes + 512..<(file.count - 4)
    where file[at] == 0x0D && file[at + 3] == 0x01 && file[at + 4] == 0x04 {
      let number = Int(file[at + 1]) | Int(file[at + 2]) << 8
      guard number > 6, number < 1206 else { continue }
      file.replaceSubrange(at + 1..<(at + 3), with: [6, 0])
      changed += 1
    }
    EVTXFile.seal(&file, chunk: 0)
    #expect(changed > 900)
    let (events, damage, _) = try lines(file)
    #expect(events.isEmpty)
    #expect(damage == ["record larger than 4 MiB: EVTX record 1 in chunk 0"])
  }

  // MARK: Real files

  private static let regression = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/data/sigma/regression.tar.gz").standardizedFileURL.path

  /// Every field of the same event as another reader wrote it down (a Rust one, whose JSON lies beside each file).
  @Test(
    .enabled(if: FileManager.default.fileExists(atPath: regression), "needs the data set sigma/regression"))
  func `real files agree with the JSON beside them`() throws {
    let members = try InputFiles.expand([Self.regression])
    var fields = 0
    for path in members where path.hasSuffix(".evtx") {
      let json = try #require(members.first { $0 == path.dropLast(5) + ".json" })
      // A few hold several objects, which are for other readers.
      guard let object = try? JSONSerialization.jsonObject(with: Data(try read(json))) else { continue }
      let wanted = Self.flat(object)
      let found = try read(path).split(separator: 0x0A).map {
        Self.flat(try JSONSerialization.jsonObject(with: Data($0)))
      }
      // A file may hold more events than the one that its rule asks for.
      let record = "Event.System.EventRecordID"
      let event = try #require(found.first { $0[record] == wanted[record] }, "\(path)")
      #expect(event == wanted, "\(path)")
      fields += wanted.count
    }
    #expect(fields > 2000)
  }

  private func read(_ path: String) throws -> [UInt8] {
    let stream = try ByteStreams.open(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { buffer.deallocate() }
    var bytes: [UInt8] = []
    while case let got = try stream.read(into: buffer), got > 0 { bytes += buffer[..<got] }
    return bytes
  }

  /// Paths and texts, without what the two write differently on purpose: braces and case of GUIDs, the last
  /// digit of times, where attributes stand, namespaces, and what is empty.
  private static func flat(_ value: Any, _ path: String = "") -> [String: String] {
    switch value {
    case let object as [String: Any]:
      return object.reduce(into: [:]) { all, item in
        if item.key.hasPrefix("xmlns") { return }
        let isOwn = item.key == "#attributes" || item.key == "#text"
        let key = item.key.hasSuffix("_attributes") ? String(item.key.dropLast(11)) : item.key
        let inner = isOwn ? path : path.isEmpty ? key : path + "." + key
        all.merge(flat(item.value, inner)) { $1 }
      }
    case let list as [Any]: return [path: list.map { plain("\($0)") }.joined(separator: "|")]
    case is NSNull: return [:]
    case let number as NSNumber where String(cString: number.objCType) == "c":
      return [path: number.boolValue ? "true" : "false"]
    default:
      let text = plain("\(value)")
      return text.isEmpty ? [:] : [path: text]
    }
  }

  private static func plain(_ text: String) -> String {
    if text.count >= 36, UUID(uuidString: text.trimmingCharacters(in: .init(charactersIn: "{}"))) != nil {
      return text.trimmingCharacters(in: .init(charactersIn: "{}")).uppercased()
    }
    // Some were trimmed when they were written down.
    let text = text.trimmingCharacters(in: .whitespaces)
    if text.count == 28, text.hasSuffix("Z"), text.contains("T") { return text.dropLast(2) + "Z" }
    return text
  }
}
