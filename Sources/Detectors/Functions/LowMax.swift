/// `low_max`: a largest value below the usual.
public enum LowMax: DetectorFunction {
  public static let name = "low_max"
  public static let summary = "a largest value below the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.max
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.skipped
}
