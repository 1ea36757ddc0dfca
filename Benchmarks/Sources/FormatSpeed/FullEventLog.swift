import HarrierTesting

/// A Windows event log as a busy machine keeps it: every chunk full of new processes and logons, whose templates are
/// told once a chunk.
enum FullEventLog {
  /// Events of 1 to 2 KB: some more would not find room in a chunk of 64 KB.
  private static let eventsPerChunk = 44

  static func bytes(chunks: Int) -> [UInt8] {
    EVTXFile.bytes(
      (0..<chunks).map { chunk in
        (0..<eventsPerChunk).map { at in
          let number = chunk * eventsPerChunk + at
          return number % 3 == 0 ? logon(number) : newProcess(number)
        }
      })
  }

  /// 2026-01-05, a second between two.
  private static func time(_ number: Int) -> UInt64 { 134_120_448_000_000_000 + UInt64(number) * 10_000_000 }

  private static func newProcess(_ number: Int) -> EVTXFile.Event {
    let names = ["svchost", "chrome", "powershell", "cmd", "msedge", "OneDrive", "conhost"]
    let name = names[number % names.count]
    return EVTXFile.Event(
      id: 1, provider: "Microsoft-Windows-Sysmon", channel: "Microsoft-Windows-Sysmon/Operational",
      time: time(number),
      data: [
        ("RuleName", .string("-")),
        ("UtcTime", .string("2026-01-05 08:00:00.000")),
        ("ProcessGuid", .guid(guid(number))),
        ("ProcessId", .uint32(UInt32(4 * number))),
        ("Image", .string("C:\\Windows\\System32\\\(name).exe")),
        ("FileVersion", .string("10.0.19041.1 (WinBuild.160101.0800)")),
        ("Description", .string("Host process of \(name)")),
        ("Product", .string("Microsoft® Windows® Operating System")),
        ("Company", .string("Microsoft Corporation")),
        ("OriginalFileName", .string("\(name).exe")),
        ("CommandLine", .string("C:\\Windows\\System32\\\(name).exe -k netsvcs -p -s Schedule \(number)")),
        ("CurrentDirectory", .string("C:\\Windows\\system32\\")),
        ("User", .string("CORP\\user\(number % 50)")),
        ("LogonGuid", .guid(guid(number / 7))),
        ("LogonId", .hex64(UInt64(number) * 977)),
        ("IntegrityLevel", .string("Medium")),
        ("Hashes", .string("SHA256=" + String(repeating: "0123456789ABCDEF", count: 4))),
        ("ParentProcessGuid", .guid(guid(number / 3))),
        ("ParentProcessId", .uint32(668)),
        ("ParentImage", .string("C:\\Windows\\System32\\services.exe")),
        ("ParentCommandLine", .string("C:\\Windows\\system32\\services.exe")),
        ("ParentUser", .string("NT AUTHORITY\\SYSTEM")),
      ])
  }

  private static func logon(_ number: Int) -> EVTXFile.Event {
    EVTXFile.Event(
      id: 4624, provider: "Microsoft-Windows-Security-Auditing", channel: "Security", time: time(number),
      data: [
        ("SubjectUserSid", .sid([18])),
        ("SubjectUserName", .string("WS01$")),
        ("SubjectDomainName", .string("CORP")),
        ("SubjectLogonId", .hex64(0x3E7)),
        ("TargetUserSid", .sid([21, 1, 2, 3, UInt32(1000 + number % 50)])),
        ("TargetUserName", .string("user\(number % 50)")),
        ("TargetDomainName", .string("CORP")),
        ("TargetLogonId", .hex64(UInt64(number) * 977)),
        ("LogonType", .uint32(3)),
        ("LogonProcessName", .string("Kerberos")),
        ("AuthenticationPackageName", .string("Kerberos")),
        ("WorkstationName", .string("WS01")),
        ("ProcessName", .string("C:\\Windows\\System32\\lsass.exe")),
        ("IpAddress", .string("10.1.0.\(number % 250)")),
        ("IpPort", .string("\\(49_152 + number % 10_000)")),
        ("ElevatedToken", .string("%%1842")),
      ])
  }

  private static func guid(_ number: Int) -> [UInt8] {
    (0..<16).map { UInt8(truncatingIfNeeded: number >> ($0 % 4 * 8) &+ $0) }
  }
}
