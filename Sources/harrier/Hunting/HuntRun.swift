import ArgumentParser
import Foundation
import HarrierEngine
import HarrierEnrichment
import HarrierEvents
import HarrierInputs
import HarrierJobs
import HarrierResults
import HarrierScoring

/// A hunt from its options to its output.
struct HuntRun {
  let command: HuntCommand
  let jobs: [Job]
  let window: Range<Int64>

  init(_ command: HuntCommand, jobs: [Job], window: Range<Int64>) {
    self.command = command
    self.jobs = jobs
    self.window = window
  }

  func run() throws {
    let choice = try choose()
    let enrichers = try command.data.enrichers()
    var saved: SavedState?
    var lock: StateLock?
    // Nobody else may go on from this state before it is saved again.
    defer { withExtendedLifetime(lock) {} }
    if let directory = command.state {
      do {
        lock = try StateFolder(directory).lock()
        saved = try SavedState.load(from: directory)
      } catch { throw Failure.configuration("\(error)\(Self.wayBack(from: error, in: directory))") }
    }
    let start = ContinuousClock.now
    var (options, notes) = try options(choice.files, enrichers, saved)
    var outcome = try hunt(choice.files, options)
    if let fit = shortLogs(options, outcome, choice.files) {
      options.jobs = fit.jobs
      notes.append(fit.note)
      outcome = try hunt(choice.files, options)
    }
    outcome.notes += InputNotes.of(choice) + notes
    outcome.records += outcome.interim
    // Findings first, then what was learnt: a kill between the two repeats work and loses nothing.
    let output = HuntOutput(
      command: command, geoNotes: enrichers.notes, budgetHistory: saved?.budgetHistory ?? BudgetHistory())
    let written = try output.write(outcome, seconds: Seconds.since(start) + outcome.earlierSeconds)
    if let directory = command.state, var state = outcome.state {
      state.budgetHistory = written.budgetHistory
      do { try StateFolder(directory).save(state, snapshots: command.snapshots) } catch {
        throw Failure.configuration("\(error)")
      }
    }
    try output.exitStatus(outcome, written.shown)
  }

  /// What the hunt is to do, and what there is to say of buckets and checkpoints.
  private func options(
    _ files: [String], _ enrichers: EnricherRegistry, _ saved: SavedState?
  ) throws -> (options: HuntOptions, notes: [String]) {
    var notes: [String] = []
    var options = HuntOptions(
      jobs: jobs, threads: command.threads, latencySeconds: command.latency, window: window,
      enrichers: enrichers, formats: try command.data.formats(), state: saved,
      keepsOpen: command.state != nil, mode: command.chosenMode)
    options.tellsInterim = command.interim
    options.renormalizes = command.renormalize
    options.year = command.year
    options.memoryLimitBytes = command.memoryLimit.flatMap(MemorySize.bytes)
    if let directory = command.state {
      options.checkpoints = CheckpointPlan(seconds: command.checkpoint) { try Self.write($0, to: directory) }
      do { options.resumes = try Checkpoint.load(from: directory) } catch {
        notes.append("\(error): this hunt begins at the saved state")
      }
    }
    options.transforms = try command.ownTransforms.selected()
    if command.hostFromFolder { options.hosts = try hosts(of: files) }
    do {
      let settled = try AutoBuckets.settle(files, options)
      options.jobs = settled.jobs
      return (options, settled.notes + notes)
    } catch { throw Failure.configuration("\(error)") }
  }

  private func hunt(_ files: [String], _ options: HuntOptions) throws -> HuntOutcome {
    let hunt: Hunt
    do { hunt = try Hunt(options) } catch { throw Failure.configuration("\(error)") }
    let bar = ProgressBar()
    let start = ContinuousClock.now
    let outcome = hunt.run(files) { progress in
      let rate = Double(progress.events) / max(1e-3, Seconds.since(start))
      bar.show(
        share: progress.share,
        detail:
          "\(progress.events) events, \(Int(rate)) events/s, file \(progress.filesDone) of \(progress.files)")
    }
    bar.finish()
    return outcome
  }

  /// How finished logs of a few hours are to be hunted again, where they can be read again.
  private func shortLogs(
    _ options: HuntOptions, _ outcome: HuntOutcome, _ files: [String]
  ) -> ShortLogs.Fit? {
    guard options.mode == .hindsight, !files.contains(where: InputFiles.isReadOnce) else { return nil }
    return ShortLogs.fit(options.jobs, to: outcome)
  }

  /// The newest snapshot that can be read, where the current state is damaged.
  private static func wayBack(from error: any Error, in directory: String) -> String {
    switch error {
    case SavedState.Failure.damaged, SavedState.Failure.foreign: break
    default: return ""
    }
    let snapshots = StateFolder(directory).entries().filter { !$0.isCurrent }
    guard let newest = snapshots.first(where: { (try? StateSummary($0)) != nil }) else { return "" }
    return
      "; or go back to the newest snapshot: harrier models revert \(newest.name) --state \(directory)"
  }

  private static func write(_ checkpoint: Checkpoint, to directory: String) throws {
    do { try checkpoint.save(to: directory) } catch {
      FileHandle.standardError.write(Data("harrier: warning: \(error); the hunt goes on\n".utf8))
      throw error
    }
  }

  /// By path, the first folder below what was named.
  private func hosts(of files: [String]) throws -> [String: String] {
    let hosts = InputFiles.folders(of: files, below: command.paths)
    guard !hosts.isEmpty else {
      throw Failure.configuration(
        "--host-from-folder: no file lies in a folder below what was named; name the folder that holds the hosts' folders"
      )
    }
    return hosts
  }

  private func choose() throws -> InputFiles.Choice {
    do { return try InputFiles.choose(command.paths) } catch { throw Failure.input("\(error)") }
  }
}
