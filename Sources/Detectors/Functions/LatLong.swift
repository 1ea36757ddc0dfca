/// `lat_long`: a place far from the usual ones, or a journey that is too fast.
public enum LatLong: DetectorFunction {
  public static let name = "lat_long"
  public static let summary = "a place far from the usual ones, or a journey that is too fast."
  public static let shape = FunctionShape(field: .required, by: .optional, over: .optional)
  public static let evidence = Evidence.track
  public static let expectation = Expectation.whereabouts
  public static let side = Side.high
  public static let emptyBuckets = EmptyBuckets.skipped
}
