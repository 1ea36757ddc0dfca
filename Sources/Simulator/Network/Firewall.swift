/// A flow as the firewall at the edge logs it.
struct FirewallFlow {
  var source: Endpoint
  var destination: Endpoint
  var port: Int
  var isDenied: Bool
}

struct FirewallWriter {
  func write(_ flow: FirewallFlow, at time: Milliseconds, in batch: Batch, _ random: inout Randomness) {
    let sourcePort = 1024 + random.below(64_000)
    let sent = 40 + random.below(1400)
    let rule = 10 + random.below(40)
    batch.event(time) { bytes, _ in
      bytes.append(",\"destination\":{\"ip\":\"")
      flow.destination.writeAddress(bytes)
      bytes.append("\",\"port\":")
      bytes.append(number: flow.port)
      flow.destination.writePlace(bytes)
      bytes.append("},\"ecs\":{\"version\":\"8.11.0\"},\"event\":{\"action\":\"")
      bytes.append(flow.isDenied ? "flow_denied" : "flow_allowed")
      bytes.append(
        "\",\"category\":[\"network\"],\"dataset\":\"firewall.flow\",\"kind\":\"event\",\"module\":\"firewall\",\"outcome\":\""
      )
      bytes.append(flow.isDenied ? "deny" : "success")
      bytes.append("\",\"type\":[\"connection\",\"")
      bytes.append(flow.isDenied ? "denied" : "allowed")
      bytes.append("\"]},\"network\":{\"bytes\":")
      bytes.append(number: sent)
      bytes.append(
        ",\"transport\":\"tcp\"},\"observer\":{\"name\":\"fw-edge-01\",\"product\":\"Palisade\",\"type\":\"firewall\",\"vendor\":\"Palisade\"},\"rule\":{\"id\":\""
      )
      bytes.append(number: rule)
      bytes.append("\"},\"source\":{\"ip\":\"")
      flow.source.writeAddress(bytes)
      bytes.append("\",\"port\":")
      bytes.append(number: sourcePort)
      flow.source.writePlace(bytes)
      bytes.append("}")
    }
  }
}

/// What the edge refuses and lets through on an ordinary day.
struct FirewallBackground {
  let fleet: Fleet
  let geography: Geography
  private let writer = FirewallWriter()
  private static let scannedPorts = [
    22, 23, 80, 443, 445, 1433, 3389, 5900, 6379, 8080, 8443, 9200, 5060, 2323,
  ]

  init(fleet: Fleet, geography: Geography) {
    self.fleet = fleet
    self.geography = geography
  }

  func generate(_ day: SimulatedDay, into batch: Batch) {
    var random = Randomness(seed: fleet.seed, Randomness.key("firewall"), UInt64(day.index))
    let size = Double(fleet.hosts.count)
    noise(day, mean: size * 2.4, batch, &random)
    campaigns(day, mean: 5, batch, &random)
    refusals(day, batch)
    guestTraffic(day, mean: size * 1.2, batch, &random)
  }

  /// Our own public addresses.
  private func ourAddress(_ random: inout Randomness) -> Endpoint {
    .inside("203.0.113.\(random.within(2...60))")
  }

  private func stranger(_ random: inout Randomness) -> Endpoint {
    let index =
      random.chance(0.5) ? geography.usual.pick(&random) : random.below(geography.organisations.count - 2)
    return .outside(geography.organisations[index], lastByte: random.within(1...254))
  }

  /// The internet's background radiation, with a faint daily shape.
  private func noise(_ day: SimulatedDay, mean: Double, _ batch: Batch, _ random: inout Randomness) {
    for hour in 0..<24 {
      let level = mean * (0.9 + 0.2 * Double((hour + 6) % 24) / 24) * random.noise(0.12)
      for _ in 0..<random.poisson(level) {
        writer.write(
          FirewallFlow(
            source: stranger(&random), destination: ourAddress(&random), port: random.pick(Self.scannedPorts),
            isDenied: true),
          at: day.time(hour: Double(hour) + random.unit()), in: batch, &random)
      }
    }
  }

  /// Somebody scans us: a burst with a heavy tail.
  private func campaigns(_ day: SimulatedDay, mean: Double, _ batch: Batch, _ random: inout Randomness) {
    for _ in 0..<random.poisson(mean) {
      let source = stranger(&random)
      let port = random.pick(Self.scannedPorts)
      let start = day.time(hour: 24 * random.unit())
      let count = Int(random.pareto(least: 6, exponent: 1.1, most: 1.5 * Double(fleet.hosts.count)))
      for _ in 0..<count {
        writer.write(
          FirewallFlow(source: source, destination: ourAddress(&random), port: port, isDenied: true),
          at: start + Milliseconds(random.below(2_400_000)), in: batch, &random)
      }
    }
  }

  /// Our own machines, refused on the way out: peer-to-peer, old printers, wrong ports.
  private func refusals(_ day: SimulatedDay, _ batch: Batch) {
    for host in fleet.hosts {
      guard let schedule = fleet.schedule(host, day) else { continue }
      var random = Randomness(seed: fleet.seed, Randomness.key("refusals"), host.key, UInt64(day.index))
      schedule.times(.office(host.role.isPersonal ? 1.6 : 0.6), &random) { time, random in
        let flow = FirewallFlow(
          source: .inside(host.address),
          destination: .outside(
            geography.organisations[geography.usual.pick(&random)], lastByte: random.within(1...254)),
          port: random.pick([25, 445, 1900, 3478, 5222, 6881, 8333, 443, 853]), isDenied: true)
        for _ in 0..<Int(random.pareto(least: 1, exponent: 1.5, most: 40)) {
          writer.write(flow, at: time + Milliseconds(random.below(60_000)), in: batch, &random)
        }
      }
    }
  }

  /// Phones and guests, who carry no sensor.
  private func guestTraffic(_ day: SimulatedDay, mean: Double, _ batch: Batch, _ random: inout Randomness) {
    for site in Site.all {
      let local = LocalTime(offsetMinutes: site.offsetMinutes, shiftHours: 0)
      let share = mean / Double(Site.all.count)
      for hour in 0..<24 {
        for _ in 0..<random.poisson(share * local.officeWeight(day, hour: hour) * random.noise(0.2)) {
          let flow = FirewallFlow(
            source: .inside("10.99.\(site.code.utf8.first ?? 1).\(random.within(2...250))"),
            destination: .outside(
              geography.organisations[geography.usual.pick(&random)], lastByte: random.within(1...254)),
            port: random.chance(0.9) ? 443 : 80, isDenied: false)
          writer.write(flow, at: day.time(hour: Double(hour) + random.unit()), in: batch, &random)
        }
      }
    }
  }
}
