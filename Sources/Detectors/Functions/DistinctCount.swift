/// `distinct_count`: more or fewer distinct values of a field than usual.
public enum DistinctCount: DetectorFunction {
  public static let name = "distinct_count"
  public static let summary = "more or fewer distinct values of a field than usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.distinctCount
  public static let expectation = Expectation.seasonalCount
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.zero
}
