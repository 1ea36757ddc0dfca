/// Which processes talk, where to and how often.
struct Traffic: Sendable {
  enum Target: Sendable {
    /// The places this host's owner likes, and now and then others.
    case web
    /// One of the networks, always the same for this program.
    case vendor
    case metadata
    case role(Role)
    case resolver
  }

  let talker: Talker
  let target: Target
  let ports: [Int]
  let roles: Set<Role>
  let cadence: Cadence
  let share: Double
  let rollout: Int?
  let key: UInt64

  init(
    _ name: String, in folder: String, as account: Account, to target: Target, _ ports: [Int] = [443],
    on roles: Set<Role>, _ cadence: Cadence, share: Double = 1, rollout: Int? = nil
  ) {
    talker = Talker(name, in: folder, as: account)
    self.target = target
    self.ports = ports
    self.roles = roles
    self.cadence = cadence
    self.share = share
    self.rollout = rollout
    key = Randomness.key(folder + name)
  }

  func isInstalled(on host: Host, _ day: SimulatedDay, seed: UInt64) -> Bool {
    guard roles.contains(host.role) else { return false }
    return Rollout.hasReached(
      Randomness.fixedUnit(seed: seed, key, host.key), share: share, since: rollout, on: day)
  }

  static let all = windows + linux + odd

  private static let system32 = WindowsPrograms.system32
  private static let home = #"C:\Users\<user>\"#

  private static let windows: [Traffic] = {
    let all = WindowsPrograms.everywhere
    let personal = WindowsPrograms.personal
    let servers = WindowsPrograms.servers
    let edge = #"C:\Program Files (x86)\Microsoft\Edge\Application\"#
    return [
      Traffic(
        "chrome.exe", in: #"C:\Program Files\Google\Chrome\Application\"#, as: .owner, to: .web,
        [443, 443, 443, 80], on: personal, .office(9), share: 0.8),
      Traffic("msedge.exe", in: edge, as: .owner, to: .web, [443, 443, 80], on: personal, .office(3.2)),
      Traffic(
        "OUTLOOK.EXE", in: #"C:\Program Files\Microsoft Office\root\Office16\"#, as: .owner,
        to: .role(.exchange), on: personal, .office(1.6)),
      Traffic(
        "Teams.exe", in: home + #"AppData\Local\Microsoft\Teams\current\"#, as: .owner, to: .vendor,
        on: personal, .office(1.6)),
      Traffic(
        "OneDrive.exe", in: home + #"AppData\Local\Microsoft\OneDrive\"#, as: .owner, to: .vendor,
        on: personal, .office(2)),
      Traffic(
        "WINWORD.EXE", in: #"C:\Program Files\Microsoft Office\root\Office16\"#, as: .owner, to: .vendor,
        on: personal, .office(0.4)),
      Traffic(
        "EXCEL.EXE", in: #"C:\Program Files\Microsoft Office\root\Office16\"#, as: .owner, to: .vendor,
        on: personal, .office(0.4)),
      Traffic(
        "zoom.exe", in: home + #"AppData\Roaming\Zoom\bin\"#, as: .owner, to: .web, [443, 8801], on: personal,
        .office(0.8), share: 0.6),
      Traffic("backgroundTaskHost.exe", in: system32, as: .owner, to: .vendor, on: personal, .office(1)),
      Traffic(
        "svchost.exe", in: system32, as: .networkService, to: .role(.domainController), [88, 389, 445, 135],
        on: all, .always(0.7)),
      Traffic(
        "svchost.exe", in: system32, as: .networkService, to: .vendor, [443, 80], on: all, .always(0.6)),
      Traffic(
        "lsass.exe", in: system32, as: .system, to: .role(.domainController), [88, 389], on: all, .always(0.5)
      ),
      Traffic("System", in: "", as: .system, to: .role(.fileServer), [445], on: personal, .office(2)),
      Traffic(
        "fleetward-agent.exe", in: #"C:\Program Files\Fleetward\"#, as: .system, to: .vendor, on: all,
        .every(minutes: 180)),
      Traffic(
        "MsMpEng.exe", in: #"C:\Program Files\Windows Defender\"#, as: .system, to: .vendor, on: all,
        .every(minutes: 240)),
      Traffic(
        "MicrosoftEdgeUpdate.exe", in: #"C:\Program Files (x86)\Microsoft\EdgeUpdate\"#, as: .system,
        to: .vendor, on: all, .every(minutes: 480)),
      Traffic(
        "mstsc.exe", in: system32, as: .owner, to: .role(.windowsServer), [3389], on: [.administrator],
        .office(0.6)),
      Traffic(
        "powershell.exe", in: #"C:\Windows\System32\WindowsPowerShell\v1.0\"#, as: .owner,
        to: .role(.domainController), [5985], on: [.administrator, .developer], .office(0.4)),
      Traffic(
        "curl.exe", in: system32, as: .owner, to: .web, on: [.developer, .administrator], .office(0.4)),
      Traffic(
        "git.exe", in: #"C:\Program Files\Git\cmd\"#, as: .owner, to: .vendor, [443, 22], on: [.developer],
        .office(2)),
      Traffic(
        "node.exe", in: #"C:\Program Files\nodejs\"#, as: .owner, to: .web, on: [.developer], .office(3),
        share: 0.7),
      Traffic(
        "python.exe", in: home + #"AppData\Local\Programs\Python\Python311\"#, as: .owner, to: .web,
        on: [.developer], .office(1.5), share: 0.7),
      Traffic(
        "Code.exe", in: home + #"AppData\Local\Programs\Microsoft VS Code\"#, as: .owner, to: .vendor,
        on: [.developer], .office(1.5)),
      Traffic(
        "w3wp.exe", in: #"C:\Windows\System32\inetsrv\"#, as: .networkService, to: .role(.linuxDatabase),
        [5432], on: [.windowsServer, .windowsCloud, .exchange], .always(4)),
      Traffic(
        "edgetransport.exe", in: #"C:\Program Files\Microsoft\Exchange Server\V15\Bin\"#, as: .networkService,
        to: .web, [25], on: [.exchange], .always(9)),
      Traffic(
        "VaultBackup.exe", in: #"C:\Program Files\VaultBackup\"#, as: .service("svc_backup"),
        to: .role(.fileServer), [445], on: servers, .daily(hour: 1.6)),
      Traffic(
        "dfsrs.exe", in: system32, as: .system, to: .role(.domainController), [135, 5722],
        on: [.domainController], .always(4)),
      Traffic(
        "amazon-ssm-agent.exe", in: #"C:\Program Files\Amazon\SSM\"#, as: .system, to: .metadata, [80],
        on: [.windowsCloud], .every(minutes: 60)),
      Traffic(
        "EC2Launch.exe", in: #"C:\Program Files\Amazon\EC2Launch\"#, as: .system, to: .metadata, [80],
        on: [.windowsCloud], .every(minutes: 720)),
      Traffic(
        "cfn-hup.exe", in: #"C:\Program Files\Amazon\cfn-bootstrap\"#, as: .system, to: .metadata, [80],
        on: [.windowsCloud], .every(minutes: 240)),
      Traffic(
        "amazon-ssm-agent.exe", in: #"C:\Program Files\Amazon\SSM\"#, as: .system, to: .vendor,
        on: [.windowsCloud], .every(minutes: 90)),
      Traffic(
        "lanternd.exe", in: #"C:\Program Files\Lantern\"#, as: .system, to: .vendor, on: all,
        .every(minutes: 180), rollout: 4),
      Traffic(
        "vpnhelper2.exe", in: #"C:\Program Files\OpenMeadow VPN\"#, as: .system, to: .vendor, on: personal,
        .office(0.4), share: 0.9, rollout: 9),
      Traffic(
        "orchid-sensor.exe", in: #"C:\Program Files\Orchid\"#, as: .system, to: .vendor, on: all,
        .every(minutes: 240), rollout: 15),
      Traffic(
        "notes-ng.exe", in: home + #"AppData\Local\NotesNG\"#, as: .owner, to: .vendor, on: personal,
        .office(0.6), share: 0.7, rollout: 16),
      Traffic("wusa.exe", in: system32, as: .system, to: .vendor, on: all, .patchDay(3)),
      Traffic(
        "svchost.exe", in: system32, as: .networkService, to: .vendor, [443, 7680], on: all, .patchDay(45)),
    ]
  }()

  /// What developers build, what people install and what administrators improvise talks too, under a name of its own.
  private static let odd: [Traffic] = [
    Traffic(
      "<word>.exe", in: #"C:\src\native\out\"#, as: .owner, to: .web, on: [.developer], .perWeek(0.08)),
    Traffic(
      "setup-<ver>.exe", in: home + #"Downloads\"#, as: .owner, to: .web, on: WindowsPrograms.personal,
      .perWeek(0.1)),
    Traffic(
      "is-<b36>.tmp", in: home + #"AppData\Local\Temp\is-<b36>.tmp\"#, as: .owner, to: .web,
      on: WindowsPrograms.personal, .perWeek(0.05)),
    Traffic(
      "<word>-diag.exe", in: system32, as: .owner, to: .role(.domainController), on: [.administrator],
      .perWeek(0.08)),
    Traffic(
      "<word>_test", in: "/builds/out/", as: .service("ci"), to: .role(.linuxDatabase), [5432],
      on: [.linuxBuild], .perWeek(0.8)),
    Traffic(
      "socat", in: "/usr/bin/", as: .owner, to: .role(.linuxWeb), [80], on: [.linuxOperations],
      .perWeek(0.3)),
    Traffic(
      "openssl", in: "/usr/bin/", as: .owner, to: .role(.linuxWeb), on: [.linuxOperations], .perWeek(1)),
  ]

  private static let linux: [Traffic] = {
    let all = LinuxPrograms.everywhere
    return [
      Traffic(
        "vigil-agent", in: "/opt/vigil/bin/", as: .service("vigil"), to: .role(.linuxOperations), [4317],
        on: all, .every(minutes: 90)),
      Traffic(
        "curl", in: "/usr/bin/", as: .service("vigil"), to: .role(.linuxOperations), on: all,
        .every(minutes: 60)),
      Traffic(
        "http", in: "/usr/lib/apt/methods/", as: .service("_apt"), to: .vendor, [80], on: all,
        .daily(hour: 6.2)),
      Traffic(
        "unattended-upgrade", in: "/usr/bin/", as: .system, to: .vendor, [80], on: all, .daily(hour: 6.6)),
      Traffic(
        "http", in: "/usr/lib/apt/methods/", as: .service("_apt"), to: .vendor, [80], on: all, .patchDay(12)),
      Traffic(
        "systemd-timesyncd", in: "/usr/lib/systemd/", as: .service("systemd-timesync"), to: .vendor, [123],
        on: all, .every(minutes: 60)),
      Traffic("sshd", in: "/usr/sbin/", as: .owner, to: .role(.linuxOperations), [22], on: all, .perWeek(1)),
      Traffic(
        "php-fpm8.1", in: "/usr/sbin/", as: .service("www-data"), to: .role(.linuxDatabase), [5432],
        on: [.linuxWeb], .always(5)),
      Traffic(
        "php-fpm8.1", in: "/usr/sbin/", as: .service("www-data"), to: .web, on: [.linuxWeb], .always(1.5)),
      Traffic(
        "nginx", in: "/usr/sbin/", as: .service("www-data"), to: .role(.linuxCloud), [8080], on: [.linuxWeb],
        .always(3)),
      Traffic(
        "java", in: "/usr/lib/jvm/bin/", as: .service("app"), to: .role(.linuxDatabase), [5432],
        on: [.linuxCloud], .always(3)),
      Traffic(
        "java", in: "/usr/lib/jvm/bin/", as: .service("app"), to: .web, on: [.linuxCloud], .always(1.5)),
      Traffic("kubelet", in: "/usr/bin/", as: .system, to: .vendor, on: [.linuxCloud], .every(minutes: 90)),
      Traffic(
        "postgres", in: "/usr/lib/postgresql/14/bin/", as: .service("postgres"), to: .role(.linuxDatabase),
        [5432], on: [.linuxDatabase], .always(3)),
      Traffic(
        "rsync", in: "/usr/bin/", as: .service("backup"), to: .role(.fileServer), [873], on: [.linuxDatabase],
        .daily(hour: 3)),
      Traffic(
        "ssh", in: "/usr/bin/", as: .service("ansible"), to: .role(.linuxWeb), [22], on: [.linuxOperations],
        .always(10)),
      Traffic(
        "nmap", in: "/usr/bin/", as: .owner, to: .role(.linuxWeb), [22, 80, 443, 5432, 8080],
        on: [.linuxOperations], .perWeek(60)),
      Traffic("wget", in: "/usr/bin/", as: .owner, to: .web, on: [.linuxOperations], .perWeek(2)),
      Traffic("terraform", in: "/usr/bin/", as: .owner, to: .vendor, on: [.linuxOperations], .perWeek(20)),
      Traffic(
        "git-remote-https", in: "/usr/lib/git-core/", as: .service("ci"), to: .vendor, on: [.linuxBuild],
        .always(8)),
      Traffic("node", in: "/usr/bin/", as: .service("ci"), to: .web, on: [.linuxBuild], .always(8)),
      Traffic("go", in: "/usr/bin/", as: .service("ci"), to: .web, on: [.linuxBuild], .always(4)),
      Traffic("dockerd", in: "/usr/bin/", as: .system, to: .vendor, on: [.linuxBuild], .always(3)),
      Traffic(
        "amazon-ssm-agent", in: "/usr/bin/", as: .system, to: .metadata, [80], on: [.linuxCloud, .linuxWeb],
        .every(minutes: 60)),
      Traffic(
        "cloud-init", in: "/usr/bin/", as: .system, to: .metadata, [80], on: [.linuxCloud, .linuxWeb],
        .daily(hour: 4.4)),
      Traffic(
        "ec2-net-helper", in: "/usr/sbin/", as: .system, to: .metadata, [80], on: [.linuxCloud, .linuxWeb],
        .every(minutes: 120)),
      Traffic(
        "kubelet", in: "/usr/bin/", as: .system, to: .metadata, [80], on: [.linuxCloud], .every(minutes: 180)),
      Traffic(
        "amazon-ssm-agent", in: "/usr/bin/", as: .system, to: .vendor, on: [.linuxCloud, .linuxWeb],
        .every(minutes: 90)),
      Traffic(
        "lanternd", in: "/opt/lantern/", as: .system, to: .vendor, on: all, .every(minutes: 180), rollout: 5),
      Traffic(
        "orchid-sensor", in: "/opt/orchid/", as: .system, to: .vendor, on: all, .every(minutes: 240),
        rollout: 15),
      Traffic(
        "tracebeam", in: "/opt/tracebeam/bin/", as: .system, to: .vendor, [4317],
        on: [.linuxCloud, .linuxWeb], .every(minutes: 240), rollout: 17),
    ]
  }()
}
