/// `non_null_sum`: a total far from the usual; empty buckets say nothing.
public enum NonNullSum: DetectorFunction {
  public static let name = "non_null_sum"
  public static let summary = "a total far from the usual; empty buckets say nothing."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .refused)
  public static let evidence = Evidence.sum
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
}
