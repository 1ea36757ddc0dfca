/// Every function a detector can name.
public enum DetectorRegistry {
  /// One line a function, by name.
  public static let all: [any DetectorFunction.Type] = [
    Beacon.self,
    Count.self,
    DistinctCount.self,
    FreqRare.self,
    HighCount.self,
    HighDistinctCount.self,
    HighInfoContent.self,
    HighMax.self,
    HighMean.self,
    HighMedian.self,
    HighMin.self,
    HighNonNullSum.self,
    HighNonZeroCount.self,
    HighSum.self,
    HighVarp.self,
    InfoContent.self,
    LatLong.self,
    LowCount.self,
    LowDistinctCount.self,
    LowInfoContent.self,
    LowMax.self,
    LowMean.self,
    LowMedian.self,
    LowMin.self,
    LowNonNullSum.self,
    LowNonZeroCount.self,
    LowSum.self,
    LowVarp.self,
    Max.self,
    Mean.self,
    Median.self,
    Metric.self,
    Min.self,
    NonNullSum.self,
    NonZeroCount.self,
    Rare.self,
    Sum.self,
    TimeOfDay.self,
    TimeOfWeek.self,
    Varp.self,
  ]

  /// Other names that users know a function by.
  public static let aliases = [
    "avg": "mean", "high_avg": "high_mean", "low_avg": "low_mean",
    "dc": "distinct_count", "high_dc": "high_distinct_count", "low_dc": "low_distinct_count",
    "nzc": "non_zero_count", "high_nzc": "high_non_zero_count", "low_nzc": "low_non_zero_count",
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The function of that name or alias, or nil.
  public static func function(named name: String) -> (any DetectorFunction.Type)? {
    byName[aliases[name] ?? name]
  }

  /// All names, in order of the alphabet.
  public static var names: [String] { all.map { $0.name }.sorted() }
}
