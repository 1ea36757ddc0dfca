/// A mail leads to a disk image; a shortcut on it starts `Documents.dll` through `rundll32.exe`, which then calls home.
///
/// ## Source
/// The campaign published in May 2021; names as published.
enum Nobelium: CaseStudy {
  static let scenario = Scenario(
    id: "nobelium", title: "NOBELIUM: a library started from a mounted disk image",
    attack: ["T1566.001", "T1218.011", "T1071.001"],
    summary:
      "A person opens an ISO file; rundll32.exe runs Documents.dll from D:\\ and talks to nine addresses for hours.",
    jobs: ["windows_anomalous_path_activity", "windows_anomalous_network_activity"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.laptop)
    let start = stage.moment(on: host)
    let program = Program(
      "rundll32.exe", in: WindowsPrograms.system32, ["Documents.dll,Open"], from: #"D:\"#,
      by: WindowsPrograms.explorer,
      as: .owner, on: [], .always(0))
    stage.start(program, on: host, at: start)
    stage.start(program, on: host, at: start + 523_000)
    stage.expect(
      "rundll32.exe runs in D:\\", in: .process, from: start, to: start + 523_000,
      jobs: ["windows_anomalous_path_activity"],
      match: ["process.working_directory": #"D:\"#, "process.name": "rundll32.exe", "host.name": host.name])
    let talker = Talker("rundll32.exe", in: WindowsPrograms.system32, as: .owner)
    var last = start
    for _ in 0..<9 {
      let endpoint = stage.usualEndpoint()
      for _ in 0..<stage.random.within(1...3) {
        let time = start + 60_000 + Milliseconds(stage.random.below(10_800_000))
        stage.connect(talker, on: host, to: endpoint, at: time)
        last = max(last, time)
      }
    }
    stage.expect(
      "rundll32.exe talks to nine addresses", in: .network, from: start, to: last,
      jobs: ["windows_anomalous_network_activity"],
      match: ["process.name": "rundll32.exe", "host.name": host.name, "user.name": host.owner.name])
  }
}
