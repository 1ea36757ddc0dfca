/// `low_non_zero_count`: fewer events in a bucket than usual; empty buckets say nothing.
public enum LowNonZeroCount: DetectorFunction {
  public static let name = "low_non_zero_count"
  public static let summary = "fewer events in a bucket than usual; empty buckets say nothing."
  public static let shape = FunctionShape(field: .refused, by: .optional, over: .refused)
  public static let evidence = Evidence.count
  public static let expectation = Expectation.seasonalCount
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.skipped
}
