/// `low_min`: a smallest value below the usual.
public enum LowMin: DetectorFunction {
  public static let name = "low_min"
  public static let summary = "a smallest value below the usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.min
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.skipped
}
