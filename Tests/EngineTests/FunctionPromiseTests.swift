import Foundation
import HarrierDetectors
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// What every function of the registry promises, unasked.
struct FunctionPromiseTests {
  private func ordered(_ records: [Record]) -> [Record] {
    records.sorted {
      ($0.jobID, $0.detectorIndex, $0.timestamp.nanoseconds, $0.partition?.value ?? "", $0.by?.value ?? "")
        < (
          $1.jobID, $1.detectorIndex, $1.timestamp.nanoseconds, $1.partition?.value ?? "", $1.by?.value ?? ""
        )
    }
  }

  @Test(arguments: DetectorRegistry.names)
  func `threads and files do not change a function's records`(name: String) throws {
    let folder = TestFolder()
    let lines = TestLog.travelled(events: 1200, days: 5, seed: 41)
    let job = try TestHunt.everyUse(of: name)
    let whole = try TestHunt.run([try folder.write(lines: lines, as: "all.ndjson")], jobs: [job])
    let parts = try (0..<3).map { number in
      try folder.write(
        lines: lines.indices.filter { $0 % 3 == number }.map { lines[$0] }, as: "part\(number).ndjson")
    }
    let cut = try TestHunt.run(parts, jobs: [job], threads: 3)
    #expect(cut.records.map(\.withoutPlaces) == whole.records.map(\.withoutPlaces))
  }

  @Test(arguments: DetectorRegistry.names)
  func `a function goes on from saved state as if it had never stopped`(name: String) throws {
    let folder = TestFolder()
    let lines = TestLog.travelled(events: 1200, days: 5, seed: 43)
    let files = [
      try folder.write(lines: Array(lines[..<637]), as: "a.ndjson"),
      try folder.write(lines: Array(lines[637...]), as: "b.ndjson"),
    ]
    let job = try TestHunt.everyUse(of: name)
    let unbroken = try TestHunt.run(files, jobs: [job], keepsOpen: true)
    let first = try TestHunt.run([files[0]], jobs: [job], threads: 2, keepsOpen: true)
    try first.state!.save(to: folder.path + "/state")
    let state = try #require(try SavedState.load(from: folder.path + "/state"))
    let second = try TestHunt.run(files, jobs: [job], state: state, keepsOpen: true)
    #expect(ordered(first.records + second.records) == ordered(unbroken.records))
  }
}
