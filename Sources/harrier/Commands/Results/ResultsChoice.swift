import ArgumentParser
import Foundation
import HarrierEvents
import HarrierResults

/// Which of the results are asked for.
struct ResultsChoice: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: "Jobs by name, pack, glob or file (.yml), as for hunt; jobs of your own that ran, by name.")
  var jobs: [String] = []
  @Option(help: "A host, user, address or other value that must take part; capitals or small letters.")
  var with: String?
  @Option(help: "Only what was found from this time on (ISO 8601).") var from: String?
  @Option(help: "Only what was found before this time (ISO 8601).") var to: String?
  @Option(parsing: .unconditional, help: "Only scores from here on, 0 to 100.") var minScore: Double?

  func validate() throws {
    if let minScore, !(0...100).contains(minScore) { throw ValidationError("--min-score is 0 to 100") }
    _ = try TimeWindow(from: from, to: to)
  }

  /// - Throws: ``Failure`` where a job is neither in the catalogue nor among those that ran.
  func query(_ hunts: [RunSummary]) throws -> ResultQuery {
    let window = try TimeWindow(from: from, to: to)
    let known = Set(hunts.flatMap { $0.jobsRun.map(\.id) + $0.jobsSkipped.map(\.id) })
    let ids = try jobs.flatMap { known.contains($0) ? [$0] : try JobChoice.select([$0]).map(\.id) }
    return ResultQuery(jobs: ids, entity: with, from: window.from, until: window.to, minimumScore: minScore)
  }
}
