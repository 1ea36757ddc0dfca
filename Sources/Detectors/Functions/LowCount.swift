/// `low_count`: fewer events in a bucket than usual; an empty bucket counts as none.
public enum LowCount: DetectorFunction {
  public static let name = "low_count"
  public static let summary = "fewer events in a bucket than usual; an empty bucket counts as none."
  public static let shape = FunctionShape(field: .refused, by: .optional, over: .optional)
  public static let evidence = Evidence.count
  public static let expectation = Expectation.seasonalCount
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.zero
}
