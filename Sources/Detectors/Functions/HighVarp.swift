/// `high_varp`: a spread of values that is wider than the usual.
public enum HighVarp: DetectorFunction {
  public static let name = "high_varp"
  public static let summary = "a spread of values that is wider than the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.variance
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.skipped
}
