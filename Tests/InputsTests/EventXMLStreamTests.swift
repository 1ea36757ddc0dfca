import Foundation
import HarrierInputs
import HarrierTesting
import Testing

/// Events as XML become a line of JSON each, whatever stands around them; a broken one costs itself alone.
struct EventXMLStreamTests {
  private let folder = TestFolder()

  private func read(_ text: String, block: Int = 1 << 16) throws -> [String] {
    let stream = try ByteStreams.open(path: try folder.write(text, as: UUID().uuidString + ".xml"))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: block, alignment: 1)
    defer { buffer.deallocate() }
    var bytes: [UInt8] = []
    while case let got = try stream.read(into: buffer), got > 0 { bytes += buffer[..<got] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func event(_ id: Int, _ data: String = "") -> String {
    "<Event xmlns='x'><System><EventID>\(id)</EventID></System><EventData>\(data)</EventData></Event>"
  }

  private func line(_ id: Int) -> String {
    #"{"Event":{"System":{"EventID":"\#(id)"},"EventData":""}}"#
  }

  @Test(arguments: [1, 100, 1 << 16])
  func `events in a document, alone, on one line and on many`(block: Int) throws {
    let document = "<?xml version='1.0'?>\n<Events>\(event(1))\n\(event(2))</Events>\n"
    #expect(try read(document, block: block) == [line(1), line(2)])
    let numbered = [1, 2].map { "Record \($0)\n<?xml version='1.0'?>\n\(event($0))\n" }.joined()
    #expect(try read(numbered, block: block) == [line(1), line(2)])
    let alone = event(1).replacing("><", with: ">\r\n<") + event(2) + event(3)
    #expect(try read(alone, block: block).count == 3)
  }

  @Test func `data has its names, or its order; values are text`() throws {
    let data = """
      <Data Name='A'>1 &lt; 2 &amp; "3" \\ é&#10;</Data><Data>x</Data><Data Name='B'/><Data>y</Data>
      """
    let found = try #require(try read(event(7, data)).first)
    let object = try JSONSerialization.jsonObject(with: Data(found.utf8)) as? [String: [String: Any]]
    let values = try #require(object?["Event"]?["EventData"] as? [String: Any])
    #expect(values["A"] as? String == "1 < 2 & \"3\" \\ é\n" && values["B"] as? String == "")
    #expect(values["Data"] as? [String] == ["x", "y"])
  }

  @Test func `what is broken is told in its place`() throws {
    let text =
      event(1) + "<Event xmlns='x'><System>" + event(2) + event(3, "<Data>") + event(4)
      + "<Event xmlns='x'><Sys"
    let lines = try read(text)
    #expect(lines.map { $0.hasPrefix("\u{1A}") } == [false, true, false, true, false, true])
    #expect([lines[0], lines[2], lines[4]] == [line(1), line(2), line(4)])
    #expect(lines[1].contains("without an end") && lines[3].contains("not well-formed"))
    #expect(lines[5].contains("cut short"))
  }

  @Test func `entities of a document's own are none, and nothing is fetched`() throws {
    let text = "<!DOCTYPE e [<!ENTITY a 'b'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    let lines = try read(event(1) + text + event(2, "<Data Name='A'>&a;&f;</Data>"))
    #expect(lines.count == 2 && lines[1].hasPrefix("\u{1A}"), "\(lines)")
  }
}
