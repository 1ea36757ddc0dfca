/// `high_sum`: a total that is higher than the usual; an empty bucket is zero.
public enum HighSum: DetectorFunction {
  public static let name = "high_sum"
  public static let summary = "a total that is higher than the usual; an empty bucket is zero."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.sum
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.zero
}
