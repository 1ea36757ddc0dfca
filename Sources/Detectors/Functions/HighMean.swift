/// `high_mean`: an average that is higher than the usual.
public enum HighMean: DetectorFunction {
  public static let name = "high_mean"
  public static let summary = "an average that is higher than the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.mean
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.skipped
}
