/// `min`: a smallest value far from the usual.
public enum Min: DetectorFunction {
  public static let name = "min"
  public static let summary = "a smallest value far from the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.min
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
}
