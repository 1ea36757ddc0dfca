import Foundation
import HarrierSimulator
import Testing

/// A small enterprise on disk, gone with its owner.
private final class Simulation {
  let directory: String
  let summary: SimulationSummary

  init(_ options: EnterpriseOptions, threads: Int = 2) throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    summary = try Enterprise.write(options, to: directory, threads: threads)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  /// Relative paths of the logs, in order.
  var files: [String] {
    let all = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
    return all.filter { $0.hasSuffix(".ndjson") }.sorted()
  }

  func data(_ file: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: directory + "/" + file))
  }

  func lines(_ file: String) throws -> [Data] {
    try data(file).split(separator: UInt8(ascii: "\n")).map { Data($0) }
  }

  static func object(_ line: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
  }
}

/// The value at a dotted path as text; the first of a list.
private func text(_ path: String, in object: [String: Any]) -> String? {
  var value: Any? = object
  for key in path.split(separator: ".") { value = (value as? [String: Any])?[String(key)] }
  switch value {
  case let text as String: return text
  case let number as NSNumber: return number.stringValue
  default: return nil
  }
}

struct EnterpriseTests {
  private func options(hosts: Int = 6, days: Int = 3, seed: UInt64 = 1) -> EnterpriseOptions {
    EnterpriseOptions(hosts: hosts, days: days, seed: seed, injectFromDay: 1)
  }

  @Test func `threads and runs change no byte`() throws {
    let first = try Simulation(options(), threads: 1)
    let second = try Simulation(options(), threads: 3)
    #expect(first.files == second.files)
    #expect(first.summary == second.summary)
    for file in first.files { #expect(try first.data(file) == second.data(file), "\(file)") }
  }

  @Test func `another seed makes another enterprise`() throws {
    let first = try Simulation(options())
    let second = try Simulation(options(seed: 2))
    #expect(
      try first.data("2026-01-05/endpoint.process.ndjson")
        != second.data("2026-01-05/endpoint.process.ndjson"))
  }

  @Test func `a quiet twin lacks the lines of the attacks and no other`() throws {
    let loud = try Simulation(options())
    var quietOptions = options()
    quietOptions.attacks = false
    let quiet = try Simulation(quietOptions)
    #expect(quiet.summary.labels.isEmpty)
    #expect(loud.summary.events > quiet.summary.events)
    for file in quiet.files {
      var rest = try loud.lines(file)[...]
      for line in try quiet.lines(file) {
        let position = try #require(rest.firstIndex(of: line), "\(file) lost a line")
        rest = rest[(position + 1)...]
      }
    }
  }

  @Test func `each file is in order of time and holds its own day`() throws {
    let simulation = try Simulation(options())
    #expect(simulation.files.count == 18)
    for file in simulation.files {
      let stamps = try simulation.lines(file).map {
        String(decoding: $0.prefix(40).dropFirst(15).prefix(24), as: UTF8.self)
      }
      #expect(stamps == stamps.sorted())
      #expect(stamps.allSatisfy { $0.hasPrefix(file.prefix(10)) && $0.hasSuffix("Z") })
    }
  }

  @Test func `every line is an event with a time and a category`() throws {
    let simulation = try Simulation(options(hosts: 15, days: 2))
    for file in simulation.files {
      for line in try simulation.lines(file) {
        let event = try Simulation.object(line)
        #expect(text("@timestamp", in: event)?.count == 24)
        #expect((event["event"] as? [String: Any])?["category"] is [String])
      }
    }
  }

  @Test func `every label points at an event that carries its values`() throws {
    let simulation = try Simulation(EnterpriseOptions(hosts: 15, days: 16, seed: 3))
    let labels = simulation.summary.labels
    #expect(Set(labels.map(\.id)).count == labels.count)
    #expect(Set(labels.map(\.scenario)) == Set(Scenario.all.map(\.id)))
    for label in labels {
      let file = "\(label.start.prefix(10))/\(label.dataset).ndjson"
      #expect(label.start >= "2026-01-19" && label.start <= label.end)
      let found = try simulation.lines(file).contains { line in
        let stamp = String(decoding: line.dropFirst(15).prefix(24), as: UTF8.self)
        guard stamp >= label.start, stamp <= label.end else { return false }
        let event = try Simulation.object(line)
        return label.match.allSatisfy { text($0.key, in: event) == $0.value }
      }
      #expect(found, "\(label.id)")
    }
  }

  @Test func `scenarios promise what their labels ask for`() throws {
    let simulation = try Simulation(options())
    for scenario in Scenario.all {
      let labels = simulation.summary.labels.filter { $0.scenario == scenario.id }
      #expect(Set(labels.flatMap(\.jobs)) == Set(scenario.jobs), "\(scenario.id)")
    }
  }

  @Test func `labels lie beside the logs and cannot be taken for one`() throws {
    let simulation = try Simulation(options())
    let file = try Simulation.object(simulation.data("labels.json"))
    #expect(file["kind"] as? String == "harrier-labels")
    #expect((file["labels"] as? [Any])?.count == simulation.summary.labels.count)
  }

  @Test func `a storm reaches every machine on one day, new ones among them`() throws {
    let simulation = try Simulation(
      EnterpriseOptions(hosts: 42, days: 4, seed: 2, injectFromDay: 3, scene: .rolloutStorm))
    #expect(simulation.files.count == 8)
    func hosts(_ day: String, running name: String?) throws -> Set<String> {
      let events = try simulation.lines("\(day)/endpoint.process.ndjson").map(Simulation.object)
      return Set(
        events.filter { name == nil || text("process.name", in: $0)?.hasPrefix(name!) == true }
          .compactMap { text("host.name", in: $0) })
    }
    #expect(try hosts("2026-01-07", running: "sentrixd").isEmpty)
    #expect(try hosts("2026-01-08", running: "sentrixd").count == 42)
    let file = try Simulation.object(simulation.data("labels.json"))
    let joined = Set(try #require(file["joined"] as? [String]))
    #expect(joined.count == 2)
    #expect(try hosts("2026-01-07", running: nil).isDisjoint(with: joined))
    #expect(try hosts("2026-01-08", running: nil).isSuperset(of: joined))
    #expect(simulation.summary.labels.map(\.scenario) == ["rollout-storm", "odd-process-windows"])
  }
}
