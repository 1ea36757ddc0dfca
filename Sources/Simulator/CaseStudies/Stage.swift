/// The kinds of log the enterprise writes.
enum Dataset: String, CaseIterable, Sendable {
  case process = "endpoint.process"
  case network = "endpoint.network"
  case names = "dns"
  case firewall = "firewall"
  case cloud = "aws.cloudtrail"
  case scripts = "powershell"
}

/// What a case study adds to one data set.
struct Injection: Sendable {
  let dataset: Dataset
  let dayIndex: Int
  let write: @Sendable (Batch, inout Randomness) -> Void
  let seed: UInt64
}

/// A day on which one case study is played, with the cast it may choose from.
struct Stage {
  let world: World
  let day: SimulatedDay
  var random: Randomness
  private let scenario: Scenario
  private(set) var injections: [Injection] = []
  private(set) var labels: [Label] = []

  init(world: World, day: SimulatedDay, scenario: Scenario) {
    self.world = world
    self.day = day
    self.scenario = scenario
    random = Randomness(seed: world.fleet.seed, Randomness.key("case study"), Randomness.key(scenario.id))
  }

  /// Somewhere in the working day, late enough and early enough for some hours on either side.
  mutating func moment() -> Milliseconds { day.time(hour: 8 + 8 * random.unit()) }

  /// Somewhere in the owner's morning; in machine rooms, any time of the working day.
  mutating func moment(on host: Host) -> Milliseconds {
    host.role.isPersonal ? host.local.time(day, hour: 9 + 3.5 * random.unit()) : moment()
  }

  /// A host of these roles that was there from the first day.
  mutating func victim(_ roles: Role...) -> Host {
    let hosts = world.fleet.hosts.filter { roles.contains($0.role) && $0.joinDay == 0 }
    return hosts.isEmpty ? world.fleet.hosts[0] : random.pick(hosts)
  }

  /// A person with cloud rights; an ordinary one reads and seldom changes anything.
  mutating func cloudUser(isAdministrator: Bool = false, usesConsole: Bool? = nil) -> Principal {
    let people = world.staff.people.indices.filter { index in
      (index % 4 == 0) == isAdministrator && (usesConsole ?? (index % 2 == 0)) == (index % 2 == 0)
        && index < world.staff.people.count - 4
    }
    return world.staff.people[random.pick(people)].principal
  }

  func cloudRole(_ name: String) -> Principal {
    world.staff.roles.first { $0.principal.name == name }?.principal ?? world.staff.roles[0].principal
  }

  mutating func organisation(in country: String) -> Organisation {
    random.pick(world.geography.organisations(in: country))
  }

  /// A network that ordinary traffic uses.
  mutating func usualEndpoint() -> Endpoint {
    .outside(
      world.geography.organisations[world.geography.usual.pick(&random)], lastByte: random.within(1...254))
  }

  mutating func add(_ dataset: Dataset, _ write: @escaping @Sendable (Batch, inout Randomness) -> Void) {
    injections.append(Injection(dataset: dataset, dayIndex: day.index, write: write, seed: random.next()))
  }

  mutating func start(_ program: Program, on host: Host, at time: Milliseconds) {
    let seed = world.fleet.seed
    add(.process) { batch, random in
      ProcessWriter(seed: seed).write(program, on: host, at: time, to: batch, &random)
    }
  }

  mutating func connect(
    _ talker: Talker, on host: Host, to endpoint: Endpoint, port: Int = 443, at time: Milliseconds
  ) {
    add(.network) { batch, random in
      ConnectionWriter().write(talker, on: host, to: endpoint, port: port, at: time, in: batch, &random)
    }
  }

  mutating func call(
    _ call: CloudCall, by principal: Principal, at time: Milliseconds, from place: CloudPlace? = nil,
    agent: String? = nil
  ) {
    add(.cloud) { batch, random in
      CloudWriter().write(call, by: principal, at: time, in: batch, &random, from: place, agent: agent)
    }
  }

  mutating func expect(
    _ title: String, in dataset: Dataset, from start: Milliseconds, to end: Milliseconds, jobs: [String],
    match: [String: String]
  ) {
    labels.append(
      Label(
        id: "\(scenario.id)-\(labels.count + 1)", scenario: scenario.id, title: title,
        attack: scenario.attack,
        start: Self.iso(start), end: Self.iso(min(end, day.start + 86_399_999)), dataset: dataset.rawValue,
        jobs: jobs, match: match))
  }

  private static func iso(_ time: Milliseconds) -> String {
    let buffer = ByteBuffer(capacity: 32)
    buffer.append(time: time, in: SimulatedDay(index: 0, simulationStart: time.quotientFloored(by: 1000)))
    return String(decoding: UnsafeBufferPointer(start: buffer.start, count: buffer.count), as: UTF8.self)
  }
}
