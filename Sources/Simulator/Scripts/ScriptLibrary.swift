/// The PowerShell scripts of the house: some hundred, of very different lengths, with blanks that change.
struct ScriptLibrary: Sendable {
  let scripts: [TextTemplate]

  init(seed: UInt64) {
    var random = Randomness(seed: seed, Randomness.key("scripts"))
    scripts = (0..<120).map { Self.script($0, &random) }
  }

  /// Every seventeenth carries a signed blob, as management agents do.
  private static func script(_ number: Int, _ random: inout Randomness) -> TextTemplate {
    var lines = ["# \(random.pick(purposes))-\(number) for <host>, <date>"]
    let length = Int(random.pareto(least: 3, exponent: 0.9, most: 70))
    for _ in 0..<length { lines.append(line(&random)) }
    if number % 17 == 5 { lines.append("$signature = '<base64>'") }
    return TextTemplate(lines.joined(separator: "\r\n"))
  }

  /// What an administrator writes on the spot.
  static func improvised(_ random: inout Randomness) -> TextTemplate {
    let count = random.within(1...12)
    return TextTemplate((0..<count).map { _ in line(&random) }.joined(separator: "\r\n"))
  }

  private static let purposes = [
    "inventory", "monitoring", "cleanup", "module-load", "report", "licence-check", "disk-health",
    "certificate-check",
  ]
  private static let nouns = [
    "Service", "Process", "Volume", "Certificate", "Session", "Printer", "Share", "Update", "Module",
    "Account", "Counter", "Package",
  ]

  private static func line(_ random: inout Randomness) -> String {
    let noun = random.pick(nouns)
    let variable = "$" + random.pick(Words.syllables) + random.pick(Words.syllables)
    switch random.below(12) {
    case 0: return "\(variable) = Get-\(noun) -ErrorAction SilentlyContinue"
    case 1: return "if (-not \(variable)) { Write-Warning \"no \(noun.lowercased()) on <host>\" }"
    case 2: return "foreach ($item in \(variable)) { $item | Select-Object Name, Status, Length }"
    case 3:
      return "Import-Module \(noun)Tools -MinimumVersion \(random.within(1...9)).\(random.within(0...20))"
    case 4: return "Write-Output (\"{0} checked at <date>\" -f \(variable).Count)"
    case 5: return "\(variable) | Where-Object { $_.State -eq 'Running' } | Sort-Object Name"
    case 6:
      return
        "function Test-\(noun)\(random.within(1...99)) { param([string]$Name) return (Get-\(noun) -Name $Name) -ne $null }"
    case 7: return "$path = Join-Path $env:ProgramData 'Fleetward\\\(noun).json'"
    case 8:
      return
        "\(variable) | ConvertTo-Json -Depth \(random.within(2...6)) | Set-Content -Path $path -Encoding UTF8"
    case 9:
      return
        "try { Invoke-Command -ComputerName <host> -ScriptBlock { Get-\(noun) } } catch { Write-Error $_ }"
    case 10: return "[void](New-Item -ItemType Directory -Force -Path 'C:\\ProgramData\\Fleetward\\\(noun)')"
    default: return "Start-Sleep -Seconds \(random.within(1...30))"
    }
  }
}

/// Writes script blocks in the shape of the Windows integration (event 4104).
struct ScriptWriter {
  func write(
    _ script: TextTemplate, file: String, on host: Host, as account: Account, at time: Milliseconds,
    in batch: Batch,
    _ random: inout Randomness
  ) {
    let identifier = random.next()
    let blanks = Blanks(user: host.userName(account), host: host.name, date: batch.day.text, seed: identifier)
    batch.event(time) { bytes, _ in
      bytes.append(",")
      bytes.append(text: host.json)
      bytes.append(
        ",\"ecs\":{\"version\":\"8.11.0\"},\"event\":{\"action\":\"Execute a Remote Command\",\"category\":[\"process\"],\"code\":\"4104\",\"dataset\":\"windows.powershell_operational\",\"kind\":\"event\",\"module\":\"windows\",\"provider\":\"Microsoft-Windows-PowerShell\",\"type\":[\"info\"]},"
      )
      bytes.append("\"file\":{\"path\":\"")
      bytes.append(text: file)
      bytes.append("\"},\"powershell\":{\"file\":{\"script_block_id\":\"")
      bytes.append(hex: identifier, digits: 32)
      bytes.append("\",\"script_block_text\":\"")
      script.write(blanks, to: bytes)
      bytes.append("\"},\"sequence\":1,\"total\":1},\"process\":{\"name\":\"powershell.exe\",\"pid\":")
      bytes.append(number: 300 + Int(identifier >> 50))
      bytes.append("},")
      bytes.append(text: host.userJSON(account))
    }
  }
}

/// The scripts that run on an ordinary day.
struct ScriptBackground {
  let fleet: Fleet
  private let library: ScriptLibrary
  private let writer = ScriptWriter()

  init(fleet: Fleet) {
    self.fleet = fleet
    library = ScriptLibrary(seed: fleet.seed)
  }

  func generate(_ day: SimulatedDay, into batch: Batch) {
    for host in fleet.hosts where host.role.isWindows {
      guard let schedule = fleet.schedule(host, day) else { continue }
      var random = Randomness(seed: fleet.seed, Randomness.key("powershell"), host.key, UInt64(day.index))
      managed(host, schedule, batch, &random)
      if host.role == .administrator || host.role == .developer { improvised(host, schedule, batch, &random) }
    }
  }

  private func managed(_ host: Host, _ schedule: Schedule, _ batch: Batch, _ random: inout Randomness) {
    func run(_ number: Int, _ time: Milliseconds, _ random: inout Randomness) {
      let file = TextTemplate.escaped(#"C:\ProgramData\Fleetward\task-\#(number).ps1"#)
      writer.write(library.scripts[number], file: file, on: host, as: .system, at: time, in: batch, &random)
    }
    var own = Randomness(seed: fleet.seed, Randomness.key("own scripts"), host.key)
    let isServer = !host.role.isPersonal
    for number in 0..<(isServer ? 6 : 2) {
      let script = isServer ? own.below(120) : own.below(40)
      schedule.times(
        .daily(hour: isServer ? Double(number) * 4 : 9 + Double(number) * 4 + host.phase * 2), &random
      ) { time, random in
        run(script, time, &random)
      }
    }
    schedule.times(.weekly(weekday: host.index % 5, hour: 12), &random) { time, random in
      run(100 + host.index % 20, time, &random)
    }
  }

  private func improvised(_ host: Host, _ schedule: Schedule, _ batch: Batch, _ random: inout Randomness) {
    schedule.times(.office(host.role == .administrator ? 0.5 : 0.1), &random) { time, random in
      writer.write(
        ScriptLibrary.improvised(&random), file: "", on: host, as: .owner, at: time, in: batch, &random)
    }
  }
}
