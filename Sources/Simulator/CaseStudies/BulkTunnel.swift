/// Data leaves as some hundred names in half an hour.
enum BulkTunnel: CaseStudy {
  static let scenario = Scenario(
    id: "bulk-tunnel", title: "A tunnel through name look-ups", attack: ["T1048.003", "T1071.004"],
    summary: "A machine asks for 100 to 300 encoded names under one new domain within half an hour.",
    jobs: ["dns_tunneling"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.laptop, .linuxWeb, .developer)
    let start = stage.moment(on: host)
    let domain = Words.domain(&stage.random)
    let count = stage.random.within(100...300)
    let process = host.role.isWindows ? "svchost.exe" : "systemd-resolved"
    let account: Account = host.role.isWindows ? .networkService : .service("systemd-resolve")
    stage.add(.names) { batch, random in
      for _ in 0..<count {
        let seed = random.next()
        let time = start + Milliseconds(random.below(1_800_000))
        QuestionWriter().write(
          label: {
            $0.append(alphabet: ByteBuffer.base32, bits: 5, seed: seed, characters: 48)
            $0.append(UInt8(ascii: "."))
            $0.append(alphabet: ByteBuffer.base32, bits: 5, seed: seed ^ 1, characters: 20)
          }, domain: domain, type: "TXT", by: process, on: host, as: account, at: time, in: batch, &random)
      }
    }
    stage.expect(
      "Hundreds of encoded names under one domain", in: .names, from: start, to: start + 1_800_000,
      jobs: ["dns_tunneling"], match: ["dns.question.registered_domain": domain, "host.name": host.name])
  }
}
