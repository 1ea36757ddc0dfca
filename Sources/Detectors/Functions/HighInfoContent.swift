/// `high_info_content`: more information in the distinct strings of a field than usual.
public enum HighInfoContent: DetectorFunction {
  public static let name = "high_info_content"
  public static let summary = "more information in the distinct strings of a field than usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.infoContent
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.skipped
}
