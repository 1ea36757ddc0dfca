/// `high_median`: a middle value that is higher than the usual.
public enum HighMedian: DetectorFunction {
  public static let name = "high_median"
  public static let summary = "a middle value that is higher than the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.median
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.skipped
}
