import Foundation
import HarrierEngine
import HarrierEvents
import HarrierFormats
import HarrierInputs
import HarrierJobs

/// Named after the data's path: `Formats.JSONReader.project`, `Engine.oneJob`, `Engine.allJobs`, `State.quietKeys`.
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
    ChunkMemory.keepFreed()
    let files = Array(arguments.dropFirst())
    try parse(runs, Array(files.filter { $0.contains("process") }.prefix(4)))
    try hunt("Engine.oneJob 2 threads", runs, files.filter { $0.contains("process") }, oneJob, threads: 2)
    try hunt("Engine.oneJob 1 thread", runs, files.filter { $0.contains("process") }, oneJob, threads: 1)
    try hunt("Engine.allJobs 2 threads", runs, files, JobCatalogue.all, threads: 2)
    try hunt("Engine.allJobs 1 thread", runs, files, JobCatalogue.all, threads: 1)
  }

  static let oneJob = JobCatalogue.all.filter { $0.id == "windows_rare_process_all_hosts" }

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

  static func hunt(_ name: String, _ runs: Int, _ files: [String], _ jobs: [Job], threads: Int) throws {
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
  }
}
