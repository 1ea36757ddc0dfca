/// `info_content`: more or less information in the distinct strings of a field than usual.
public enum InfoContent: DetectorFunction {
  public static let name = "info_content"
  public static let summary = "more or less information in the distinct strings of a field than usual."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.infoContent
  public static let expectation = Expectation.seasonalMetric
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
}
