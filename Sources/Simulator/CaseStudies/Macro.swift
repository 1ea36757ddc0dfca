/// A document's macro starts a shell.
enum Macro: CaseStudy {
  static let scenario = Scenario(
    id: "macro", title: "A document starts a shell", attack: ["T1566.001", "T1204.002", "T1059.003"],
    summary: "WINWORD.EXE starts cmd.exe, and that starts powershell.exe.",
    jobs: ["windows_anomalous_process_creation"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.laptop)
    let start = stage.moment(on: host)
    let shell = Program(
      "cmd.exe", in: WindowsPrograms.system32, [#"/c powershell -w hidden -f %TEMP%\<word>.ps1"#],
      from: #"C:\Users\<user>\Documents\"#,
      by: WindowsPrograms.word, as: .owner, on: [], .always(0))
    let script = Program(
      "powershell.exe", in: #"C:\Windows\System32\WindowsPowerShell\v1.0\"#,
      [#"-w hidden -f C:\Users\<user>\AppData\Local\Temp\<word>.ps1"#],
      from: #"C:\Users\<user>\Documents\"#, by: WindowsPrograms.command, as: .owner, on: [], .always(0))
    stage.start(shell, on: host, at: start)
    stage.start(script, on: host, at: start + 700)
    stage.expect(
      "WINWORD.EXE starts cmd.exe", in: .process, from: start, to: start + 700,
      jobs: ["windows_anomalous_process_creation"],
      match: ["process.parent.name": "WINWORD.EXE", "process.name": "cmd.exe", "host.name": host.name])
  }
}
