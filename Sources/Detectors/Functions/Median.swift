/// `median`: a middle value far from the usual.
public enum Median: DetectorFunction {
  public static let name = "median"
  public static let summary = "a middle value far from the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.median
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
}
