/// All machines and people of the enterprise, from the seed alone.
struct Fleet: Sendable {
  let seed: UInt64
  let hosts: [Host]

  /// The first hosts of any fleet, so that a small one has a victim for every case study.
  private static let core: [Role] = [
    .laptop, .linuxWeb, .domainController, .windowsCloud, .linuxCloud, .administrator, .laptop, .developer,
    .linuxOperations, .linuxDatabase, .exchange, .linuxBuild, .fileServer, .windowsServer, .domainController,
  ]
  /// How the rest is made up: seven in ten are Windows.
  private static let pattern: [Role] = [
    .laptop, .laptop, .linuxWeb, .laptop, .linuxDatabase, .developer, .laptop, .linuxCloud, .laptop,
    .windowsServer,
    .laptop, .linuxWeb, .laptop, .developer, .laptop, .linuxCloud, .laptop, .windowsCloud, .laptop,
    .linuxCloud,
  ]

  /// - Parameter joiners: the last machines that come on one day, if any do.
  init(hosts count: Int, days: Int, seed: UInt64, joiners: (count: Int, day: Int)? = nil) {
    self.seed = seed
    var random = Randomness(seed: seed, Randomness.key("fleet"))
    let sites = Weighted(zip(Site.all, Site.shares).map { ($0, $1) })
    var taken: Set<String> = []
    hosts = (0..<count).map { index in
      let role = Self.role(index)
      let owner = Person(name: Self.freshName(&taken, &random), relative: 1104 + index)
      var host = Self.makeHost(index, role, owner: owner, site: sites.pick(&random), days: days, &random)
      if let joiners, index >= count - joiners.count { host.joinDay = joiners.day }
      return host
    }
  }

  private static func role(_ index: Int) -> Role {
    if index < core.count { return core[index] }
    let later = index - core.count
    switch later {
    case _ where later % 97 == 60: return .linuxBuild
    case _ where later % 61 == 30: return .fileServer
    case _ where later % 41 == 20: return .administrator
    case _ where later % 73 == 40: return .linuxOperations
    default: return pattern[later % pattern.count]
    }
  }

  private static func freshName(_ taken: inout Set<String>, _ random: inout Randomness) -> String {
    while true {
      let name = String(random.pick(Words.firstNames).prefix(1)) + "." + random.pick(Words.lastNames)
      if taken.insert(name).inserted { return name }
      let longer = random.pick(Words.firstNames) + "." + random.pick(Words.lastNames)
      if taken.insert(longer).inserted { return longer }
      let numbered = longer + String(taken.count)
      if taken.insert(numbered).inserted { return numbered }
    }
  }

  private static func makeHost(
    _ index: Int, _ role: Role, owner: Person, site: Site, days: Int, _ random: inout Randomness
  ) -> Host {
    let name = "\(role.prefix)-\(site.code)-\(100 + index)"
    let address = "10.\(20 + index / 240).\(1 + index % 24).\(10 + index / 24 % 10 * 20 + index % 20)"
    let identifier = uuid(&random)
    let joinsLate = index >= core.count && random.chance(0.045)
    let shift = role.isPersonal && random.chance(0.05) ? random.pick([8, 14]) : 0
    return Host(
      index: index, role: role, name: name, identifier: identifier, address: address, site: site,
      local: LocalTime(offsetMinutes: site.offsetMinutes, shiftHours: shift), owner: owner,
      joinDay: joinsLate ? random.within(2...max(3, days - 1)) : 0, phase: random.unit(),
      vigour: random.noise(0.35),
      json: json(role: role, name: name, identifier: identifier, address: address, &random))
  }

  private static func json(
    role: Role, name: String, identifier: String, address: String, _ random: inout Randomness
  ) -> String {
    let agent = uuid(&random)
    let system =
      role.isWindows
      ? "{\"family\":\"windows\",\"kernel\":\"10.0.19045.3930\",\"name\":\"Windows\",\"platform\":\"windows\",\"type\":\"windows\",\"version\":\"10.0\"}"
      : "{\"family\":\"debian\",\"kernel\":\"5.15.0-91-generic\",\"name\":\"Linux\",\"platform\":\"ubuntu\",\"type\":\"linux\",\"version\":\"22.04\"}"
    return
      "\"agent\":{\"id\":\"\(agent)\",\"type\":\"endpoint\",\"version\":\"8.15.3\"},"
      + "\"host\":{\"architecture\":\"x86_64\",\"hostname\":\"\(name)\",\"id\":\"\(identifier)\",\"ip\":[\"\(address)\"],"
      + "\"name\":\"\(name)\",\"os\":\(system)}"
  }

  private static func uuid(_ random: inout Randomness) -> String {
    [8, 4, 4, 4, 12].map { hex(random.next(), $0) }.joined(separator: "-")
  }

  private static func hex(_ value: UInt64, _ digits: Int) -> String {
    let text = String(value, radix: 16)
    return String((String(repeating: "0", count: 16) + text).suffix(digits))
  }

  /// The hosts of a role, the first of them there from the first day.
  func hosts(_ roles: Role...) -> [Host] { hosts.filter { roles.contains($0.role) } }

  /// A host's day: when it is there at all, and how busy.
  func schedule(_ host: Host, _ day: SimulatedDay) -> Schedule? {
    guard host.joinDay <= day.index else { return nil }
    var random = Randomness(seed: seed, Randomness.key("presence"), host.key, UInt64(day.index))
    let isAway = host.role.isPersonal && random.chance(0.07)
    return Schedule(
      day: day, local: host.local, phase: host.phase, load: isAway ? 0 : host.vigour * random.noise(0.25))
  }
}
