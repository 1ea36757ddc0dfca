/// `high_max`: a largest value above the usual.
public enum HighMax: DetectorFunction {
  public static let name = "high_max"
  public static let summary = "a largest value above the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.max
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.skipped
}
