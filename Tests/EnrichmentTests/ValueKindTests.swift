import HarrierEnrichment
import Testing

/// First word, ending and shape of a value.
struct ValueKindTests {
  private func text(_ value: String, _ part: (UnsafeBufferPointer<UInt8>) -> ArraySlice<UInt8>) -> String {
    Array(value.utf8).withUnsafeBufferPointer { String(decoding: part($0), as: UTF8.self) }
  }

  @Test(
    arguments: zip(
      ["DescribeInstances", "load_kestrel.postinst", #"C:\src\falcon\x"#, "/usr/bin/curl", "curl", ""],
      ["Describe", "load", #"C:\src\"#, "/usr/", "curl", ""]))
  func `the first word, or a path's first folder`(value: String, wanted: String) {
    #expect(text(value, ValueKind.head) == wanted)
  }

  @Test(
    arguments: zip(
      ["a.exe", "load_kestrel.postinst", #"C:\a.b\c"#, "name", "ends.", "x.a very long sentence"],
      [".exe", ".postinst", "", "", "", ""]))
  func `the ending of the last part`(value: String, wanted: String) {
    #expect(text(value, ValueKind.ending) == wanted)
  }

  @Test func `names by one pattern have one shape`() {
    #expect(text("load_anchor-installer_16548.exe", ValueKind.shape) == "a_a-a_0.a")
    #expect(
      text("sync_umber-installer_7.exe", ValueKind.shape)
        == text("load_anchor-installer_16548.exe", ValueKind.shape))
    #expect(text(String(repeating: "-", count: 5000), ValueKind.shape).utf8.count == 40)
  }
}
