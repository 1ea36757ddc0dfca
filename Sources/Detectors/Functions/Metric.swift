/// `metric`: a least, an average or a greatest value far from the usual, whichever is strangest.
public enum Metric: DetectorFunction {
  public static let name = "metric"
  public static let summary =
    "a least, an average or a greatest value far from the usual, whichever is strangest."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.extremes
  public static let expectation = Expectation.strangestMetric
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
}
