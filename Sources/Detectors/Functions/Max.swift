/// `max`: a largest value far from the usual.
public enum Max: DetectorFunction {
  public static let name = "max"
  public static let summary = "a largest value far from the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.max
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
}
