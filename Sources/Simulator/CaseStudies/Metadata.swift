/// The metadata service is asked for keys: by `curl` under a web server's account, and by a person.
enum LinuxMetadata: CaseStudy {
  static let scenario = Scenario(
    id: "metadata-linux", title: "Keys from the metadata service, Linux", attack: ["T1552.005"],
    summary: "curl on a web server asks the metadata service; on another machine, a person does.",
    jobs: ["linux_rare_metadata_process", "linux_rare_metadata_user"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.linuxWeb)
    let start = stage.moment(on: host)
    let curl = Talker("curl", in: "/usr/bin/", as: .service("www-data"))
    for index in 0..<3 {
      stage.connect(curl, on: host, to: .metadata, port: 80, at: start + Milliseconds(index) * 6000)
    }
    stage.expect(
      "curl asks the metadata service", in: .network, from: start, to: start + 12_000,
      jobs: ["linux_rare_metadata_process"],
      match: ["process.name": "curl", "host.name": host.name, "destination.ip": "169.254.169.254"])
    let other = stage.victim(.linuxCloud)
    let later = start + 8_100_000
    let python = Talker("python3", in: "/usr/bin/", as: .owner)
    for index in 0..<2 {
      stage.connect(python, on: other, to: .metadata, port: 80, at: later + Milliseconds(index) * 9000)
    }
    stage.expect(
      "A person asks the metadata service", in: .network, from: later, to: later + 9000,
      jobs: ["linux_rare_metadata_user"],
      match: ["user.name": other.owner.name, "host.name": other.name, "destination.ip": "169.254.169.254"])
  }
}

/// The same on a Windows machine, by a person's PowerShell.
enum WindowsMetadata: CaseStudy {
  static let scenario = Scenario(
    id: "metadata-windows", title: "Keys from the metadata service, Windows", attack: ["T1552.005"],
    summary: "powershell.exe under a person's account asks the metadata service.",
    jobs: ["windows_rare_metadata_process", "windows_rare_metadata_user"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.windowsCloud)
    let start = stage.moment(on: host)
    let shell = Talker("powershell.exe", in: #"C:\Windows\System32\WindowsPowerShell\v1.0\"#, as: .owner)
    for index in 0..<2 {
      stage.connect(shell, on: host, to: .metadata, port: 80, at: start + Milliseconds(index) * 7000)
    }
    stage.expect(
      "powershell.exe asks the metadata service", in: .network, from: start, to: start + 7000,
      jobs: ["windows_rare_metadata_process", "windows_rare_metadata_user"],
      match: [
        "process.name": "powershell.exe", "user.name": host.owner.name, "host.name": host.name,
        "destination.ip": "169.254.169.254",
      ])
  }
}
