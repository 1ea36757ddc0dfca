/// A detector function such as `high_count`: what is gathered in a bucket, which expectation it is held
/// against, and on which side it is strange. One file a function under `Functions/`, one line in
/// ``DetectorRegistry``.
public protocol DetectorFunction: Sendable {
  /// What users type.
  static var name: String { get }
  /// One sentence: when to use it.
  static var summary: String { get }
  /// Which of field, by and over it takes.
  static var shape: FunctionShape { get }
  /// What is gathered in a bucket.
  static var evidence: Evidence { get }
  /// Which model judges it.
  static var expectation: Expectation { get }
  static var side: Side { get }
  static var emptyBuckets: EmptyBuckets { get }
  /// Why it refuses a part, where the reason is its own: a sentence by `field`, `by` or `over`.
  static var refusals: [String: String] { get }
}

extension DetectorFunction {
  public static var refusals: [String: String] { [:] }
}

/// What a bucket keeps of its events, by the feature that does it (HarrierFeatures).
public enum Evidence: String, Sendable, CaseIterable {
  case presence, count, distinctCount, infoContent, sum, mean, min, max, median, variance
  /// Least, average and greatest together.
  case extremes
  /// Times, places, and times with sizes.
  case times, track, rhythm
}

/// The family of models that judges the evidence (HarrierModels).
public enum Expectation: String, Sendable, CaseIterable {
  /// Categories and how rarely they turn up.
  case rarity
  /// Whole numbers with level, hour of the week and over-dispersion.
  case seasonalCount
  /// Real numbers with level, hour of the week and a fitted residual.
  case seasonalMetric
  /// The strangest of several such numbers.
  case strangestMetric
  /// Hours of the day, or of the week.
  case hoursOfDay, hoursOfWeek
  /// Usual places, and how fast one moves between them.
  case whereabouts
  /// How much contacts look like a clock.
  case regularity
}

/// Which values are strange.
public enum Side: String, Sendable, CaseIterable { case high, low, both }

/// What an empty bucket means.
public enum EmptyBuckets: String, Sendable, CaseIterable {
  /// Nothing happened: the value 0.
  case zero
  /// Nothing is known: no value.
  case skipped
}

/// Whether a function takes a part of a detector.
public enum PartRule: String, Sendable, CaseIterable { case required, optional, refused }

/// Which of field, by and over a function takes. Every function takes a partition.
public struct FunctionShape: Sendable, Hashable {
  public var field: PartRule
  public var by: PartRule
  public var over: PartRule

  public init(field: PartRule, by: PartRule, over: PartRule) {
    self.field = field
    self.by = by
    self.over = over
  }
}
