import HarrierEvents
import Testing

@testable import HarrierFormats

struct TextRecogniserTests {
  private func recognise(_ text: String, path: String? = nil) throws -> String {
    let bytes = Array(text.utf8)
    return try bytes.withUnsafeBufferPointer {
      try FormatRegistry.builtIn.recognise(head: $0, path: path).name
    }
  }

  private static let asa =
    "Jan 05 2026 09:15:19 asa1 : %ASA-5-111008: User 'admin' executed the 'write memory' command.\n"
  private static let access = #"192.0.2.7 - - [05/Jan/2026:09:15:00 +0000] "GET / HTTP/1.1" 200 512"# + "\n"

  @Test func `a few foreign lines do no harm, a file of others is refused`() throws {
    let foreign = String(repeating: "=== rotated ===\n", count: 4)
    #expect(try recognise(foreign + String(repeating: Self.asa, count: 5)) == "cisco.asa (text)")
    #expect {
      try recognise(String(repeating: "=== rotated ===\n", count: 9) + Self.asa)
    } throws: { error in
      "\(error)".contains("the nearest text format is") && "\(error)".contains("fits 1 of the first 10 lines")
    }
  }

  @Test func `what no format fits is named`() {
    #expect {
      try recognise("once upon a time\nthere was a log\n")
    } throws: { error in
      "\(error)" == "neither JSON nor a header of columns: “once upon a time”; no text format fits its lines"
    }
  }

  @Test func `a path decides between formats that write the same, and only then`() throws {
    #expect(try recognise(Self.access) == "apache.access (text)")
    #expect(try recognise(Self.access, path: "/var/log/nginx/access.log") == "nginx.access (text)")
    #expect(try recognise(Self.asa, path: "nginx.log") == "cisco.asa (text)")
  }

  @Test func `syslog stands back where a format knows its messages`() throws {
    let sshd = "Jan  5 09:15:00 web1 sshd[12]: Accepted password for a from 192.0.2.7 port 1 ssh2\n"
    let dns = "Jan  5 09:15:00 gw dnsmasq[12]: query[A] www.example.com from 192.0.2.7\n"
    #expect(try recognise(sshd + dns + dns) == "dnsmasq.query (text)")
    #expect(try recognise(sshd + sshd + dns) == "system.syslog (text)")
  }

  @Test func `one line without its end is enough`() throws {
    #expect(try recognise(String(Self.asa.dropLast())) == "cisco.asa (text)")
  }

  @Test func `every mapping has a name of its own`() throws {
    let names = FormatRegistry.builtIn.mappings.map(\.name)
    #expect(Set(names).count == names.count)
  }
}
