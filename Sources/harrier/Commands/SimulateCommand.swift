import ArgumentParser
import Foundation
import HarrierSimulator

/// `harrier simulate`: a synthetic enterprise with labelled intrusions.
struct SimulateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Writes the logs of a synthetic enterprise with labelled intrusions.",
    discussion: """
      One folder a day, one ECS NDJSON file a data set, and labels.json, which says what was injected where.
      The same options write the same bytes.

      EXAMPLES
        harrier simulate enterprise --out demo/logs
        harrier simulate enterprise --hosts 500 --days 28 --seed 7 --out big
        harrier simulate enterprise --quiet --out calm        the same days without intruders
        harrier simulate rollout-storm --hosts 1050 --out storm
        harrier simulate --list
      """)

  @Argument(
    help: "What to simulate: enterprise, or rollout-storm (endpoint logs; new software everywhere in a day).")
  var scenario: Scene?
  @Option(help: "Machines, 5 to 100000.") var hosts = 200
  @Option(help: "Days, 1 to 400; intruders come from the fifteenth on.") var days = 21
  @Option(help: "Another seed, another enterprise.") var seed: UInt64 = 1
  @Option(help: "Folder to write to.", completion: .directory) var out: String?
  @Option(help: "Threads; all processors unless told.")
  var threads = ProcessInfo.processInfo.activeProcessorCount
  @Flag(help: "No intruders.") var quiet = false
  @Flag(help: "Lists the intrusions that a simulation holds.") var list = false

  func validate() throws {
    if list { return }
    guard scenario != nil else {
      throw ValidationError("name what to simulate (enterprise, rollout-storm), or ask for --list")
    }
    guard out != nil else { throw ValidationError("--out DIR is needed: where the logs go") }
    guard (5...100_000).contains(hosts) else { throw ValidationError("--hosts is 5 to 100000") }
    guard (1...400).contains(days) else { throw ValidationError("--days is 1 to 400") }
    guard threads > 0 else { throw ValidationError("--threads is 1 or more") }
  }

  func run() throws {
    if list { return printList() }
    let options = EnterpriseOptions(hosts: hosts, days: days, seed: seed, attacks: !quiet, scene: scenario!)
    let start = ContinuousClock.now
    let bar = ProgressBar()
    let total = days
    let summary: SimulationSummary
    do {
      summary = try Enterprise.write(options, to: out!, threads: threads) { done, events in
        bar.show(share: Double(done) / Double(total), detail: "\(done) of \(total) days, \(events) events")
      }
    } catch { throw Failure.configuration("\(error)") }
    bar.finish()
    let rate = Int(Double(summary.events) / max(1e-3, Seconds.since(start)))
    print(
      "\(summary.events) events, \(summary.bytes / 1_000_000) MB, \(summary.files) files, "
        + "\(summary.labels.count) labels in \(out!) (\(rate) events/s)")
  }

  private func printList() {
    for scenario in Scenario.all {
      print("\(scenario.id)  \(scenario.title)  [\(scenario.attack.joined(separator: ", "))]")
      print("    \(scenario.summary)")
      print("    expected of: \(scenario.jobs.joined(separator: ", "))")
    }
  }
}

extension Scene: ExpressibleByArgument {}
