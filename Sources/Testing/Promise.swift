import HarrierDetectors
import HarrierEngine
import HarrierJobs
import HarrierScoring

/// What a score promises, counted: records of a job in a world where nothing happens, and the score of what was
/// injected. The promise is a detector's own: what it has from others (`HarrierScoring/Standing`) is left out, for here hundreds
/// hunt the same events.
public enum Promise {
  /// How a function's values are told apart.
  public enum Split: String, CaseIterable, Sendable { case none = "", by, over, partition }

  /// A detector under test: function and split.
  public struct Subject: Hashable, Sendable {
    public var function: String
    public var split: Split
    public init(_ function: String, _ split: Split) {
      self.function = function
      self.split = split
    }

    public var label: String { split == .none ? function : "\(function) \(split.rawValue)" }

    /// Whether new words are news to it.
    public var hasVocabulary: Bool {
      let evidence = DetectorRegistry.function(named: function)!.evidence
      return [.presence, .distinctCount, .infoContent].contains(evidence)
    }

    /// The detector as a job of its own, with buckets of an hour.
    public var job: Job {
      let kind = DetectorRegistry.function(named: function)!
      var detector = DetectorSpec(function: function)
      switch kind.evidence {
      case .presence: detector.by = "event.action"
      case .distinctCount, .infoContent: detector.field = "event.action"
      case .sum, .mean, .min, .max, .median, .variance, .extremes: detector.field = "destination.bytes"
      case .count, .times, .rhythm: break
      case .track: detector.field = "source.geo.location"
      }
      switch split {
      case .none: break
      case .by: detector.by = "user.name"
      case .over: detector.over = "user.name"
      case .partition: detector.partition = "user.name"
      }
      return TestHunt.job(label.replacing(" ", with: "_"), detector, bucket: 3600)
    }
  }

  /// What the synthetic worlds have no events for: hours, places and rhythms of single entities.
  private static let untold: Set<Expectation> = [.hoursOfDay, .hoursOfWeek, .whereabouts, .regularity]

  /// Every function with every split it takes, but for what is untold. (`partition` is as `by` where `by` names
  /// no category.)
  public static let subjects: [Subject] = DetectorRegistry.all.flatMap { kind -> [Subject] in
    if untold.contains(kind.expectation) { return [] }
    let isRarity = kind.expectation == .rarity
    var splits: [Split] = kind.shape.over == .required ? [] : [.none]
    if isRarity { splits.append(.partition) } else { splits.append(.by) }
    if kind.shape.over != .refused { splits.append(.over) }
    return splits.map { Subject(kind.name, $0) }
  }

  /// Records from scores of 50 and of 75 on.
  public struct Tally: Sendable {
    public var major = 0
    public var critical = 0
    /// Changes for good that were told, by kind.
    public var changes: [String: Int] = [:]
    public var days = 0
    public init() {}

    public mutating func add(_ other: Tally) {
      major += other.major
      critical += other.critical
      changes.merge(other.changes, uniquingKeysWith: +)
      days += other.days
    }

    /// Nominal: 1.
    public var majorPerWeek: Double { Double(major) * 7 / Double(max(1, days)) }
    public var criticalPerMonth: Double { Double(critical) * 30 / Double(max(1, days)) }
  }

  /// Records of each subject after the learning period; in hindsight, which needs none, over all days.
  public static func quiet(
    _ subjects: [Subject], _ kind: SyntheticWorld.Kind, seed: UInt64, days: Int, mode: HuntMode = .live
  ) throws -> [Tally] {
    var world = SyntheticWorld(kind, seed: seed)
    let learningDays = mode == .live ? SyntheticWorld.learningDays : 0
    let from = TestLog.start + Int64(learningDays) * 86_400
    let outcome = try hunt(subjects, &world, days: days, mode: mode)
    let records = Dictionary(grouping: outcome.records, by: \.jobID)
    return subjects.map { subject in
      var tally = Tally()
      for annotation in outcome.annotations where annotation.jobID == subject.job.id {
        tally.changes[annotation.kind, default: 0] += 1
      }
      tally.days = days - learningDays
      for record in records[subject.job.id] ?? [] where record.timestamp.seconds >= from {
        if record.scoreAlone >= 50 { tally.major += 1 }
        if record.scoreAlone >= 75 { tally.critical += 1 }
      }
      return tally
    }
  }

  /// The highest score of each subject while something is injected; 0 without a record.
  public static func power(
    _ subjects: [Subject], _ kind: SyntheticWorld.Kind, _ injection: SyntheticWorld.Injection, seed: UInt64
  ) throws -> [Double] {
    var world = SyntheticWorld(kind, seed: seed, injection: injection)
    let start = SyntheticWorld.injectionStart
    let end = start + injection.seconds
    let days = Int((end - TestLog.start + 86_399) / 86_400)
    let records = Dictionary(grouping: try hunt(subjects, &world, days: days).records, by: \.jobID)
    return subjects.map { subject in
      (records[subject.job.id] ?? []).filter { (start..<end).contains($0.timestamp.seconds) }
        .map(\.scoreAlone).max() ?? 0
    }
  }

  private static func hunt(
    _ subjects: [Subject], _ world: inout SyntheticWorld, days: Int, mode: HuntMode = .live
  ) throws -> HuntOutcome {
    let folder = TestFolder()
    let file = try folder.write(world.log(days: days), as: "a.ndjson")
    return try TestHunt.run([file], jobs: subjects.map(\.job), mode: mode)
  }
}
