import HarrierEvents
import HarrierFormats
import Testing

struct FormatExplainerTests {
  @Test func `objects in a list are told by what is in them, and are no conflict`() throws {
    let line =
      #"{"@timestamp":"2026-01-05T09:15:00Z","event":{"category":"network"},"dns":{"question":{"name":"example.com"},"answers":[{"data":"192.0.2.1","type":"A"},{"data":"192.0.2.2"}],"resolved_ip":["192.0.2.1","192.0.2.2"]}}"#
    let bytes = Array(line.utf8) + [0x0A] + [UInt8](repeating: 0, count: ChunkBytes.padding)
    let found = try bytes.withUnsafeBufferPointer {
      try FormatRegistry.builtIn.explain(
        head: UnsafeBufferPointer(rebasing: $0[...line.utf8.count]), rows: 1)
    }
    let values = Dictionary(uniqueKeysWithValues: try #require(found.rows.first).values)
    #expect(found.conflicts.counts.isEmpty)
    #expect(values["dns.answers.data"] == "192.0.2.1, 192.0.2.2")
    #expect(values["dns.answers.type"] == "A")
    #expect(values["dns.resolved_ip"] == "192.0.2.1, 192.0.2.2")
  }
}
