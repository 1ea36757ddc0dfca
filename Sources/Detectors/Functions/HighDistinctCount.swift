/// `high_distinct_count`: more distinct values of a field than usual.
public enum HighDistinctCount: DetectorFunction {
  public static let name = "high_distinct_count"
  public static let summary = "more distinct values of a field than usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.distinctCount
  public static let expectation = Expectation.seasonalCount
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.zero
}
