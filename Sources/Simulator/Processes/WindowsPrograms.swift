/// What is started on Windows machines.
enum WindowsPrograms {
  static let system32 = #"C:\Windows\System32\"#
  static let services = Parent(#"C:\Windows\System32\services.exe"#)
  static let serviceHost = Parent(
    #"C:\Windows\System32\svchost.exe"#, #"C:\Windows\system32\svchost.exe -k netsvcs -p -s Schedule"#)
  static let launcher = Parent(
    #"C:\Windows\System32\svchost.exe"#, #"C:\Windows\system32\svchost.exe -k DcomLaunch -p"#)
  static let explorer = Parent(#"C:\Windows\explorer.exe"#, #"C:\Windows\Explorer.EXE"#)
  static let command = Parent(#"C:\Windows\System32\cmd.exe"#, #""C:\Windows\system32\cmd.exe""#)
  static let powershell = Parent(
    #"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"#, #"powershell.exe -NoLogo"#)
  static let installer = Parent(#"C:\Windows\System32\msiexec.exe"#, #"C:\Windows\system32\msiexec.exe /V"#)
  static let chrome = Parent(#"C:\Program Files\Google\Chrome\Application\chrome.exe"#)
  static let outlook = Parent(#"C:\Program Files\Microsoft Office\root\Office16\OUTLOOK.EXE"#)
  static let word = Parent(
    #"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE"#,
    #""C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE" /n "C:\Users\<user>\Documents\<word>.docm""#
  )
  static let excel = Parent(#"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"#)
  static let code = Parent(#"C:\Users\<user>\AppData\Local\Programs\Microsoft VS Code\Code.exe"#)
  static let deployment = Parent(#"C:\Program Files\Fleetward\fleetward-agent.exe"#)
  static let provider = Parent(#"C:\Windows\System32\wbem\WmiPrvSE.exe"#)

  static let everywhere: Set<Role> = [
    .laptop, .developer, .administrator, .domainController, .exchange, .fileServer, .windowsServer,
    .windowsCloud,
  ]
  static let personal: Set<Role> = [.laptop, .developer, .administrator]
  static let servers: Set<Role> = [.domainController, .exchange, .fileServer, .windowsServer, .windowsCloud]
  private static let office = #"C:\Program Files\Microsoft Office\root\Office16\"#
  private static let home = #"C:\Users\<user>\"#

  static let all =
    background + people + developers + administrators + serverRoles + deployments + housekeeping

  private static let background: [Program] = [
    Program(
      "svchost.exe", in: system32,
      [
        "-k netsvcs -p -s Schedule", "-k LocalService -p", "-k wsappx -p -s AppXSvc",
        "-k netsvcs -p -s wlidsvc",
        "-k NetworkService -p -s DoSvc", "-k UnistackSvcGroup",
        "-k LocalServiceNetworkRestricted -p -s WinHttpAutoProxySvc",
      ], by: services, as: .system, on: everywhere, .always(0.3)),
    Program(
      "svchost.exe", in: system32, ["-k LocalService -p -s fdPHost", "-k LocalService -p -s BthAvctpSvc"],
      by: services, as: .localService, on: everywhere, .always(0.25)),
    Program(
      "svchost.exe", in: system32, ["-k NetworkService -p -s CryptSvc", "-k NetworkService -p -s Dnscache"],
      by: services, as: .networkService, on: everywhere, .always(0.2)),
    Program(
      "taskhostw.exe", in: system32, ["", "KEYROAMING", "-RegisterDevice -SettingChange"], by: serviceHost,
      as: .system, on: everywhere, .always(0.2)),
    Program(
      "conhost.exe", in: system32, ["0xffffffff -ForceV1"], from: #"C:\Windows\"#, by: command, as: .system,
      on: everywhere, .always(0.22)),
    Program(
      "WmiPrvSE.exe", in: #"C:\Windows\System32\wbem\"#, ["-Embedding", "-secured -Embedding"], by: launcher,
      as: .networkService, on: everywhere, .always(0.2)),
    Program(
      "backgroundTaskHost.exe", in: system32, ["-ServerName:App.AppX<hex12>.mca"], by: launcher, as: .owner,
      on: personal, .office(0.7)),
    Program(
      "RuntimeBroker.exe", in: system32, ["-Embedding"], by: launcher, as: .owner, on: personal, .office(0.6)),
    Program(
      "dllhost.exe", in: system32, ["/Processid:{<guid>}"], by: launcher, as: .owner, on: personal,
      .office(0.6)),
    Program(
      "rundll32.exe", in: system32,
      [
        "shell32.dll,Control_RunDLL desk.cpl", "Windows.Storage.ApplicationData.dll,CleanupTemporaryState",
        "PcaSvc.dll,PcaPatchSdbTask", "davclnt.dll,DavSetCookie", "printui.dll,PrintUIEntry /in",
        "AppXDeploymentExtensions.OneCore.dll,ShellRefresh",
        #"C:\Windows\system32\srclient.dll,ExecuteScheduledSPPCreation"#,
      ], by: serviceHost, as: .system, on: everywhere, .always(0.12)),
    Program(
      "rundll32.exe", in: system32,
      ["shell32.dll,OpenAs_RunDLL", "cryptext.dll,CryptExtOpenCER", "dfshim.dll,ShOpenVerbApplication"],
      by: explorer, as: .owner, on: personal, .office(0.12)),
    Program(
      "MpCmdRun.exe", in: #"C:\Program Files\Windows Defender\"#,
      ["SignatureUpdate -ScheduleJob", "Scan -ScheduleJob -RestrictPrivileges"],
      by: serviceHost, as: .system, on: everywhere, .every(minutes: 240)),
    Program(
      "SearchProtocolHost.exe", in: system32, [#"Global\UsGthrFltPipeMssGthrPipe<n>"#],
      by: Parent(#"C:\Windows\System32\SearchIndexer.exe"#), as: .system, on: personal, .office(0.7)),
    Program(
      "SearchFilterHost.exe", in: system32, ["0 <n> 820 8192"],
      by: Parent(#"C:\Windows\System32\SearchIndexer.exe"#),
      as: .system, on: personal, .office(0.7)),
    Program(
      "fleetward-agent.exe", in: #"C:\Program Files\Fleetward\"#,
      ["--inventory --quiet", "--policy refresh"],
      by: services, as: .system, on: everywhere, .every(minutes: 180)),
    Program(
      "cmd.exe", in: system32, [#"/c ver"#, #"/c "wmic os get version""#, #"/c netstat -ano"#],
      by: deployment, as: .system, on: everywhere, .every(minutes: 360)),
    Program(
      "powershell.exe", in: #"C:\Windows\System32\WindowsPowerShell\v1.0\"#,
      [
        #"-NoProfile -ExecutionPolicy RemoteSigned -File C:\ProgramData\Fleetward\inventory.ps1"#,
        #"-NoProfile -File C:\ProgramData\Fleetward\health-<small>.ps1"#,
      ],
      from: system32, by: deployment, as: .system, on: everywhere, .every(minutes: 240)),
    Program(
      "schtasks.exe", in: system32, [#"/query /fo csv"#], by: deployment, as: .system, on: everywhere,
      .daily(hour: 6.5)),
    Program(
      "wevtutil.exe", in: system32, ["gl Security"], by: deployment, as: .system, on: servers,
      .daily(hour: 3.2)),
    Program(
      "defrag.exe", in: system32, ["-c -h -k -g -$"], by: serviceHost, as: .system, on: everywhere,
      .weekly(weekday: 2, hour: 13)),
    Program(
      "MicrosoftEdgeUpdate.exe", in: #"C:\Program Files (x86)\Microsoft\EdgeUpdate\"#,
      ["/ua /installsource scheduler"],
      by: serviceHost, as: .system, on: everywhere, .every(minutes: 480)),
  ]

  private static let people: [Program] = [
    Program(
      "chrome.exe", in: #"C:\Program Files\Google\Chrome\Application\"#,
      [
        "--type=renderer --lang=en-US --renderer-client-id=<n> --mojo-platform-channel-handle=<small>",
        "--type=utility --utility-sub-type=network.mojom.NetworkService --lang=en-US",
        "--type=gpu-process --gpu-preferences=<hex32>",
      ], by: chrome, as: .owner, on: personal, .office(2.6), share: 0.8),
    Program(
      "msedge.exe", in: #"C:\Program Files (x86)\Microsoft\Edge\Application\"#,
      [
        "--type=renderer --lang=en-US --renderer-client-id=<n>",
        "--single-argument https://intranet.corp.brightharbor.example/",
      ],
      by: Parent(#"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"#), as: .owner, on: personal,
      .office(1.1)),
    Program(
      "chrome.exe", in: #"C:\Program Files\Google\Chrome\Application\"#, [""], by: explorer, as: .owner,
      on: personal, .office(0.3), share: 0.8),
    Program(
      "OUTLOOK.EXE", in: office, [""], from: home, by: explorer, as: .owner, on: personal, .office(0.2)),
    Program(
      "WINWORD.EXE", in: office, [#"/n "C:\Users\<user>\Documents\<word>.docx""#],
      from: home + #"Documents\"#, by: explorer, as: .owner, on: personal, .office(0.35)),
    Program(
      "WINWORD.EXE", in: office,
      [#"/n "C:\Users\<user>\AppData\Local\Microsoft\Windows\INetCache\Content.Outlook\<b36>\<word>.docx""#],
      from: home, by: outlook, as: .owner, on: personal, .office(0.12)),
    Program(
      "EXCEL.EXE", in: office, [#""C:\Users\<user>\Documents\<word>.xlsx""#], from: home + #"Documents\"#,
      by: explorer, as: .owner, on: personal, .office(0.35)),
    Program(
      "POWERPNT.EXE", in: office, [#""C:\Users\<user>\Desktop\<word>.pptx""#], from: home + #"Desktop\"#,
      by: explorer, as: .owner, on: personal, .office(0.15)),
    Program("splwow64.exe", in: #"C:\Windows\"#, ["8192"], by: word, as: .owner, on: personal, .office(0.1)),
    Program(
      "splwow64.exe", in: #"C:\Windows\"#, ["8192"], by: excel, as: .owner, on: personal, .office(0.06)),
    Program(
      "msedge.exe", in: #"C:\Program Files (x86)\Microsoft\Edge\Application\"#,
      ["--single-argument https://docs.corp.brightharbor.example/<word>"], by: word, as: .owner, on: personal,
      .office(0.05)),
    Program("ai.exe", in: office + #"AI\"#, ["<n> <guid>"], by: word, as: .owner, on: personal, .office(0.2)),
    Program(
      "AcroRd32.exe", in: #"C:\Program Files (x86)\Adobe\Acrobat Reader DC\Reader\"#,
      [#""C:\Users\<user>\Downloads\<word>.pdf""#], from: home + #"Downloads\"#, by: explorer, as: .owner,
      on: personal, .office(0.25)),
    Program(
      "Teams.exe", in: home + #"AppData\Local\Microsoft\Teams\current\"#,
      ["--type=renderer --msteams-process-type=notifications"],
      by: Parent(#"C:\Users\<user>\AppData\Local\Microsoft\Teams\current\Teams.exe"#), as: .owner,
      on: personal, .office(1)),
    Program(
      "OneDrive.exe", in: home + #"AppData\Local\Microsoft\OneDrive\"#, ["/background"], by: explorer,
      as: .owner, on: personal, .office(0.15)),
    Program(
      "notepad.exe", in: system32,
      [#"C:\Users\<user>\Desktop\notes.txt"#, #"C:\Users\<user>\Downloads\readme.txt"#],
      from: home + #"Desktop\"#, by: explorer, as: .owner, on: personal, .office(0.12)),
    Program("mspaint.exe", in: system32, by: explorer, as: .owner, on: personal, .perWeek(0.4)),
    Program("SnippingTool.exe", in: system32, by: explorer, as: .owner, on: personal, .office(0.1)),
    Program(
      "7zFM.exe", in: #"C:\Program Files\7-Zip\"#, [#""C:\Users\<user>\Downloads\<word>.zip""#],
      from: home + #"Downloads\"#, by: explorer, as: .owner, on: personal, .perWeek(1.5), share: 0.5),
    Program(
      "LogonUI.exe", in: system32, ["/flags:0x2 /state0:0xa3"],
      by: Parent(#"C:\Windows\System32\winlogon.exe"#, "winlogon.exe"), as: .system, on: personal,
      .office(0.4)),
    // Software a person fetches: names that are new every time.
    Program(
      "setup-<ver>.exe", in: home + #"Downloads\"#, ["", "/S"], by: explorer, as: .owner, on: personal,
      .perWeek(0.5)),
    Program(
      "<word>-installer_<n>.exe", in: home + #"Downloads\"#, by: chrome, as: .owner, on: personal,
      .perWeek(0.15)),
    Program(
      "is-<b36>.tmp", in: home + #"AppData\Local\Temp\is-<b36>.tmp\"#,
      [#"/SL5="$<n>,<n>,832512,C:\Users\<user>\Downloads\setup-<ver>.exe""#],
      by: Parent(#"C:\Users\<user>\Downloads\setup-<ver>.exe"#), as: .owner, on: personal, .perWeek(0.5)),
    Program(
      "foo.exe", in: home + #"AppData\Local\Temp\{<guid>}\"#, ["/quiet"], by: explorer, as: .owner,
      on: personal, .perWeek(0.12)),
    Program(
      "agent_<n>.exe", in: #"C:\Windows\Temp\"#, ["--update --silent"], by: deployment, as: .system,
      on: everywhere, .perWeek(0.35)),
    Program("usbcopy.exe", in: #"E:\"#, by: explorer, as: .owner, on: personal, .perWeek(0.1), share: 0.15),
    Program(
      "presenter-<ver>.exe", in: #"F:\tools\"#, by: explorer, as: .owner, on: personal, .perWeek(0.15),
      share: 0.08),
    Program(
      "zoom.exe", in: home + #"AppData\Roaming\Zoom\bin\"#, ["--action=join"], by: chrome, as: .owner,
      on: personal, .office(0.15), share: 0.6),
    Program(
      "KeePassXC.exe", in: #"C:\Program Files\KeePassXC\"#, by: explorer, as: .owner, on: personal,
      .perWeek(3), share: 0.12),
    Program(
      "figma.exe", in: home + #"AppData\Local\Figma\"#, by: explorer, as: .owner, on: personal, .perWeek(4),
      share: 0.07),
    Program(
      "obs64.exe", in: #"C:\Program Files\obs-studio\bin\64bit\"#, by: explorer, as: .owner, on: personal,
      .perWeek(0.7), share: 0.04),
    Program(
      "vlc.exe", in: #"C:\Program Files\VideoLAN\VLC\"#, by: explorer, as: .owner, on: personal,
      .perWeek(0.8), share: 0.2),
  ]

  private static let developers: [Program] = {
    let shell = #"C:\Program Files\Git\bin\"#
    let source = #"C:\src\<word>\"#
    let bash = Parent(#"C:\Program Files\Git\bin\bash.exe"#, "bash --login -i")
    let on: Set<Role> = [.developer]
    return [
      Program(
        "Code.exe", in: home + #"AppData\Local\Programs\Microsoft VS Code\"#,
        ["--type=renderer", "--type=utility", "--ms-enable-electron-run-as-node"], by: code, as: .owner,
        on: on, .office(3)),
      Program(
        "git.exe", in: #"C:\Program Files\Git\cmd\"#,
        ["status --porcelain", "fetch --all", "diff HEAD", "rev-parse --abbrev-ref HEAD", "commit -m wip"],
        from: #"C:\src\platform\"#, by: code, as: .owner, on: on, .office(5)),
      Program(
        "bash.exe", in: shell, ["-c make", "-c ./run.sh"], from: source, by: code, as: .owner, on: on,
        .office(1.5)),
      Program(
        "node.exe", in: #"C:\Program Files\nodejs\"#,
        ["server.js", "node_modules/.bin/jest --watch", "build.js"], from: #"C:\src\web\"#, by: bash,
        as: .owner, on: on, .office(4), share: 0.7),
      Program(
        "python.exe", in: home + #"AppData\Local\Programs\Python\Python311\"#,
        ["<word>.py", "-m pytest -q", "-m pip install requests"], from: #"C:\src\platform\"#, by: bash,
        as: .owner, on: on, .office(3), share: 0.7),
      Program(
        "cl.exe", in: #"C:\BuildTools\VC\bin\"#, ["/c /O2 <word>.cpp"], from: #"C:\src\native\"#, by: bash,
        as: .owner, on: on, .office(5), share: 0.4),
      Program(
        "link.exe", in: #"C:\BuildTools\VC\bin\"#, ["/OUT:<word>.exe"], from: #"C:\src\native\"#, by: bash,
        as: .owner, on: on, .office(1.2), share: 0.4),
      Program(
        "<word>.exe", in: #"C:\src\native\out\"#, ["--iterations <small>", ""], by: bash, as: .owner, on: on,
        .office(0.15)),
      Program(
        "<word>_test-<hex8>.exe", in: home + #"AppData\Local\Temp\go-build<n>\b001\exe\"#, by: bash,
        as: .owner, on: on, .office(0.2), share: 0.5),
      Program(
        "docker.exe", in: #"C:\Program Files\Docker\Docker\resources\bin\"#,
        ["ps", "compose up -d", "build -t <word> ."], from: #"C:\src\platform\"#, by: bash, as: .owner,
        on: on, .office(1.2), share: 0.6),
      Program(
        "powershell.exe", in: #"C:\Windows\System32\WindowsPowerShell\v1.0\"#, ["-NoLogo"], from: home,
        by: explorer, as: .owner, on: [.developer, .administrator], .office(0.3)),
      Program(
        "cmd.exe", in: system32, ["", "/c dir"], from: home, by: explorer, as: .owner,
        on: [.developer, .administrator], .office(0.3)),
      Program(
        "curl.exe", in: system32, ["-s https://api.corp.brightharbor.example/v1/<word>"], from: source,
        by: bash, as: .owner, on: on, .office(0.4)),
    ]
  }()

  private static let administrators: [Program] = {
    let on: Set<Role> = [.administrator]
    func tool(_ name: String, _ arguments: [String], _ rate: Double, share: Double = 1) -> Program {
      Program(
        name, in: system32, arguments, from: home, by: powershell, as: .owner, on: on, .perWeek(rate),
        share: share)
    }
    return [
      Program(
        "mmc.exe", in: system32, ["dsa.msc", "eventvwr.msc", "services.msc", "gpmc.msc"], by: explorer,
        as: .owner, on: on, .office(0.6)),
      Program(
        "mstsc.exe", in: system32, ["/v:app-nyc-1<small>"], by: explorer, as: .owner, on: on, .office(0.5)),
      tool("certutil.exe", ["-verify cert.cer", "-hashfile image.iso SHA256", "-urlcache"], 4),
      tool("nltest.exe", ["/dsgetdc:corp.brightharbor.example"], 2), tool("whoami.exe", ["/groups"], 5),
      tool("ipconfig.exe", ["/all", "/flushdns"], 8), tool("ping.exe", ["dc-nyc-102"], 9),
      tool("nslookup.exe", ["intranet.corp.brightharbor.example"], 5),
      tool("net.exe", ["user /domain", "use"], 3),
      tool("dsquery.exe", ["computer -inactive 8"], 1.5, share: 0.6),
      tool("bitsadmin.exe", ["/list /allusers"], 0.3, share: 0.5),
      tool("procdump64.exe", ["-ma w3wp.exe"], 0.3, share: 0.5),
      tool("wmic.exe", ["process list brief"], 1.5),
      tool("reg.exe", [#"query HKLM\Software"#], 2), tool("sc.exe", ["query"], 2),
      tool("diskshadow.exe", ["/s list.txt"], 0.1),
      tool("mshta.exe", ["about.hta"], 0.1), tool("regsvr32.exe", ["/s scrrun.dll"], 0.4),
      tool("cscript.exe", ["slmgr.vbs /dli"], 0.5),
      tool("ntdsutil.exe", ["help"], 0.08), tool("csvde.exe", ["-f out.csv"], 0.1),
      tool("netsh.exe", ["wlan show all"], 1),
      tool("psexec64.exe", [#"\\app-nyc-113 hostname"#], 1, share: 0.4),
      tool("installutil.exe", ["/u svc.dll"], 0.1),
      tool("robocopy.exe", [#"\\file-nyc-112\share C:\stage /MIR"#], 1),
      tool("tracert.exe", ["web-ber-101"], 1),
      tool("<word>-diag.exe", ["--collect"], 0.3),
    ]
  }()

  private static let serverRoles: [Program] = [
    Program("dfsrs.exe", in: system32, by: services, as: .system, on: [.domainController], .always(0.02)),
    Program(
      "dcdiag.exe", in: system32, ["/q"], by: serviceHost, as: .system, on: [.domainController],
      .daily(hour: 4)),
    Program(
      "repadmin.exe", in: system32, ["/replsummary"], by: serviceHost, as: .system, on: [.domainController],
      .every(minutes: 120)),
    Program(
      "w3wp.exe", in: #"C:\Windows\System32\inetsrv\"#,
      ["-ap MSExchangeOWAAppPool", "-ap MSExchangeECPAppPool"], by: services, as: .system, on: [.exchange],
      .always(0.5)),
    Program(
      "MSExchangeMailboxReplication.exe", in: #"C:\Program Files\Microsoft\Exchange Server\V15\Bin\"#,
      by: services, as: .system, on: [.exchange], .always(0.1)),
    Program(
      "edgetransport.exe", in: #"C:\Program Files\Microsoft\Exchange Server\V15\Bin\"#, by: services,
      as: .networkService, on: [.exchange], .every(minutes: 360)),
    Program(
      "vssadmin.exe", in: system32, ["list shadows"], by: command, as: .system, on: [.fileServer, .exchange],
      .daily(hour: 1)),
    Program(
      "VaultBackup.exe", in: #"C:\Program Files\VaultBackup\"#, ["--job nightly", "--job verify"],
      from: #"D:\Backup\"#, by: services, as: .service("svc_backup"), on: servers, .daily(hour: 1.5)),
    Program(
      "VaultBackup.exe", in: #"C:\Program Files\VaultBackup\"#, ["--job weekly-full"], from: #"D:\Backup\"#,
      by: services, as: .service("svc_backup"), on: servers, .weekly(weekday: 5, hour: 2)),
    Program(
      "sqlcmd.exe", in: #"C:\Program Files\Microsoft SQL Server\Client SDK\"#, [#"-Q "exec housekeeping""#],
      from: #"D:\Data\"#, by: command, as: .service("svc_sql"), on: [.windowsServer, .windowsCloud],
      .every(minutes: 60)),
    Program(
      "w3wp.exe", in: #"C:\Windows\System32\inetsrv\"#, ["-ap DefaultAppPool"], by: services,
      as: .networkService, on: [.windowsServer, .windowsCloud], .always(0.2)),
    Program(
      "cmd.exe", in: system32, [#"/c D:\Jobs\rotate-logs.cmd"#], from: #"D:\Jobs\"#, by: serviceHost,
      as: .system, on: servers, .every(minutes: 60)),
    Program(
      "forfiles.exe", in: system32, [#"/p D:\Logs /d -30 /c "cmd /c del @path""#], from: #"D:\Jobs\"#,
      by: command, as: .system, on: servers, .every(minutes: 60)),
    Program(
      "amazon-ssm-agent.exe", in: #"C:\Program Files\Amazon\SSM\"#, by: services, as: .system,
      on: [.windowsCloud], .every(minutes: 360)),
    Program(
      "ssm-agent-worker.exe", in: #"C:\Program Files\Amazon\SSM\"#,
      by: Parent(#"C:\Program Files\Amazon\SSM\amazon-ssm-agent.exe"#), as: .system, on: [.windowsCloud],
      .every(minutes: 120)),
    Program(
      "powershell.exe", in: #"C:\Windows\System32\WindowsPowerShell\v1.0\"#, [#"-File D:\Jobs\report.ps1"#],
      from: #"D:\Jobs\"#, by: serviceHost, as: .system, on: servers, .every(minutes: 120)),
    Program("whoami.exe", in: system32, by: command, as: .system, on: servers, .perWeek(0.15)),
    Program("ipconfig.exe", in: system32, ["/all"], by: command, as: .system, on: servers, .perWeek(0.3)),
  ]

  /// Roll-outs, some while the detectors learn and some when they are being judged; and patch days.
  private static let deployments: [Program] = [
    Program(
      "lanternd.exe", in: #"C:\Program Files\Lantern\"#, ["--service"], by: services, as: .system,
      on: everywhere, .every(minutes: 180), rollout: 4),
    Program(
      "vpnhelper2.exe", in: #"C:\Program Files\OpenMeadow VPN\"#, ["--watch"], by: services, as: .system,
      on: personal, .office(0.4), share: 0.9, rollout: 9),
    Program(
      "orchid-sensor.exe", in: #"C:\Program Files\Orchid\"#, ["--scan quick"], by: services, as: .system,
      on: everywhere, .every(minutes: 240), rollout: 15),
    Program(
      "orchid-update.exe", in: #"C:\Program Files\Orchid\"#, ["--check"],
      by: Parent(#"C:\Program Files\Orchid\orchid-sensor.exe"#), as: .system, on: everywhere,
      .every(minutes: 480), rollout: 15),
    Program(
      "notes-ng.exe", in: home + #"AppData\Local\NotesNG\"#, ["--tray"], by: explorer, as: .owner,
      on: personal, .office(0.4), share: 0.7, rollout: 16),
    Program(
      "printmgr64.exe", in: #"C:\Program Files\PrintMgr\"#, ["/poll"], by: services, as: .localService,
      on: personal, .every(minutes: 120), rollout: 18),
    Program(
      "msiexec.exe", in: system32, ["/V", #"/i C:\Windows\Installer\<hex8>.msi /qn"#], by: services,
      as: .system, on: everywhere, .patchDay(4)),
    Program(
      "TiWorker.exe", in: #"C:\Windows\WinSxS\amd64_microsoft-windows-servicingstack_<hex8>\"#,
      ["-Embedding"], by: launcher, as: .system, on: everywhere, .patchDay(2)),
    Program(
      "TrustedInstaller.exe", in: #"C:\Windows\servicing\"#, by: services, as: .system, on: everywhere,
      .patchDay(1.5)),
    Program(
      "wusa.exe", in: system32, [#"C:\Windows\Temp\kb<n>.msu /quiet"#], by: deployment, as: .system,
      on: everywhere, .patchDay(1)),
    Program(
      "MSI<hex8>.tmp", in: #"C:\Windows\Installer\"#, by: installer, as: .system, on: everywhere, .patchDay(2)
    ),
    Program(
      "patch-<ver>.exe", in: #"C:\ProgramData\Package Cache\{<guid>}\"#, ["/quiet /norestart"],
      by: deployment, as: .system, on: everywhere, .patchDay(1.2)),
    Program(
      "smss.exe", in: system32, ["000000cc 00000084"], by: Parent(#"C:\Windows\System32\smss.exe"#),
      as: .system, on: everywhere, .patchDay(1)),
    Program(
      "wininit.exe", in: system32, by: Parent(#"C:\Windows\System32\smss.exe"#), as: .system, on: everywhere,
      .patchDay(1)),
    Program(
      "bcdedit.exe", in: system32, ["/enum"], by: deployment, as: .system, on: everywhere, .patchDay(0.2)),
  ]

  private static let housekeeping: [Program] = [
    Program(
      "cleanmgr.exe", in: system32, ["/sagerun:1"], by: serviceHost, as: .system, on: everywhere,
      .monthly(hour: 12)),
    Program(
      "dism.exe", in: system32, ["/online /cleanup-image /startcomponentcleanup"], by: serviceHost,
      as: .system, on: everywhere, .monthly(hour: 12.5)),
    Program(
      "auditpol.exe", in: system32, ["/get /category:*"], by: serviceHost, as: .system, on: servers,
      .thirdMonday(hour: 5)),
    Program(
      "secedit.exe", in: system32, [#"/export /cfg C:\Windows\Temp\sec.inf"#], by: serviceHost, as: .system,
      on: servers, .thirdMonday(hour: 5.2)),
    Program(
      "gpresult.exe", in: system32, [#"/h C:\Windows\Temp\gp.html"#], by: serviceHost, as: .system,
      on: servers, .weekly(weekday: 3, hour: 5)),
  ]
}
