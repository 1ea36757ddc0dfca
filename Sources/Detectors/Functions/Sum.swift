/// `sum`: a total far from the usual; an empty bucket is zero.
public enum Sum: DetectorFunction {
  public static let name = "sum"
  public static let summary = "a total far from the usual; an empty bucket is zero."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.sum
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.zero
}
