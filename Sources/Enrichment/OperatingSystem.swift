/// `host.os.type` (linux, windows, macos) from the family, platform or name that a source gives.
public struct OperatingSystem: Enricher {
  public let inputs = [
    "host.os.family", "host.os.platform", "host.os.name", "event.provider", "event.module",
  ]
  public let outputs = ["host.os.type"]
  public let meaning = "linux, windows or macos, by what a source says of its system"

  private static let kinds: [(type: String, words: [String])] = [
    ("windows", ["windows", "microsoft-windows", "sysmon", "winlog"]),
    ("macos", ["macos", "darwin", "mac os"]),
    (
      "linux",
      [
        "linux", "debian", "ubuntu", "redhat", "rhel", "suse", "centos", "fedora", "amazon", "alpine", "arch",
        "rocky", "alma", "auditd",
      ]
    ),
  ]

  public init() {}

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    let text = String(decoding: input, as: UTF8.self).lowercased()
    return [Self.kinds.first { kind in kind.words.contains { text.hasPrefix($0) } }?.type]
  }
}

/// `host.os.type` from the shape of a program's path: `C:\…` is Windows, `/usr/…` Linux.
public struct OperatingSystemFromPath: Enricher {
  public let inputs = ["process.executable"]
  public let outputs = ["host.os.type"]
  public let meaning = "linux, windows or macos, by the shape of a program's path"

  public init() {}

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    if input.count > 2, input[1] == 0x3A, input[2] == 0x5C { return ["windows"] }
    if input.starts(with: Array("\\\\".utf8)) || input.starts(with: Array("\\Device\\".utf8)) {
      return ["windows"]
    }
    if input.starts(with: Array("/Applications/".utf8)) || input.starts(with: Array("/System/".utf8)) {
      return ["macos"]
    }
    return [input.first == 0x2F ? "linux" : nil]
  }
}
