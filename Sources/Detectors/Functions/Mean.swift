/// `mean`: an average far from the usual.
public enum Mean: DetectorFunction {
  public static let name = "mean"
  public static let summary = "an average far from the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.mean
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
}
