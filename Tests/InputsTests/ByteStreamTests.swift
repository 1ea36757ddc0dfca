import Foundation
import HarrierInputs
import HarrierTesting
import Testing

/// Whatever the packing, the same text comes out; damage is told behind what was good.
struct ByteStreamTests {
  private let folder = TestFolder()
  private let text = (0..<20_000).map { "line \($0) é😀" }.joined(separator: "\n")

  private func read(_ path: String, block: Int = 1 << 16) throws -> (text: String, failure: InputError?) {
    let stream = try ByteStreams.open(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: block, alignment: 1)
    defer { buffer.deallocate() }
    var bytes: [UInt8] = []
    do {
      while case let got = try stream.read(into: buffer), got > 0 { bytes += buffer[..<got] }
    } catch {
      return (String(decoding: bytes, as: UTF8.self), error)
    }
    return (String(decoding: bytes, as: UTF8.self), nil)
  }

  private func packed(_ tool: String, _ arguments: [String], _ text: String) throws -> [UInt8] {
    try packed(tool, arguments, bytes: Array(text.utf8))
  }

  private func packed(_ tool: String, _ arguments: [String], bytes: [UInt8]) throws -> [UInt8] {
    let plain = try folder.write(bytes, as: "plain-\(UUID().uuidString)")
    let process = Process()
    let out = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments + ["-c", plain]
    process.standardOutput = out
    try process.run()
    let bytes = out.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return [UInt8](bytes)
  }

  private func utf16(_ text: String, little: Bool) -> [UInt8] {
    let units = [0xFEFF] + Array(text.utf16)
    return units.flatMap { unit in
      let bytes = [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
      return little ? bytes : bytes.reversed()
    }
  }

  @Test(arguments: [true, false])
  func `what is good before damage is read, in UTF-16 and of a few hundred bytes as well`(isWide: Bool) throws
  {
    let plain = isWide ? utf16(text, little: true) : Array("one\ntwo\n".utf8)
    // Without its end, a member has no sum to be held against.
    let packed = try packed("gzip", ["-n"], bytes: plain).dropLast(isWide ? 2000 : 8)
    let found = try read(try folder.write(packed, as: "cut-\(isWide).gz"))
    #expect(found.failure != nil)
    if isWide {
      // The mark before it is a character, and the last one may have lost its other half.
      let alike = zip(("\u{FEFF}" + text).utf8, found.text.utf8).prefix { $0 == $1 }.count
      #expect(alike > text.utf8.count / 2 && alike >= found.text.utf8.count - 4)
    } else {
      #expect(found.text == "one\ntwo\n")
    }
  }

  @Test func `to look twice loses nothing`() throws {
    let stream = try ByteStreams.openPeekable(path: try folder.write("one two three", as: "a"))
    #expect(try stream.peek(3) == Array("one".utf8))
    #expect(try stream.peek(7) == Array("one two".utf8))
    #expect(try stream.peek(2) == Array("on".utf8))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64, alignment: 1)
    defer { buffer.deallocate() }
    #expect(try stream.read(into: buffer) == 13)
    #expect(String(decoding: buffer[..<13], as: UTF8.self) == "one two three")
  }

  @Test(arguments: [1, 7, 4096, 1 << 20])
  func `every packing gives the same text, whatever the size of a read`(block: Int) throws {
    let gzip = try folder.write(packed("gzip", ["-n"], text), as: "a.gz")
    let zstd = try folder.write(packed("zstd", ["-q"], text), as: "a.zst")
    let little = try folder.write(utf16(text, little: true), as: "little.txt")
    let big = try folder.write(utf16(text, little: false), as: "big.txt")
    let plain = try folder.write(text, as: "a.txt")
    for path in [plain, gzip, zstd, little, big] {
      let (got, failure) = try read(path, block: block)
      // A mark stays a mark: it is the reader of records who passes over it.
      let wanted = path == little || path == big ? "\u{FEFF}" + text : text
      #expect(got.utf8.elementsEqual(wanted.utf8), "\(path)")
      #expect(failure == nil)
    }
  }

  @Test func `every frame of a zstd file is read, skippable ones passed over`() throws {
    let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]
    let one = try packed("zstd", ["-q"], "one\n")
    let two = try packed("zstd", ["-q"], "two\n")
    let path = try folder.write(skippable + one + skippable + two, as: "frames.zst")
    #expect(try read(path).text == "one\ntwo\n")
  }

  @Test func `zstd data cut short or damaged is told behind what was good`() throws {
    let whole = try packed("zstd", ["-q", "-1"], (0..<300_000).map { String($0 &* 2_654_435_761) }.joined())
    let cut = try read(try folder.write(whole.prefix(whole.count / 2), as: "cut.zst"))
    #expect(!cut.text.isEmpty)
    #expect(cut.failure?.reason == "zstd data cut short")
    var bytes = whole
    for at in bytes.count / 2..<(bytes.count / 2 + 64) { bytes[at] ^= 0xFF }
    let damaged = try read(try folder.write(bytes, as: "damaged.zst"))
    #expect(!damaged.text.isEmpty)
    #expect(damaged.failure?.reason.hasPrefix("damaged zstd data") == true)
  }

  @Test func `a frame that asks for gigabytes of window is refused`() throws {
    // A frame header with window descriptor 0xA8: 2^(10+21) bytes.
    let path = try folder.write([0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x01, 0, 0], as: "greedy.zst")
    let failure = try #require(throws: InputError.self) { try read(path) }
    #expect(failure.reason.contains("memory"))
  }

  @Test func `a lone surrogate and half a unit cost one character`() throws {
    let lone: [UInt8] = [0xFF, 0xFE, 0x61, 0, 0x00, 0xD8, 0x62, 0, 0x63]
    #expect(try read(try folder.write(lone, as: "lone.txt")).text == "\u{FEFF}a\u{FFFD}b\u{FFFD}")
  }

  @Test func `packed UTF-16 is read too`() throws {
    let bytes = utf16(text, little: true)
    let file = try folder.write(packed("gzip", ["-n"], bytes: bytes), as: "wide.gz")
    #expect(try read(file).text == "\u{FEFF}" + text)
  }
}
