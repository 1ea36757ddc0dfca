/// `low_median`: a middle value that is lower than the usual.
public enum LowMedian: DetectorFunction {
  public static let name = "low_median"
  public static let summary = "a middle value that is lower than the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.median
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.skipped
}
