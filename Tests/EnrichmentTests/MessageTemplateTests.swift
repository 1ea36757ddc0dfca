import HarrierEnrichment
import Testing

struct MessageTemplateTests {
  private func template(_ text: String) -> String {
    Array(text.utf8).withUnsafeBufferPointer { String(decoding: MessageTemplate.of($0), as: UTF8.self) }
  }

  @Test(arguments: [
    ("Failed password for ann from 10.0.0.7 port 4711", "Failed password for ann from <*> port <*>"),
    ("An account was logged off.\r\n\r\nSubject:\r\n\tSecurity ID:\tS-1-5-18", "An account was logged off."),
    ("\r\n--------\n  The service started. ", "The service started."),
    ("user=ann action=\"log on\" from=[10.0.0.1] ok", "user=<*> action=<*> from=<*> ok"),
    ("wrote C:\\Users\\ann\\x.txt for ann@example.com", "wrote <*> for <*>"),
    ("get https://example.com/a?b took /var/log", "get <*> took <*>"),
    ("loaded win32 and sha256 by libfoo2.so", "loaded win32 and sha256 by <*>"),
    ("said 'hello there' (twice)", "said <*> (twice)"),
    ("said 'hello", "said <*>"),
    ("1 2 3 go", "<*> go"), ("4711", "<*>"), ("   ", "<*>"), ("", "<*>"), ("...", "..."),
    ("Grüße an Jürgen", "Grüße an Jürgen"),
  ])
  func `what varies is masked`(message: String, expected: String) {
    #expect(template(message) == expected)
  }

  @Test func `long text is cut`() {
    let words = String(repeating: "word ", count: 100_000)
    #expect(template(words).split(separator: " ").count == 32)
    #expect(template(String(repeating: "x", count: 1 << 20)) == "<*>")
    #expect(template(String(repeating: "\n", count: 1 << 20) + "late") == "late")
  }
}
