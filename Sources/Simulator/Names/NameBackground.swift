/// The names all machines ask for on an ordinary day: popular sites, content networks, anti-virus reputation,
/// block lists, telemetry, and a long tail that never ends.
struct NameBackground {
  let fleet: Fleet
  private let sites: [String]
  private let contentNetworks: [String]
  private let writer = QuestionWriter()

  private static let labels = [
    "www", "api", "static", "login", "img", "cdn", "assets", "mail", "docs", "app",
  ]
  private static let reputation = ["rep-guardwell.net", "avhash-sentry.com"]
  private static let telemetry = ["metrics-lumenet.com", "telemetry.desktopworks.net", "crashdesk.io"]
  private static let blockLists = ["rbl-lookup.net", "spamledger.org", "dnsbl-harbor.net"]
  private static let tracking = ["pixel-halden.com", "adsync-merlor.net"]

  init(fleet: Fleet) {
    self.fleet = fleet
    var random = Randomness(seed: fleet.seed, Randomness.key("sites"))
    sites = (0..<500).map { _ in Words.domain(&random) }
    contentNetworks = [
      "edge-solvar.net", "cdn-brihal.com", "deltastatic.net", "fastmeadow.com", "quartzcdn.net",
      "objectlane.cloud",
    ]
  }

  /// A look-up on the way to being written.
  private struct Asker {
    let host: Host
    let batch: Batch
    let process: String
    let account: Account
  }

  func generate(_ day: SimulatedDay, into batch: Batch) {
    for host in fleet.hosts {
      guard let schedule = fleet.schedule(host, day) else { continue }
      var random = Randomness(seed: fleet.seed, Randomness.key("names"), host.key, UInt64(day.index))
      if host.role.isPersonal {
        person(host, schedule, batch, &random)
      } else {
        server(host, schedule, batch, &random)
      }
      everyone(host, schedule, batch, &random)
      if host.role == .exchange { mail(host, schedule, batch, &random) }
    }
  }

  private func person(_ host: Host, _ schedule: Schedule, _ batch: Batch, _ random: inout Randomness) {
    let browser = Asker(
      host: host, batch: batch, process: host.phase < 0.7 ? "chrome.exe" : "msedge.exe", account: .owner)
    schedule.times(.office(5), &random) { time, random in visit(browser, time, &random) }
    // Sites nobody here has seen before.
    schedule.times(.office(0.3), &random) { time, random in
      let domain = Words.domain(&random)
      let label = random.pick(Self.labels)
      for offset in 0..<random.within(1...3) {
        ask(browser, label, domain, time + Milliseconds(offset * 300), &random)
      }
    }
    // Advertising, with long labels under domains that last a day.
    schedule.times(.office(0.12), &random) { time, random in
      let domain = Words.company(&random) + random.pick(["-track", "-sync", "-rtb"]) + ".net"
      for offset in 0..<random.within(1...4) {
        let seed = random.next()
        let length = random.within(16...40)
        write(browser, domain, time + Milliseconds(offset * 800), &random) {
          $0.append(hex: seed, digits: length)
        }
      }
    }
  }

  /// A site, and what its pages pull in.
  private func visit(_ browser: Asker, _ time: Milliseconds, _ random: inout Randomness) {
    ask(browser, random.pick(Self.labels), sites[random.zipf(sites.count)], time, &random)
    if random.chance(0.5) {
      let domain = contentNetworks[random.zipf(contentNetworks.count)]
      for _ in 0..<Int(random.pareto(least: 1, exponent: 1.3, most: 25)) {
        let seed = random.next()
        write(browser, domain, time + Milliseconds(random.below(3000)), &random) { bytes in
          bytes.append(alphabet: ByteBuffer.base32, bits: 5, seed: seed, characters: 12 + Int(seed % 14))
          bytes.append(".edge")
        }
      }
    }
    if random.chance(0.15) {
      let seed = random.next()
      write(browser, random.pick(Self.tracking), time + 900, &random) { $0.append(hex: seed, digits: 32) }
    }
  }

  private func server(_ host: Host, _ schedule: Schedule, _ batch: Batch, _ random: inout Randomness) {
    let process = host.role.isWindows ? "svchost.exe" : "systemd-resolved"
    let asker = Asker(
      host: host, batch: batch, process: process,
      account: host.role.isWindows ? .networkService : .service("systemd-resolve"))
    var own = Randomness(seed: fleet.seed, Randomness.key("server names"), host.key)
    let usual = (0..<8).map { _ in sites[own.below(sites.count)] }
    schedule.times(.always(3), &random) { time, random in
      ask(asker, random.pick(["api", "update", "www"]), usual[random.zipf(usual.count)], time, &random)
    }
    // Reverse look-ups for the logs.
    schedule.times(.always(host.role == .linuxOperations ? 12 : 0.8), &random) { time, random in
      let (a, b) = (random.below(254), random.below(254))
      let third = random.below(40)
      write(asker, "in-addr.arpa", type: "PTR", time, &random) { bytes in
        for number in [a, b, third] {
          bytes.append(number: number)
          bytes.append(UInt8(ascii: "."))
        }
        bytes.append("10")
      }
    }
  }

  private func everyone(_ host: Host, _ schedule: Schedule, _ batch: Batch, _ random: inout Randomness) {
    let system = Asker(
      host: host, batch: batch, process: host.role.isWindows ? "svchost.exe" : "systemd-resolved",
      account: host.role.isWindows ? .networkService : .service("systemd-resolve"))
    schedule.times(.always(0.7), &random) { time, random in
      ask(
        system, random.pick(["_ldap._tcp.dc._msdcs.corp", "intranet.corp", "wpad.corp", "time.corp"]),
        "brightharbor.example", time, &random)
    }
    schedule.times(.always(0.35), &random) { time, random in
      let seed = random.next()
      write(system, random.pick(Self.telemetry), time, &random) { bytes in
        bytes.append("v10.events.")
        bytes.append(hex: host.key &+ seed % 3, digits: 8)
      }
    }
    guard host.role.isWindows else { return }
    let scanner = Asker(host: host, batch: batch, process: "MsMpEng.exe", account: .system)
    schedule.times(.always(0.9), &random) { time, random in
      let domain = Self.reputation[host.index % 2]
      for _ in 0..<Int(random.pareto(least: 1, exponent: 1.4, most: 30)) {
        let seed = random.next()
        write(scanner, domain, time + Milliseconds(random.below(5000)), &random) { bytes in
          bytes.append(hex: seed, digits: 32)
          bytes.append(".p1")
        }
      }
    }
    if schedule.day.index >= 15 {
      schedule.times(.every(minutes: 240), &random) { time, random in
        guard host.phase < Double(schedule.day.index - 14) * 0.3 else { return }
        let seed = host.key
        write(system, "orchidsensor.io", time, &random) { bytes in
          bytes.append("ingest-")
          bytes.append(hex: seed, digits: 8)
        }
      }
    }
  }

  private func mail(_ host: Host, _ schedule: Schedule, _ batch: Batch, _ random: inout Randomness) {
    let asker = Asker(host: host, batch: batch, process: "edgetransport.exe", account: .networkService)
    schedule.times(.always(14), &random) { time, random in
      let address = (0..<4).map { _ in random.below(254) }
      for list in Self.blockLists {
        write(asker, list, time, &random) { bytes in
          for (position, number) in address.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ".")) }
            bytes.append(number: number)
          }
        }
      }
      ask(asker, "", sites[random.zipf(sites.count)], type: "MX", time, &random)
    }
  }

  private func ask(
    _ asker: Asker, _ label: String, _ domain: String, type: StaticString = "A", _ time: Milliseconds,
    _ random: inout Randomness
  ) {
    write(asker, domain, type: type, time, &random) { $0.append(text: label) }
  }

  private func write(
    _ asker: Asker, _ domain: String, type: StaticString = "A", _ time: Milliseconds,
    _ random: inout Randomness,
    label: (ByteBuffer) -> Void
  ) {
    writer.write(
      label: label, domain: domain, type: type, by: asker.process, on: asker.host, as: asker.account,
      at: time,
      in: asker.batch, &random)
  }
}
