/// `low_varp`: a spread of values that is narrower than the usual.
public enum LowVarp: DetectorFunction {
  public static let name = "low_varp"
  public static let summary = "a spread of values that is narrower than the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.variance
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.skipped
}
