import HarrierEvents
import HarrierStatistics

/// What a saved state knows, told without its jobs.
public struct StateSummary: Sendable {
  /// Event time of the newest event.
  public var reached: EventTime?
  public var files: Int
  public var detectors: [Detector]

  public struct Detector: Sendable {
    /// `job`, or `job[1]` for its second.
    public var name: String
    public var job: String
    public var keys: Int
    /// Categories of messages.
    public var categories: Int
    public var bytes: Int
    fileprivate var signature: String
    fileprivate var saved: SavedDetector
  }

  public var jobs: Int { Set(detectors.map(\.job)).count }
  public var keys: Int { detectors.reduce(0) { $0 + $1.keys } }
  public var categories: Int { detectors.reduce(0) { $0 + $1.categories } }

  /// - Throws: ``SavedState/Failure`` naming the file and what to do.
  public init(_ entry: StateFolder.Entry) throws(SavedState.Failure) {
    let state = try SavedState.read(entry.file)
    reached = state.reached.map { EventTime(nanoseconds: $0) }
    files = state.readFiles.count
    detectors = state.saved.map { detector in
      Detector(
        name: detector.name, job: detector.job, keys: detector.keys, categories: detector.categories,
        bytes: detector.bytes.count, signature: detector.signature, saved: detector)
    }.sorted { ($0.name, $0.signature) < ($1.name, $1.signature) }
  }
}

/// What one saved state knows that another does not.
public struct StateDifference: Sendable {
  /// A detector that both have, and that is not the same in them.
  public struct Change: Sendable {
    public var name: String
    public var keys: (before: Int, after: Int)
    public var categories: (before: Int, after: Int)
    /// Values of by, over and partition that only the second has met, in order.
    public var newValues: [String]
    public var lostValues: Int
  }

  /// Detectors that only one of them has; a job that was changed is in both lists.
  public var gone: [String]
  public var added: [String]
  public var changes: [Change]
  public var unchanged: Int

  /// - Throws: for state that is damaged behind its checksum.
  /// - Complexity: O(texts of the detectors that differ).
  public init(from before: StateSummary, to after: StateSummary) throws {
    let old = Dictionary(
      before.detectors.map { ($0.signature, $0) }, uniquingKeysWith: { first, _ in first })
    let new = Set(after.detectors.map(\.signature))
    gone = before.detectors.filter { !new.contains($0.signature) }.map(\.name)
    added = after.detectors.filter { old[$0.signature] == nil }.map(\.name)
    changes = []
    unchanged = 0
    for detector in after.detectors {
      guard let known = old[detector.signature] else { continue }
      if known.saved.bytes == detector.saved.bytes {
        unchanged += 1
        continue
      }
      let (earlier, later) = (try known.saved.words(), try detector.saved.words())
      changes.append(
        Change(
          name: detector.name, keys: (known.keys, detector.keys),
          categories: (known.categories, detector.categories),
          newValues: later.subtracting(earlier).sorted(), lostValues: earlier.subtracting(later).count))
    }
  }
}
