import Foundation
import HarrierResults
import Testing

struct JSONWriterTests {
  private func written(_ value: String) -> String {
    var writer = JSONWriter()
    writer.object { $0.member("a", value) }
    return String(writer.text.dropFirst(5).dropLast())
  }

  @Test func `every character below U+3000 comes back, and no line ends in one`() throws {
    for scalar in (0..<0x3000).compactMap(Unicode.Scalar.init) {
      let value = "x\(scalar)y"
      let text = written(value)
      let isNeverPlain = scalar.value < 0x20 || "\"\\\u{7F}\u{2028}\u{2029}".unicodeScalars.contains(scalar)
      #expect(text.contains("\\") == isNeverPlain, "U+\(String(scalar.value, radix: 16))")
      let back = try JSONDecoder().decode([String: String].self, from: Data("{\"a\":\(text)}".utf8))
      #expect(back["a"] == value)
    }
  }

  @Test(arguments: [
    ("", #""""#), ("plain", #""plain""#), ("\n", #""\n""#), ("a\u{2028}\u{2029}b", #""a\u2028\u2029b""#),
    ("\u{2027}\u{202A}", "\"\u{2027}\u{202A}\""), ("\u{0}\u{1f}", #""\u0000\u001f""#),
    ("ends in \\", #""ends in \\""#), ("😀\t\"é\"", #""😀\t\"é\"""#),
  ])
  func `escapes stand where they must, and nowhere else`(value: String, text: String) {
    #expect(written(value).utf8.elementsEqual(text.utf8))
  }
}
