/// `rare`: a value that this partition, or anybody, hardly ever shows.
public enum Rare: DetectorFunction {
  public static let name = "rare"
  public static let summary = "a value that this partition, or anybody, hardly ever shows."
  public static let shape = FunctionShape(field: .refused, by: .required, over: .optional)
  public static let evidence = Evidence.presence
  public static let expectation = Expectation.rarity
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.skipped
}
