import Dispatch
import Foundation
import Synchronization

/// How large an enterprise to simulate, for how long, and whether intruders come.
public struct EnterpriseOptions: Sendable {
  /// Machines; about seven in ten run Windows. At least 15, so that every case study has its victim, or less for a
  /// quick look.
  public var hosts: Int
  public var days: Int
  public var seed: UInt64
  /// Seconds since 1970 of the first midnight (UTC).
  public var start: Int64
  /// Days that stay quiet, for the detectors to learn from.
  public var injectFromDay: Int
  /// Without attacks the bytes are the same but for the lines of the attacks.
  public var attacks: Bool
  public var scene: Scene

  /// Monday, 5 January 2026.
  public static let defaultStart: Int64 = 1_767_571_200

  public init(
    hosts: Int = 200, days: Int = 21, seed: UInt64 = 1, start: Int64 = EnterpriseOptions.defaultStart,
    injectFromDay: Int = 14, attacks: Bool = true, scene: Scene = .enterprise
  ) {
    self.hosts = hosts
    self.days = days
    self.seed = seed
    self.start = start
    self.injectFromDay = injectFromDay
    self.attacks = attacks
    self.scene = scene
  }
}

/// What was written.
public struct SimulationSummary: Sendable, Equatable {
  public let events: Int
  public let bytes: Int
  public let files: Int
  public let labels: [Label]
}

/// Everything that is the same on every day.
struct World: Sendable {
  let fleet: Fleet
  let geography: Geography
  let staff: CloudStaff

  init(_ options: EnterpriseOptions) {
    fleet = Fleet(
      hosts: max(5, options.hosts), days: options.days, seed: options.seed,
      joiners: options.scene.joiners(options))
    geography = Geography()
    staff = CloudStaff(fleet: fleet)
  }
}

/// A synthetic enterprise: offices in six time zones, servers, a cloud, and its intruders.
public enum Enterprise {
  /// Writes a folder a day with a file a data set, and `labels.json` beside them.
  ///
  /// - Parameter threads: how many days' files are made at once; the bytes do not depend on it.
  /// - Parameter progress: called from any thread, with the days whose files are all written and the events so far.
  /// - Throws: ``SimulationFailure`` where a folder or file cannot be made.
  /// - Complexity: linear in hosts × days; memory for one day's largest data set a thread.
  public static func write(
    _ options: EnterpriseOptions, to directory: String, threads: Int = 1,
    progress: (@Sendable (_ daysDone: Int, _ events: Int) -> Void)? = nil
  ) throws -> SimulationSummary {
    precondition(options.days > 0 && options.hosts > 0, "a simulation has at least one host and one day")
    let world = World(options)
    let days = (0..<options.days).map { SimulatedDay(index: $0, simulationStart: options.start) }
    let programme = options.scene.programme(world, days, options)
    for day in days { try makeDirectory(directory + "/" + day.text) }
    let press = Press(
      world: world, programme: programme, datasets: options.scene.datasets, days: days, directory: directory,
      progress: progress)
    DispatchQueue.concurrentPerform(iterations: max(1, threads)) { _ in press.work() }
    let tally = try press.result()
    let joined = options.scene.joiners(options).map { world.fleet.hosts.suffix($0.count).map(\.name) }
    try write(LabelFile(labels: programme.labels, joined: joined), to: directory + "/labels.json")
    return SimulationSummary(
      events: tally.events, bytes: tally.bytes, files: tally.files, labels: programme.labels)
  }

  private static func makeDirectory(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw SimulationFailure.cannotWrite(path)
    }
  }

  private struct LabelFile: Codable {
    var kind = "harrier-labels"
    let labels: [Label]
    /// Machines that came on the day of the labels, where the scene is about that.
    let joined: [String]?
  }

  private static func write(_ labels: LabelFile, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      try encoder.encode(labels).write(to: URL(fileURLWithPath: path))
    } catch {
      throw SimulationFailure.cannotWrite(path)
    }
  }
}

/// Hands out (day, data set) pairs to workers and counts what they write.
private final class Press: Sendable {
  struct Tally {
    var events = 0
    var bytes = 0
    var files = 0
  }

  private struct State {
    var next = 0
    var tally = Tally()
    var filesLeft: [Int]
    var daysDone = 0
    var failure: (any Error)?
  }

  private let programme: Programme
  private let datasets: [Dataset]
  private let days: [SimulatedDay]
  private let directory: String
  private let progress: (@Sendable (Int, Int) -> Void)?
  private let state: Mutex<State>
  private let sources: Sources

  init(
    world: World, programme: Programme, datasets: [Dataset], days: [SimulatedDay], directory: String,
    progress: (@Sendable (Int, Int) -> Void)?
  ) {
    self.programme = programme
    self.datasets = datasets
    self.days = days
    self.directory = directory
    self.progress = progress
    sources = Sources(world)
    state = Mutex(State(filesLeft: days.map { _ in datasets.count }))
  }

  /// Takes pairs until there are none left, or one has failed.
  func work() {
    let bytes = ByteBuffer(capacity: 1 << 22)
    while let (day, dataset) = take() {
      do {
        let batch = Batch(day: day, bytes: bytes)
        sources.generate(dataset, day, into: batch)
        programme.play(dataset, into: batch)
        let written = try batch.write(to: "\(directory)/\(day.text)/\(dataset.rawValue).ndjson")
        record(day, events: batch.count, bytes: written)
      } catch {
        state.withLock { $0.failure = $0.failure ?? error }
      }
    }
  }

  private func take() -> (SimulatedDay, Dataset)? {
    let position = state.withLock { state -> Int? in
      guard state.failure == nil, state.next < days.count * datasets.count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
    guard let position else { return nil }
    return (days[position / datasets.count], datasets[position % datasets.count])
  }

  private func record(_ day: SimulatedDay, events: Int, bytes: Int) {
    let done = state.withLock { state -> (Int, Int)? in
      state.tally.events += events
      state.tally.bytes += bytes
      state.tally.files += 1
      state.filesLeft[day.index] -= 1
      guard state.filesLeft[day.index] == 0 else { return nil }
      state.daysDone += 1
      return (state.daysDone, state.tally.events)
    }
    if let done { progress?(done.0, done.1) }
  }

  func result() throws -> Tally {
    try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.tally
    }
  }
}

/// The background of every data set.
private struct Sources: Sendable {
  private let world: World

  init(_ world: World) { self.world = world }

  func generate(_ dataset: Dataset, _ day: SimulatedDay, into batch: Batch) {
    switch dataset {
    case .process: ProcessBackground(fleet: world.fleet).generate(day, into: batch)
    case .network:
      NetworkBackground(fleet: world.fleet, geography: world.geography).generate(day, into: batch)
    case .names: NameBackground(fleet: world.fleet).generate(day, into: batch)
    case .firewall:
      FirewallBackground(fleet: world.fleet, geography: world.geography).generate(day, into: batch)
    case .cloud: CloudBackground(fleet: world.fleet, staff: world.staff).generate(day, into: batch)
    case .scripts: ScriptBackground(fleet: world.fleet).generate(day, into: batch)
    }
  }
}
