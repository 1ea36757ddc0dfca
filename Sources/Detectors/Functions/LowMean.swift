/// `low_mean`: an average that is lower than the usual.
public enum LowMean: DetectorFunction {
  public static let name = "low_mean"
  public static let summary = "an average that is lower than the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.mean
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.skipped
}
