import HarrierEnrichment
import Testing

struct ValueTemplateTests {
  private func template(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let made = bytes.withUnsafeBufferPointer { ValueTemplate.of($0) }
    return made.map { String(decoding: $0, as: UTF8.self) } ?? text
  }

  @Test(
    arguments: zip(
      [
        #"C:\Users\ann\Downloads\"#, "is-4K2LD.tmp", "agent_48213.exe", "setup-3.2.17.exe",
        "/home/bob/run.sh",
        #"C:\{0a1b2c3d-1111-2222-3333-444455556666}\x"#, "MSI4F2A.tmp",
      ],
      [
        #"C:\Users\<user>\Downloads\"#, "is-<random>.tmp", "agent_<n>.exe", "setup-<v>.exe",
        "/home/<user>/run.sh", #"C:\<guid>\x"#, "MSI<random>.tmp",
      ]))
  func `what is accidental is taken out`(value: String, wanted: String) {
    #expect(template(value) == wanted)
  }

  @Test(arguments: ["rundll32.exe", "7z.exe", "svchost.exe", #"C:\Users\Public\x.exe"#, "", "python3"])
  func `a plain name is its own template`(value: String) {
    #expect(template(value) == value)
  }
}

struct EnricherTests {
  private func values(_ enricher: some Enricher, _ text: String) -> [String?] {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { enricher.values(of: $0) }
  }

  @Test func `registered domains follow the public suffix list`() {
    #expect(values(RegisteredDomain(), "a.b.example.co.uk") == ["example.co.uk", "a.b", "co.uk"])
    #expect(values(RegisteredDomain(), "WWW.Example.COM.") == ["example.com", "www", "com"])
    #expect(values(RegisteredDomain(), "") == [nil, nil, nil])
  }

  @Test func `a program's name is what follows the last slash of either kind`() {
    let name = ProcessName(from: "process.executable", to: "process.name")
    #expect(values(name, #"C:\Windows\cmd.exe"#) == ["cmd.exe"])
    #expect(values(name, "/usr/bin/bash") == ["bash"])
    #expect(values(name, "/usr/bin/") == [nil])
  }

  @Test func `the system's kind follows from its family or a path`() {
    #expect(values(OperatingSystem(), "Ubuntu") == ["linux"])
    #expect(values(OperatingSystem(), "Microsoft-Windows-Sysmon") == ["windows"])
    #expect(values(OperatingSystem(), "beos") == [nil])
    #expect(values(OperatingSystemFromPath(), #"C:\x.exe"#) == ["windows"])
    #expect(values(OperatingSystemFromPath(), "/usr/bin/x") == ["linux"])
  }
}
