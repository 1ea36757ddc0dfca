/// `freq_rare`: a value that is rare in the population, used often by one member.
public enum FreqRare: DetectorFunction {
  public static let name = "freq_rare"
  public static let summary = "a value that is rare in the population, used often by one member."
  public static let shape = FunctionShape(field: .refused, by: .required, over: .required)
  public static let evidence = Evidence.presence
  public static let expectation = Expectation.rarity
  public static let side = Side.low
  public static let emptyBuckets = EmptyBuckets.skipped
}
