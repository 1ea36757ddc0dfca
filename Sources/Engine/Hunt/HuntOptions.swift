import Foundation
import HarrierEnrichment
import HarrierFormats
import HarrierJobs

/// What a hunt is to do.
public struct HuntOptions: Sendable {
  public var jobs: [Job]
  public var threads: Int
  /// Events this much older than the newest of their file still count.
  public var latencySeconds: Int64
  /// Only events in this time, in nanoseconds.
  public var window: Range<Int64>
  public var enrichers: EnricherRegistry
  public var formats: FormatRegistry
  /// Of which those run whose rows some job reads.
  public var transforms = TransformCatalogue.all
  /// Whether the rows of transforms are handed out beside what was found in them.
  public var keepsRows = false
  /// Saved state to go on from, and whether to keep the last buckets open for a next run.
  public var state: SavedState?
  public var keepsOpen: Bool
  /// Whether buckets that stay open are judged as far as they are, too.
  public var tellsInterim = false
  /// Whether records are scored anew at the end, by what is known then; of a live hunt. Their first scores stay beside.
  public var renormalizes = false
  public var mode: HuntMode
  /// What of the models is to be plotted, of a live hunt; nil for nothing.
  public var plot: ModelPlotRequest?
  /// Bytes of closed buckets that hindsight holds in memory, over all detectors; more go to a temporary file.
  public var ledgerBytes = 64 << 20
  /// By path, the host of a file's events that do not name theirs.
  public var hosts: [String: String] = [:]
  /// The year of the first line of files whose times do not say it; nil where a file's own date tells.
  public var year: Int64?

  /// What the models of all jobs together may take in memory, in bytes, of a live hunt; nil for no limit.
  public var memoryLimitBytes: Int?
  /// Whether and how often what was done so far is put aside while the hunt runs; for live hunts.
  public var checkpoints: CheckpointPlan?
  /// Where an earlier hunt of the same files and jobs was broken off.
  public var resumes: Checkpoint?
  /// Bytes read between two looks at the clock, a sixteenth of it at a time.
  public var roundBytes = 8 << 20

  public init(
    jobs: [Job], threads: Int = ProcessInfo.processInfo.activeProcessorCount, latencySeconds: Int64 = 900,
    window: Range<Int64> = .min..<(.max), enrichers: EnricherRegistry = EnricherRegistry(),
    formats: FormatRegistry = .builtIn, state: SavedState? = nil, keepsOpen: Bool = false,
    mode: HuntMode = .live
  ) {
    self.jobs = jobs
    self.threads = max(1, threads)
    self.latencySeconds = latencySeconds
    self.window = window
    self.enrichers = enrichers
    self.formats = formats
    self.state = state
    self.keepsOpen = keepsOpen
    self.mode = mode
  }
}
