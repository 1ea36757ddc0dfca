/// A script that hides what it does.
enum ObfuscatedScript: CaseStudy {
  static let scenario = Scenario(
    id: "obfuscated-script", title: "An obfuscated PowerShell script", attack: ["T1059.001", "T1027"],
    summary:
      "One person's machine runs an encoded script of three to eight thousand characters once or a few times.",
    jobs: ["windows_anomalous_script"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.laptop)
    let start = stage.moment(on: host)
    let script = TextTemplate(text(&stage.random))
    let runs = stage.random.within(1...3)
    for run in 0..<runs {
      stage.add(.scripts) { batch, random in
        ScriptWriter().write(
          script, file: "", on: host, as: .owner, at: start + Milliseconds(run) * 64_000, in: batch, &random)
      }
    }
    stage.expect(
      "An encoded script", in: .scripts, from: start, to: start + Milliseconds(runs - 1) * 64_000,
      jobs: ["windows_anomalous_script"], match: ["host.name": host.name, "user.name": host.owner.name])
  }

  private static func text(_ random: inout Randomness) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let blob = String((0..<random.within(2600...7200)).map { _ in random.pick(letters) })
    let ticks = ["I`E`X", "i'e'x", "ie`x"]
    return "$\(random.pick(Words.syllables))='\(blob)';"
      + "\(random.pick(ticks)) ([Text.Encoding]::Unicode.GetString([Convert]::FromBase64String($x)) -bxor 0x\(random.within(16...99)))"
  }
}
