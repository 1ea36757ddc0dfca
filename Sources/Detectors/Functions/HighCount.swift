/// `high_count`: more events in a bucket than usual; an empty bucket counts as none.
public enum HighCount: DetectorFunction {
  public static let name = "high_count"
  public static let summary = "more events in a bucket than usual; an empty bucket counts as none."
  public static let shape = FunctionShape(field: .refused, by: .optional, over: .optional)
  public static let evidence = Evidence.count
  public static let expectation = Expectation.seasonalCount
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.zero
}
