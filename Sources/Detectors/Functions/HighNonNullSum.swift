/// `high_non_null_sum`: a total that is higher than the usual; empty buckets say nothing.
public enum HighNonNullSum: DetectorFunction {
  public static let name = "high_non_null_sum"
  public static let summary = "a total that is higher than the usual; empty buckets say nothing."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .refused)
  public static let evidence = Evidence.sum
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.skipped
}
