/// A few machines make three times the whole network's usual noise.
enum NetworkSurge: CaseStudy {
  static let scenario = Scenario(
    id: "network-surge", title: "A spike in network events", attack: ["T1498", "T1046"],
    summary: "For half an hour a few machines triple the number of network events of the whole enterprise.",
    jobs: ["high_count_network_events"])

  static func play(on stage: inout Stage) {
    let sources = (0..<3).map { _ in stage.victim(.linuxCloud, .linuxWeb) }
    let start = stage.moment()
    // An ordinary quarter of an hour in the working day has about 7.5 network events a host.
    let count = stage.world.fleet.hosts.count * 2 * 15
    let organisations = (0..<3).map { _ in stage.organisation(in: "United States") }
    let talker = Talker("java", in: "/usr/lib/jvm/bin/", as: .service("app"))
    stage.add(.network) { batch, random in
      for _ in 0..<count {
        ConnectionWriter().write(
          talker, on: sources[random.chance(0.6) ? 0 : random.below(3)],
          to: .outside(random.pick(organisations), lastByte: random.within(1...254)),
          port: 443, at: start + Milliseconds(random.below(1_800_000)), in: batch, &random)
      }
    }
    stage.expect(
      "Three times the usual network events", in: .network, from: start, to: start + 1_800_000,
      jobs: ["high_count_network_events"], match: ["source.ip": sources[0].address])
  }
}
