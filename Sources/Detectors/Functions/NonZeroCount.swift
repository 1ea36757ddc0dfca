/// `non_zero_count`: more or fewer events in a bucket than usual; empty buckets say nothing.
public enum NonZeroCount: DetectorFunction {
  public static let name = "non_zero_count"
  public static let summary = "more or fewer events in a bucket than usual; empty buckets say nothing."
  public static let shape = FunctionShape(field: .refused, by: .optional, over: .refused)
  public static let evidence = Evidence.count
  public static let expectation = Expectation.seasonalCount
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
}
