/// Two to four times the usual refusals, from one machine that tries one port everywhere.
enum DenySpike: CaseStudy {
  static let scenario = Scenario(
    id: "deny-spike", title: "A spike in firewall denies", attack: ["T1046", "T1041"],
    summary: "One machine inside is refused on one port for an hour or two; the total doubles or more.",
    jobs: ["high_count_network_denies"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.laptop, .linuxCloud, .windowsServer)
    let start = stage.moment(on: host)
    let quarters = stage.random.within(4...8)
    // An ordinary quarter of an hour has about 0.9 refusals a host.
    let count =
      Int(Double(stage.world.fleet.hosts.count) * 0.9 * (1.2 + 1.6 * stage.random.unit())) * quarters
    let organisations = (0..<2).map { _ in stage.organisation(in: "United States") }
    stage.add(.firewall) { batch, random in
      for _ in 0..<count {
        let flow = FirewallFlow(
          source: .inside(host.address),
          destination: .outside(random.pick(organisations), lastByte: random.within(1...254)), port: 443,
          isDenied: true)
        let time = start + Milliseconds(random.below(quarters * 900_000))
        FirewallWriter().write(flow, at: time, in: batch, &random)
      }
    }
    stage.expect(
      "Refusals from one machine", in: .firewall, from: start, to: start + Milliseconds(quarters) * 900_000,
      jobs: ["high_count_network_denies"],
      match: ["source.ip": host.address, "destination.port": "443"])
  }
}
