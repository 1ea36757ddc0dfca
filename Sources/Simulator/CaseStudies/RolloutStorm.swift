/// No intrusion: a new agent reaches every machine in one day. Part of the scene of that name, not of the enterprise.
enum RolloutStorm: CaseStudy {
  static let scenario = Scenario(
    id: "rollout-storm", title: "A new agent on every machine", attack: [],
    summary:
      "Installer, service, scanner and connections that nobody has ever seen, everywhere within a day.",
    jobs: [])

  private struct Agent {
    let installer: Program
    let service: Program
    let scanner: Program
    let talker: Talker
  }

  private static let windows = Agent(
    installer: Program(
      "sentrix-setup-8.2.1.exe", in: #"C:\Windows\Temp\"#, ["/quiet /norestart"],
      by: WindowsPrograms.deployment, as: .system, on: [], .always(0)),
    service: Program(
      "sentrixd.exe", in: #"C:\Program Files\Sentrix\"#, ["--service"], by: WindowsPrograms.services,
      as: .system, on: [], .always(0)),
    scanner: Program(
      "sentrix-scan.exe", in: #"C:\Program Files\Sentrix\"#, ["--baseline"],
      by: Parent(#"C:\Program Files\Sentrix\sentrixd.exe"#), as: .system, on: [], .always(0)),
    talker: Talker("sentrixd.exe", in: #"C:\Program Files\Sentrix\"#, as: .system))

  private static let linux = Agent(
    installer: Program(
      "sentrix-agent.postinst", in: "/var/lib/dpkg/info/", ["configure"], by: LinuxPrograms.shell,
      as: .system,
      on: [], .always(0)),
    service: Program(
      "sentrixd", in: "/opt/sentrix/bin/", ["--service"], by: LinuxPrograms.systemd, as: .system, on: [],
      .always(0)),
    scanner: Program(
      "sentrix-scan", in: "/opt/sentrix/bin/", ["--baseline"],
      by: Parent("/opt/sentrix/bin/sentrixd", "/opt/sentrix/bin/sentrixd --service"), as: .system, on: [],
      .always(0)),
    talker: Talker("sentrixd", in: "/opt/sentrix/bin/", as: .system))

  static func play(on stage: inout Stage) {
    let endpoint = stage.usualEndpoint()
    var first = Milliseconds.max
    var last = Milliseconds.min
    for host in stage.world.fleet.hosts where host.joinDay <= stage.day.index {
      let agent = host.role.isWindows ? windows : linux
      let start = stage.day.time(hour: 6 + 12 * stage.random.unit())
      stage.start(agent.installer, on: host, at: start)
      stage.start(agent.service, on: host, at: start + 20_000)
      stage.start(agent.scanner, on: host, at: start + 45_000)
      for call in 0..<4 {
        stage.connect(agent.talker, on: host, to: endpoint, at: start + 30_000 + Milliseconds(call) * 600_000)
      }
      first = min(first, start)
      last = max(last, start)
    }
    stage.expect(
      "sentrix, on every machine", in: .process, from: first, to: last, jobs: [], match: [:])
  }
}
