/// `count`: more or fewer events in a bucket than usual; an empty bucket counts as none.
public enum Count: DetectorFunction {
  public static let name = "count"
  public static let summary = "more or fewer events in a bucket than usual; an empty bucket counts as none."
  public static let shape = FunctionShape(field: .refused, by: .optional, over: .optional)
  public static let evidence = Evidence.count
  public static let expectation = Expectation.seasonalCount
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.zero
}
