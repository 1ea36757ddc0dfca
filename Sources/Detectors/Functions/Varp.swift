/// `varp`: a spread of values far from the usual.
public enum Varp: DetectorFunction {
  public static let name = "varp"
  public static let summary = "a spread of values far from the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.variance
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
}
