/// `low_info_content`: less information in the distinct strings of a field than usual.
public enum LowInfoContent: DetectorFunction {
  public static let name = "low_info_content"
  public static let summary = "less information in the distinct strings of a field than usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.infoContent
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.skipped
}
