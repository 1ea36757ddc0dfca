/// `time_of_day`: events at an hour of the day (UTC) when there are none as a rule.
public enum TimeOfDay: DetectorFunction {
  public static let name = "time_of_day"
  public static let summary = "events at an hour of the day (UTC) when there are none as a rule."
  public static let shape = FunctionShape(field: .refused, by: .optional, over: .optional)
  public static let evidence = Evidence.times
  public static let expectation = Expectation.hoursOfDay
  public static let side = Side.both
  public static let emptyBuckets = EmptyBuckets.skipped
  public static let refusals = [
    "field":
      "“time_of_day” looks at the time of an event, not at a field; “by”, “over” and “partition” say whose"
  ]
}
