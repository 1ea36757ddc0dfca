/// `low_non_null_sum`: a total that is lower than the usual; empty buckets say nothing.
public enum LowNonNullSum: DetectorFunction {
  public static let name = "low_non_null_sum"
  public static let summary = "a total that is lower than the usual; empty buckets say nothing."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .refused)
  public static let evidence = Evidence.sum
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.skipped
}
