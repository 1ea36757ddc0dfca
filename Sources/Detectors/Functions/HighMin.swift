/// `high_min`: a smallest value above the usual.
public enum HighMin: DetectorFunction {
  public static let name = "high_min"
  public static let summary = "a smallest value above the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.min
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.skipped
}
