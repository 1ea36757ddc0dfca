/// `time_of_week`: events at an hour of the week (UTC) when there are none as a rule.
public enum TimeOfWeek: DetectorFunction {
  public static let name = "time_of_week"
  public static let summary = "events at an hour of the week (UTC) when there are none as a rule."
  public static let shape = FunctionShape(field: .refused, by: .optional, over: .optional)
  public static let evidence = Evidence.times
  public static let expectation = Expectation.hoursOfWeek
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
  public static let refusals = [
    "field":
      "“time_of_week” looks at the time of an event, not at a field; “by”, “over” and “partition” say whose"
  ]
}
