/// The connections of all machines on an ordinary day.
struct NetworkBackground {
  let fleet: Fleet
  let geography: Geography
  private let byRole: [Role: [Host]]
  private let writer = ConnectionWriter()

  private static let key = Randomness.key("network")

  init(fleet: Fleet, geography: Geography) {
    self.fleet = fleet
    self.geography = geography
    byRole = Dictionary(grouping: fleet.hosts.filter { $0.joinDay == 0 }, by: \.role)
  }

  func generate(_ day: SimulatedDay, into batch: Batch) {
    for host in fleet.hosts {
      guard let schedule = fleet.schedule(host, day) else { continue }
      var random = Randomness(seed: fleet.seed, Self.key, host.key, UInt64(day.index))
      let favourites = favourites(of: host)
      for traffic in Traffic.all where traffic.isInstalled(on: host, day, seed: fleet.seed) {
        schedule.times(traffic.cadence, &random) { time, random in
          let endpoint = endpoint(traffic, from: host, favourites, &random)
          burst(traffic, host, endpoint, time, batch, &random)
        }
      }
    }
    sparseCountries(day, batch)
    synchronisations(day, batch)
    scanner(day, batch)
  }

  /// A page or a sync is seldom a single connection.
  private func burst(
    _ traffic: Traffic, _ host: Host, _ endpoint: Endpoint, _ start: Milliseconds, _ batch: Batch,
    _ random: inout Randomness
  ) {
    var count = 1
    if case .web = traffic.target { count = Int(random.pareto(least: 1, exponent: 1.7, most: 120)) }
    var time = start
    for _ in 0..<count {
      writer.write(
        traffic.talker, on: host, to: endpoint, port: random.pick(traffic.ports), at: time, in: batch, &random
      )
      time += Milliseconds(random.below(4000))
    }
  }

  /// A dozen networks each person keeps coming back to.
  private func favourites(of host: Host) -> [Endpoint] {
    var random = Randomness(seed: fleet.seed, Randomness.key("favourites"), host.key)
    return (0..<12).map { _ in
      .outside(geography.organisations[geography.usual.pick(&random)], lastByte: random.within(1...254))
    }
  }

  private func endpoint(
    _ traffic: Traffic, from host: Host, _ favourites: [Endpoint], _ random: inout Randomness
  ) -> Endpoint {
    switch traffic.target {
    case .metadata: .metadata
    case .resolver: .inside("10.20.0.53")
    case .role(let role): .inside(peer(role, of: host, &random))
    case .web: random.chance(0.86) ? favourites[random.zipf(favourites.count)] : anywhere(&random)
    case .vendor: vendor(traffic.key, &random)
    }
  }

  private func anywhere(_ random: inout Randomness) -> Endpoint {
    .outside(geography.organisations[geography.usual.pick(&random)], lastByte: random.within(1...254))
  }

  private func vendor(_ key: UInt64, _ random: inout Randomness) -> Endpoint {
    var own = Randomness(seed: fleet.seed, key, 77)
    let organisation = geography.organisations[own.below(24)]
    return .outside(organisation, lastByte: 1 + (own.below(200) + random.below(6)))
  }

  /// A server of that role: mostly the one this host is used to.
  private func peer(_ role: Role, of host: Host, _ random: inout Randomness) -> String {
    guard let peers = byRole[role], !peers.isEmpty else { return "10.20.0.10" }
    let usual = Int(host.key) % peers.count
    return peers[random.chance(0.9) ? usual : random.below(peers.count)].address
  }

  /// Countries that turn up on some days only, in bursts with a heavy tail.
  private func sparseCountries(_ day: SimulatedDay, _ batch: Batch) {
    var random = Randomness(seed: fleet.seed, Randomness.key("sparse"), UInt64(day.index))
    let people = fleet.hosts.filter { $0.role.isPersonal && $0.joinDay <= day.index }
    let browser = Talker("msedge.exe", in: #"C:\Program Files (x86)\Microsoft\Edge\Application\"#, as: .owner)
    for country in Geography.sparse {
      let visits = random.poisson(country.chance * (day.isWeekend ? 0.3 : 1))
      for _ in 0..<visits where !people.isEmpty {
        let host = random.pick(people)
        let organisation = random.pick(geography.organisations(in: country.name))
        let endpoint = Endpoint.outside(organisation, lastByte: random.within(1...254))
        var time = host.local.time(day, hour: 8.5 + 9 * random.unit())
        for _ in 0..<Int(random.pareto(least: 1.5, exponent: 1.05, most: 90)) {
          writer.write(browser, on: host, to: endpoint, port: 443, at: time, in: batch, &random)
          time += Milliseconds(random.below(40_000))
        }
      }
    }
  }

  /// A large copy, an image pulled everywhere, a restored backup: one machine, many connections, a heavy tail.
  private func synchronisations(_ day: SimulatedDay, _ batch: Batch) {
    var random = Randomness(seed: fleet.seed, Randomness.key("synchronisations"), UInt64(day.index))
    let size = Double(fleet.hosts.count)
    for _ in 0..<random.poisson(day.isWeekend ? 3 : 8) {
      let host = random.pick(fleet.hosts)
      guard host.joinDay <= day.index else { continue }
      let candidates = Traffic.all.filter {
        if case .vendor = $0.target { $0.isInstalled(on: host, day, seed: fleet.seed) } else { false }
      }
      guard !candidates.isEmpty else { continue }
      let traffic = random.pick(candidates)
      let start = host.local.time(day, hour: 7 + 13 * random.unit())
      let length = random.within(300...2400) * 1000
      for _ in 0..<Int(random.pareto(least: 0.2 * size, exponent: 1.15, most: 9 * size)) {
        writer.write(
          traffic.talker, on: host, to: vendor(traffic.key, &random), port: traffic.ports[0],
          at: start + Milliseconds(random.below(length)), in: batch, &random)
      }
    }
  }

  /// The weekly vulnerability scan: one host, every host, many ports, many refusals.
  private func scanner(_ day: SimulatedDay, _ batch: Batch) {
    guard day.weekday == 2, let scanner = fleet.hosts(.linuxOperations).first else { return }
    var random = Randomness(seed: fleet.seed, Randomness.key("scanner"), UInt64(day.index))
    let talker = Talker("quartzscan", in: "/opt/quartzscan/", as: .service("scanner"))
    let ports = [
      21, 22, 23, 25, 80, 110, 135, 139, 443, 445, 1433, 3306, 3389, 5432, 5900, 5985, 6379, 8080, 8443, 9200,
    ]
    for host in fleet.hosts where host.joinDay <= day.index {
      for port in ports {
        writer.write(
          talker, on: scanner, to: .inside(host.address), port: port,
          at: day.time(hour: 1 + 2 * random.unit()), in: batch, &random, isDenied: random.chance(0.8))
      }
    }
  }
}
