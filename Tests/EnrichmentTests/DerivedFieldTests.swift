import Foundation
import HarrierEvents
import Testing

@testable import HarrierEnrichment

/// Each enricher by examples, and what holds for all of them.
struct DerivedFieldTests {
  private func values(_ enricher: some Enricher, _ text: String) -> [String?] {
    Array(text.utf8).withUnsafeBufferPointer { enricher.values(of: $0) }
  }

  private func values(_ enricher: some JointEnricher, _ texts: [String], at time: String? = nil) -> [String?]
  {
    let bytes = texts.map { text in
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.utf8.count))
      _ = copy.initialize(from: text.utf8)
      return UnsafeMutableBufferPointer(rebasing: copy[..<text.utf8.count])
    }
    defer { for one in bytes { one.baseAddress?.deallocate() } }
    return enricher.values(
      of: bytes.map { UnsafeBufferPointer($0) }, time: time.flatMap { TimeParser.parse($0) })
  }

  @Test(arguments: [
    ("10.1.2.3", "private"), ("172.31.0.1", "private"), ("172.32.0.1", "public"), ("100.64.0.1", "private"),
    ("127.0.0.1", "loopback"), ("169.254.7.1", "link_local"), ("169.254.169.254", "metadata"),
    ("fd00:ec2::254", "metadata"), ("fd00::1", "private"), ("fe80::1%eth0", "link_local"),
    ("::1", "loopback"),
    ("ff02::1", "multicast"), ("239.1.1.1", "multicast"), ("192.0.2.1", "bogon"), ("2001:db8::1", "bogon"),
    ("0.0.0.0", "bogon"), ("::ffff:10.0.0.1", "private"), ("8.8.8.8", "public"), ("2606:4700::1", "public"),
  ])
  func `an address is of its registry's kind`(address: String, kind: String) {
    #expect(values(AddressClass(side: "source"), address) == [kind])
  }

  @Test(arguments: ["", "ec2.amazonaws.com", "1.2.3", "1.2.3.4.5", "::g", String(repeating: "1", count: 99)])
  func `what is no address has no kind`(text: String) {
    #expect(values(AddressClass(side: "source"), text) == [nil])
  }

  @Test func `the direction follows from one's own networks`() throws {
    let usual = NetworkDirection()
    #expect(values(usual, ["10.0.0.1", "8.8.8.8"]) == ["outbound"])
    #expect(values(usual, ["8.8.8.8", "10.0.0.1"]) == ["inbound"])
    #expect(values(usual, ["10.0.0.1", "192.168.1.1"]) == ["internal"])
    #expect(values(usual, ["8.8.8.8", "1.1.1.1"]) == ["external"])
    #expect(values(usual, ["x", "1.1.1.1"]) == [nil])
    let own = NetworkDirection(own: [
      try #require(NetworkRange("8.8.0.0/16")), try #require(NetworkRange("2001:db8::/33")),
    ])
    #expect(values(own, ["8.8.8.8", "10.0.0.1"]) == ["outbound"])
    #expect(values(own, ["2001:db8:7fff::1", "8.8.1.1"]) == ["internal"])
    #expect(values(own, ["2001:db8:8000::1", "8.8.1.1"]) == ["inbound"])
  }

  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1"), ("fe80::1", "ff02::fb"), ("10.0.0.1", "224.0.0.251"),
    ("0.0.0.0", "255.255.255.255"), ("8.8.8.8", "169.254.169.254"),
  ])
  func `what no router passes on is internal, whatever one's own networks are`(
    source: String, destination: String
  )
    throws
  {
    let own = [try #require(NetworkRange("8.8.0.0/16")), try #require(NetworkRange("10.0.0.0/8"))]
    #expect(values(NetworkDirection(own: own), [source, destination]) == ["internal"])
  }

  @Test func `what is told leaves the house where the other side is none of its own`() throws {
    let usual = NetworkWay(hasAddresses: true)
    #expect(values(usual, ["outbound", "10.0.0.1", "10.9.0.1"]) == ["inside"])
    #expect(values(usual, ["egress", "10.0.0.1", "8.8.8.8"]) == ["out"])
    #expect(values(usual, ["egress", "10.0.0.1", "10.9.0.1"]) == ["inside"])
    #expect(values(usual, ["Egress", "8.8.4.4", "8.8.8.8"]) == ["out"])
    #expect(values(usual, ["egress", "10.0.0.1", "224.0.0.251"]) == ["inside"])
    #expect(values(usual, ["outbound", "10.0.0.1", "8.8.8.8"]) == ["out"])
    #expect(values(usual, ["inbound", "10.0.0.1", "10.9.0.1"]) == ["inside"])
    #expect(values(usual, ["ingress", "8.8.8.8", "10.0.0.1"]) == ["in"])
    #expect(values(usual, ["ingress", "10.0.0.2", "10.0.0.1"]) == ["inside"])
    #expect(values(usual, ["external", "10.0.0.1", "10.0.0.2"]) == ["outside"])
    #expect(values(usual, ["unknown", "10.0.0.1", "8.8.8.8"]) == ["out"])
    #expect(values(usual, ["unknown", "x", "8.8.8.8"]) == [nil])
    let own = NetworkWay(own: [try #require(NetworkRange("8.8.0.0/16"))], hasAddresses: true)
    #expect(values(own, ["egress", "8.8.4.4", "8.8.8.8"]) == ["inside"])
    #expect(values(own, ["egress", "8.8.4.4", "10.0.0.1"]) == ["out"])
    let told = NetworkWay(hasAddresses: false)
    #expect(values(told, ["egress"]) == ["out"])
    #expect(values(told, ["inbound"]) == ["in"])
    #expect(values(told, ["unknown"]) == [nil])
  }

  @Test(arguments: ["", "8.8.8.8/33", "8.8.8.8/-1", "::/129", "a/8", "8.8.8.8/"])
  func `what is no network is refused`(text: String) { #expect(NetworkRange(text) == nil) }

  @Test func `paths fall apart into directory, name and extension`() {
    let file = PathParts(path: "p", directory: "d", name: "n", fileExtension: "e")
    #expect(values(file, #"C:\a\b.TXT"#) == [#"C:\a"#, "b.TXT", "txt"])
    #expect(values(file, "/x") == ["/", "x", nil])
    #expect(values(file, "/home/.bashrc") == ["/home", ".bashrc", nil])
    #expect(values(file, "a.tar.gz") == [nil, "a.tar.gz", "gz"])
    #expect(values(file, "/a/b.") == ["/a", "b.", nil])
  }

  @Test(
    arguments: zip(
      [
        ("fe80::1\u{1F}169.254.9.9\u{1F}10.1.2.3\u{1F}10.9.9.9", "dns"), ("10.1.2.3", "DNS"),
        ("10.1.2.3", "tls"),
        ("127.0.0.1\u{1F}::1", "dns"),
      ], ["10.1.2.3", "10.1.2.3", nil, nil]))
  func `a host that writes down its own questions asked them`(input: (String, String), wanted: String?) {
    let found = Array(input.0.utf8).withUnsafeBufferPointer { addresses in
      Array(input.1.utf8).withUnsafeBufferPointer { AskingHost().values(of: [addresses, $0], time: nil) }
    }
    #expect(found == [wanted])
  }

  @Test func `a script has what Winlogbeat says of it`() {
    #expect(values(ScriptShape(), "abcd") == ["4", "2.00", "0.00"])
    // Bytes of 0.415 and of 2 bits, three to one.
    #expect(values(ScriptShape(), "aaab") == ["4", "0.81", "0.69"])
    #expect(values(ScriptShape(), "") == [nil, nil, nil])
  }

  @Test func `a command line has a length and an entropy`() {
    #expect(values(CommandLineShape(), "aaaa") == ["4", "0.00"])
    #expect(values(CommandLineShape(), "abcd") == ["4", "2.00"])
    #expect(values(CommandLineShape(), "aaab") == ["4", "0.81"])
    #expect(values(CommandLineShape(), "") == [nil, nil])
  }

  @Test(arguments: [
    ("PC-01$", "machine"), ("NT AUTHORITY\\SYSTEM", "service"), ("svc-backup", "service"),
    ("root", "service"),
    ("ann", "person"), ("system:serviceaccount:default:web", "service"), ("dependabot[bot]", "service"),
    ("x@p.iam.gserviceaccount.com", "service"), ("Ann.Service", "person"),
    ("33", "service"), ("65534", "service"), ("1001", "person"), ("123456789012", "person"),
  ])
  func `an account is of a kind`(name: String, kind: String) {
    #expect(values(UserKind(), name) == [kind])
  }

  @Test func `a URL falls apart`() {
    #expect(
      values(URLParts(), "https://u:p@WWW.example.com:8443/a/b.PHP?x=1&y=%20#f") == [
        "https", "www.example.com", "/a/b.PHP", "php", "x=1&y=%20", "9",
      ])
    #expect(values(URLParts(), "/a?b") == [nil, nil, "/a", nil, "b", "1"])
    #expect(values(URLParts(), "https://[2001:db8::1]:443") == ["https", "2001:db8::1", nil, nil, nil, nil])
    #expect(values(URLParts(), "example.com:443") == [nil, nil, nil, nil, nil, nil])
  }

  @Test(arguments: [
    ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0", "Edge"),
    ("Mozilla/5.0 (X11) Chrome/120.0 Safari/537.36", "Chrome"), ("curl/8.5", "curl"),
    ("Boto3/1.34 md/x", "Boto3"),
    ("MyTool/1.0", "MyTool"),
  ])
  func `a user agent names its program`(agent: String, name: String) {
    #expect(values(UserAgentFamily(), agent) == [name])
  }

  @Test func `pairs and edges`() {
    #expect(values(ParentChild(), ["WINWORD.EXE", "cmd.exe"]) == ["winword.exe > cmd.exe"])
    #expect(values(LogonEdge(source: "source.ip"), ["Ann", "192.0.2.7", "SRV"]) == ["ann@192.0.2.7 > srv"])
    #expect(values(LogonEdge(source: "source.ip"), ["ann", "127.0.0.1", "srv"]) == [nil])
  }

  @Test(arguments: [
    ("certutil.exe", "CertUtil.exe", "false"), ("CMD.EXE", "Cmd.Exe.MUI", "false"),
    ("PsExec.exe", "psexec.c", "false"), ("svc.exe", "procdump", "true"), ("cmd", "cmd.exe", "false"),
    ("a.exe", "?", nil), (".", "x.exe", nil),
  ])
  func `a program is renamed where its file has another name than its maker gave it`(
    name: String, original: String, isRenamed: String?
  ) {
    #expect(values(RenamedProgram(), [name, original]) == [isRenamed])
  }

  @Test func `working hours are those of the user's zone, summer time and weekends too`() throws {
    var plan = WorkingHours.Plan()
    plan.zone = try #require(TimeZone(identifier: "Europe/Berlin"))
    let hours = WorkingHours(plan)
    #expect(values(hours, [], at: "2026-01-05T07:00:00Z") == ["true", "Monday"])
    #expect(values(hours, [], at: "2026-01-05T06:45:00Z") == ["false", "Monday"])
    #expect(values(hours, [], at: "2026-07-06T06:00:00Z") == ["true", "Monday"])
    #expect(values(hours, [], at: "2026-07-06T16:00:00Z") == ["false", "Monday"])
    #expect(values(hours, [], at: "2026-01-03T10:00:00Z") == ["false", "Saturday"])
    #expect(values(hours, [], at: "1969-12-31T10:00:00Z") == ["true", "Wednesday"])
    #expect(WorkingHours.Plan.minutes("07:30-24:00") == 450..<1440)
    for text in ["8-18", "18:00-08:00", "08:00", "25:00-26:00", "08:00-18:60", ""] {
      #expect(WorkingHours.Plan.minutes(text) == nil, "\(text)")
    }
  }

  @Test func `names are registered domains' at every field`() {
    #expect(
      values(RegisteredDomain(from: "url.domain", prefix: "url"), "a.b.example.co.uk") == [
        "example.co.uk", "a.b", "co.uk",
      ])
  }

  @Test func `a table answers by name, short name and account`() throws {
    let csv =
      "Host,criticality\nsrv-1,high\n\"pc,2\",\nSRV-2.example.com,low\ndc.a.example,low\ndc.b.example,high\n"
    let hosts = try UserTable(csv: csv, file: "h.csv", kind: .host)
    let fields = TableFields(hosts, from: "host.name", prefix: "harrier.host", kind: .host)
    #expect(values(fields, "SRV-1.example.com") == ["high", nil, nil, nil])
    #expect(values(fields, "pc,2") == [nil, nil, nil, nil])
    #expect(values(fields, "srv-2") == ["low", nil, nil, nil])
    #expect(values(fields, "dc.b.example") == ["high", nil, nil, nil])
    #expect(values(fields, "dc") == [nil, nil, nil, nil], "two hosts have the name")
    let people = try UserTable(csv: "user,identity\nann,Ann A.\n", file: "p.csv", kind: .person)
    let account = TableFields(people, from: "user.name", prefix: "harrier.user", kind: .person)
    #expect(values(account, "EXAMPLE\\Ann").first == "Ann A.")
    #expect(values(account, "ann@example.com").first == "Ann A.")
    #expect(values(account, "bob").first == .some(nil))
  }

  @Test(arguments: [
    ("", "t.csv:1: found nothing, expected a header with “host”"),
    ("a,b\n", "t.csv:1: found the columns a, b, expected “host” among them"),
    (
      "host,size\n", "t.csv:1: found the column “size”, expected host, criticality, owner, group, environment"
    ),
    ("host,owner\na,b\nc\n", "t.csv:3: found 1 values, expected 2 as in the header"),
    ("host\na\n\nA\n", "t.csv:4: found “A” a second time, expected each host once"),
    ("host,owner\n\"x\ny\",b\n,c\n", "t.csv:4: found no host, expected a name"),
  ])
  func `a broken table is told with its line`(csv: String, message: String) throws {
    let error = try #require(throws: UserTable.ReadError.self) {
      try UserTable(csv: csv, file: "t.csv", kind: .host)
    }
    #expect(error.description == message)
  }

  /// Whatever a log holds: as many values as outputs, and no crash.
  @Test func `every enricher survives odd values`() throws {
    let odd: [[UInt8]] = [
      [], [0], [0xFF, 0xFE], Array("://".utf8), Array("\\\\".utf8), Array("..".utf8), Array("%".utf8),
      Array("[".utf8),
      Array("[]:".utf8), Array("?#".utf8), [UInt8](repeating: 0x2E, count: 5000), Array("@".utf8), [0x1F],
      Array("-".utf8),
    ]
    let registry = EnricherRegistry()
    for enricher in registry.all {
      for value in odd {
        #expect(value.withUnsafeBufferPointer { enricher.values(of: $0) }.count == enricher.outputs.count)
      }
    }
    for enricher in registry.joint {
      #expect(enricher.inputs.count <= JointEnrichers.mostInputs)
      for value in odd {
        let found = value.withUnsafeBufferPointer { bytes in
          enricher.values(of: enricher.inputs.map { _ in bytes }, time: EventTime(nanoseconds: -1))
        }
        #expect(found.count == enricher.outputs.count)
      }
    }
  }

  @Test func `the table of derived fields is that of the registry`() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(
      path: "../../docs/Fields.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let begin = try #require(text.range(of: "<!-- derived fields -->\n"))
    let end = try #require(text.range(of: "<!-- end of derived fields -->"))
    if ProcessInfo.processInfo.environment["HARRIER_RECORD"] == "1" {
      let made = text[..<begin.upperBound] + DerivedFieldTable.markdown() + text[end.lowerBound...]
      try String(made).write(to: page, atomically: true, encoding: .utf8)
    }
    let now = try String(contentsOf: page, encoding: .utf8)
    #expect(now.contains(DerivedFieldTable.markdown()), "HARRIER_RECORD=1 writes it anew")
  }
}
