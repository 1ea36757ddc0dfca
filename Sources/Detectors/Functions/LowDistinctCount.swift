/// `low_distinct_count`: fewer distinct values of a field than usual.
public enum LowDistinctCount: DetectorFunction {
  public static let name = "low_distinct_count"
  public static let summary = "fewer distinct values of a field than usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.distinctCount
  public static let expectation = Expectation.seasonalCount
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.zero
}
