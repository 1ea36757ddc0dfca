import Foundation
import HarrierEngine
import HarrierEvents
import HarrierFormats
import HarrierInputs
import HarrierJobs

/// Named after the data's path: `Formats.JSONReader.project`, `Engine.oneJob`, `Engine.firstJobs`, `Engine.catalogue`,
/// `Engine.oneHundredMore`.
///
/// usage: Benchmarks RUNS FILE...   (ECS NDJSON files; the first kind of file is read for parsing alone)
@main
enum Benchmarks {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let runs = arguments.first.flatMap(Int.init), arguments.count > 1 else {
      print("usage: Benchmarks RUNS FILE...")
      exit(1)
    }
    let files = Array(arguments.dropFirst())
    try parse(runs, Array(files.filter { $0.contains("process") }.prefix(4)))
    try compareHunts(runs, files)
  }

  private static func compareHunts(_ runs: Int, _ files: [String]) throws {
    let processes = files.filter { $0.contains("process") }
    let alone = try hunt("Engine.oneJob 1 thread", runs, processes, oneJob, threads: 1)
    let two = try hunt("Engine.oneJob 2 threads", runs, processes, oneJob, threads: 2)
    compare("Engine.oneJob 2 threads against one", two / alone)
    let fewAlone = try hunt("Engine.firstJobs 1 thread", runs, files, firstJobs, threads: 1)
    let few = try hunt("Engine.firstJobs 2 threads", runs, files, firstJobs, threads: 2)
    compare("Engine.firstJobs 2 threads against one", few / fewAlone)
    let all = JobCatalogue.all
    let many = try hunt("Engine.catalogue 2 threads", runs, files, all, threads: 2)
    compare("Engine.catalogue: times the time of the first jobs", few / many)
    guard all.count > 200 else { return }
    // Every n-th job is left out, so that those left are of all kinds.
    let step = all.count / 100
    let fewer = all.indices.filter { $0 % step != 0 || $0 / step >= 100 }.map { all[$0] }
    let without = try hunt("Engine.catalogue but 100 jobs, 2 threads", runs, files, fewer, threads: 2)
    compare("Engine.oneHundredMore: times the time without them", without / many)
  }

  static let oneJob = JobCatalogue.all.filter { $0.id == "windows_rare_process_all_hosts" }

  /// Those that Harrier began with: what a larger catalogue is measured by.
  static let firstJobs = JobCatalogue.all.filter {
    [
      "high_count_error_message", "high_distinct_count_error_message", "rare_error_code",
      "rare_method_for_a_city", "rare_method_for_a_country", "rare_method_for_a_user", "dns_tunneling",
      "linux_anomalous_network_activity", "linux_rare_metadata_process", "linux_rare_metadata_user",
      "linux_rare_process_all_hosts", "linux_rare_process_by_host", "beacon_to_destination",
      "high_count_by_destination_country", "high_count_network_denies", "high_count_network_events",
      "rare_destination_country", "windows_anomalous_network_activity", "windows_anomalous_path_activity",
      "windows_anomalous_process_creation", "windows_anomalous_script", "windows_rare_metadata_process",
      "windows_rare_metadata_user", "windows_rare_process_all_hosts", "windows_rare_process_by_host",
    ].contains($0.id)
  }

  static func compare(_ name: String, _ ratio: Double) {
    print("\(name): \(ratio.formatted(.number.precision(.fractionLength(2))))")
  }

  static func seconds(_ work: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try work()
    let spent = ContinuousClock.now - start
    return Double(spent.components.seconds) + Double(spent.components.attoseconds) / 1e18
  }

  static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// Parse, project and filter against a bare walk of the same bytes, in turn.
  static func parse(_ runs: Int, _ files: [String]) throws {
    let data = try files.map { try Data(contentsOf: URL(fileURLWithPath: $0)) }.reduce(Data(), +)
    let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: data.count + ChunkBytes.padding)
    buffer.initialize(repeating: 0)
    _ = data.copyBytes(to: buffer)
    defer { buffer.deallocate() }
    var bare: [Double] = []
    var ours: [Double] = []
    var events = 0
    for _ in 0..<runs {
      bare.append(
        seconds { _ = ParseYardstick.bareWalk(UnsafeBufferPointer(rebasing: buffer[..<data.count])) })
      try ours.append(
        seconds {
          events = try ParseYardstick.project(UnsafeBufferPointer(buffer), count: data.count, job: oneJob)
            .events
        })
    }
    let ratios = zip(ours, bare).map { $0 / $1 }
    print(
      "Formats.JSONReader.project: \(data.count / max(1, events)) bytes an event, "
        + "\(Int(Double(events) / median(ours))) events/s, \(median(ratios).formatted(.number.precision(.fractionLength(2)))) × a bare simdjson walk"
    )
  }

  /// Events a second, the median.
  static func hunt(
    _ name: String, _ runs: Int, _ files: [String], _ jobs: [Job], threads: Int
  ) throws -> Double {
    var rates: [Double] = []
    var events = 0
    let bytes = try files.reduce(0) {
      try $0 + Data(contentsOf: URL(fileURLWithPath: $1), options: .alwaysMapped).count
    }
    for _ in 0..<runs {
      let spent = try seconds {
        let outcome = try Hunt(HuntOptions(jobs: jobs, threads: threads)).run(files)
        events = outcome.events
      }
      rates.append(Double(events) / spent)
    }
    print(
      "\(name): \(Int(median(rates))) events/s of \(bytes / max(1, events)) bytes on average, \(jobs.count) jobs, "
        + "\(files.count) files")
    return median(rates)
  }
}
