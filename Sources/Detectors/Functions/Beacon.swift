/// `beacon`: contacts of a pair that come as by the clock, of one size.
///
/// The source is the partition, the destination the by value; the field, if any, is the size of a contact.
public enum Beacon: DetectorFunction {
  public static let name = "beacon"
  public static let summary = "contacts of a pair that come as by the clock, of one size."
  public static let shape = FunctionShape(field: .optional, by: .required, over: .refused)
  public static let evidence = Evidence.rhythm
  public static let expectation = Expectation.regularity
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.skipped
  public static let refusals = [
    "over":
      "“beacon” compares every pair with all others; name the source with “partition”, the destination with “by”"
  ]
}
