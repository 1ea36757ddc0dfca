import Dispatch
import Foundation
import HarrierEngine
import HarrierTesting
import Synchronization

/// Prints what the scores of every function promise and keep, as Markdown: records where nothing happens, and the
/// score of what was injected.
///
/// usage: calibration [hindsight] [SEEDS [DAYS [FUNCTION...]]]
@main
enum Calibration {
  static func main() throws {
    var arguments = Array(CommandLine.arguments.dropFirst())
    let mode = arguments.first.flatMap(HuntMode.init) ?? .live
    if arguments.first == mode.rawValue { arguments.removeFirst() }
    let seeds = arguments.first.flatMap(Int.init) ?? 10
    let days = arguments.dropFirst().first.flatMap(Int.init) ?? 90
    let wanted = Set(arguments.dropFirst(2))
    let subjects = Promise.subjects.filter { wanted.isEmpty || wanted.contains($0.function) }
    guard seeds > 0, days > SyntheticWorld.learningDays, !subjects.isEmpty else {
      print(
        "usage: calibration [hindsight] [SEEDS [DAYS [FUNCTION...]]]    (more than \(SyntheticWorld.learningDays) days)"
      )
      exit(1)
    }
    try NullTable(subjects: subjects, seeds: seeds, days: days, mode: mode).print()
    if mode == .live { try PowerTable(subjects: subjects, seeds: min(seeds, 5)).print() }
  }

  /// Calls with 0 ..< count, on all cores; results in order.
  static func inParallel<T: Sendable>(_ count: Int, _ work: @Sendable (Int) throws -> T) throws -> [T] {
    let results = Mutex<[Result<T, any Error>?]>(Array(repeating: nil, count: count))
    DispatchQueue.concurrentPerform(iterations: count) { index in
      let result = Result { try work(index) }
      results.withLock { $0[index] = result }
    }
    return try results.withLock { all in try all.map { try $0!.get() } }
  }

  static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
  static func rule(_ columns: Int) -> String { "|" + String(repeating: "---|", count: columns) }
  static func short(_ value: Double) -> String { String(format: "%.2f", value) }
}
