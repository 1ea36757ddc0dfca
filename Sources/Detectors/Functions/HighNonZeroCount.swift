/// `high_non_zero_count`: more events in a bucket than usual; empty buckets say nothing.
public enum HighNonZeroCount: DetectorFunction {
  public static let name = "high_non_zero_count"
  public static let summary = "more events in a bucket than usual; empty buckets say nothing."
  public static let shape = FunctionShape(field: .refused, by: .optional, over: .refused)
  public static let evidence = Evidence.count
  public static let expectation = Expectation.seasonalCount
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.skipped
}
