import ArgumentParser
import Foundation
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring

/// `harrier hunt`: one pass over files, ranked findings.
struct HuntCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hunt",
    abstract: "One pass over logs; prints what is strange, the strangest first.",
    discussion: """
      Reads files, folders (recursively), globs or - for standard input; plain, .gz, .zst, .xz, .bz2, .zip or .tar;
      NDJSON, JSON arrays, {"Records":[…]}, CSV, EVTX, lines of text (see “harrier formats list”). Formats and jobs are recognised from the content.

      A score is a promise about time: 25 turns up by chance once a day a job, 50 once a week, 75 once a
      month, 90 once a year.

      EXAMPLES
        harrier hunt logs/
        harrier hunt logs/ --budget 5 --out findings
        harrier hunt cloudtrail.json.gz --jobs cloud-aws
        harrier hunt 'logs/2026-01-*' --from 2026-01-10 --to 2026-01-20
        harrier hunt today/ --state learnt/              go on from what was learnt before
        zcat events.gz | harrier hunt - --format ndjson

      EXIT STATUS
        0 done, with or without findings; 1 usage or configuration; 2 input could not be read, or output not written;
        3 a finding reached --fail-on
      """)

  @Argument(help: "Files, folders, globs, or - for standard input.", completion: .file())
  var paths: [String] = []
  @OptionGroup var choice: JobChoice
  @OptionGroup var ownTransforms: TransformChoice
  @Option(
    parsing: .unconditional,
    help: "Alerts a day, over all jobs; picks the one return period that keeps to it.")
  var budget: Double?
  @Option(help: "Folder for records, store and report.", completion: .directory) var out: String?
  @Option(
    help: "Folder of saved models: goes on from them, and saves them again.", completion: .directory)
  var state: String?
  @Option(
    parsing: .unconditional, help: "Earlier states that stay beside the saved one; see “harrier models”.")
  var snapshots = StateFolder.usualSnapshots
  @Option(
    parsing: .unconditional,
    help: """
      With --state, seconds between two checkpoints, so that the same command goes on after a kill; 0 for one after \
      each 8 MiB.
      """)
  var checkpoint = CheckpointPlan.usualSeconds
  @Flag(
    help: "With --state, tells of the last buckets too, as far as they are; the next hunt tells it for good.")
  var interim = false
  @Flag(
    help: """
      Scores all findings of a live hunt anew at its end, by what is usual then; the score each had when it was found \
      stays beside it (initial_record_score).
      """)
  var renormalize = false
  @OptionGroup var output: OutputChoice
  @Option(
    help: """
      live: every bucket is judged by what came before it; hindsight: by all others, before and after. \
      Hindsight unless told, but live with --state and for standard input.
      """)
  var mode: HuntMode?
  @Option(help: "Only events from this time on (ISO 8601).") var from: String?
  @Option(help: "Only events before this time (ISO 8601).") var to: String?
  @Option(parsing: .unconditional, help: "Threads; all processors unless told.")
  var threads = ProcessInfo.processInfo.activeProcessorCount
  @Option(parsing: .unconditional, help: "Seconds that an event may be late within its file.") var latency:
    Int64 = 900
  @Option(
    help: """
      What the models of all jobs together may take in memory, such as 2gb, of a live hunt: beyond, the keys seen \
      least are let go, and counted.
      """)
  var memoryLimit: String?
  @Flag(
    help: """
      Names the host of events that do not say theirs (auditd, access logs) by the folder that their file was \
      collected into: web01 for logs/web01/var/log/audit.log, where logs is what is named.
      """)
  var hostFromFolder = false
  @OptionGroup var data: DataChoice
  @Option(
    parsing: .unconditional,
    help: """
      Year of the first line of files whose times do not say it (syslog of RFC 3164); else no line is later than a \
      day after its file was last changed.
      """)
  var year: Int64?
  @Option(help: "Exit with 3 where a finding is at least: warning, minor, major or critical.")
  var failOn: Severity?
  func validate() throws {
    if paths.isEmpty { throw ValidationError("name at least one file, folder, glob or -") }
    if let budget, !(budget > 0) { throw ValidationError("--budget is a number above 0") }
    guard (1...1024).contains(threads) else { throw ValidationError("--threads is 1 to 1024") }
    if let year, !(1970...2200).contains(year) { throw ValidationError("--year is 1970 to 2200") }
    guard (0...31_536_000).contains(latency) else {
      throw ValidationError("--latency is 0 to 31536000 seconds")
    }
    if mode == .hindsight, state != nil {
      throw ValidationError(
        "--mode hindsight judges finished logs by all of their time and leaves nothing learnt: it takes no --state"
      )
    }
    guard (0...StateFolder.mostSnapshots).contains(snapshots) else {
      throw ValidationError("--snapshots is 0 to \(StateFolder.mostSnapshots)")
    }
    guard checkpoint >= 0, checkpoint <= 86_400 else {
      throw ValidationError("--checkpoint is 0 to 86400 seconds")
    }
    if let memoryLimit {
      guard MemorySize.bytes(memoryLimit) != nil else {
        throw ValidationError("--memory-limit is “\(memoryLimit)”, expected \(MemorySize.rule)")
      }
      if chosenMode == .hindsight {
        throw ValidationError(
          "--memory-limit is for --mode live: in hindsight the models of a stretch of time are gone when it is judged"
        )
      }
    }
    if interim, state == nil {
      throw ValidationError("--interim is for --state: without, no bucket stays open")
    }
    if renormalize, chosenMode == .hindsight {
      throw ValidationError(
        "--renormalize is for --mode live: hindsight judges everything by all of the time as it is")
    }
    _ = try window()
  }

  /// The mode asked for; else hindsight where there are files to look back on, and nothing to go on from.
  var chosenMode: HuntMode { mode ?? (state == nil && !paths.contains("-") ? .hindsight : .live) }

  /// The time asked for.
  func window() throws -> TimeWindow { try TimeWindow(from: from, to: to) }

  func run() throws {
    try HuntRun(self, jobs: choice.selected(), window: window().nanoseconds).run()
  }
}

extension Severity: ExpressibleByArgument {}
extension HuntMode: ExpressibleByArgument {}

/// Which jobs to run.
struct JobChoice: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: "Jobs by name, pack, glob or file (.yml); all of the catalogue unless told.")
  var jobs: [String] = []

  func selected() throws -> [Job] { try Self.select(jobs) }

  static func select(_ words: [String]) throws -> [Job] {
    do { return try JobCatalogue.select(words) } catch { throw Failure.configuration("\(error)") }
  }
}
