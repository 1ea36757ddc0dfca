/// How results print a number: the shortest text that reads back as the same double, and a whole number
/// without `.0`.
///
/// JSON has no infinity: a value that is not finite is `null`, and ``RecordDecoder`` says what that means.
public enum JSONNumber {
  /// Above this, not every integer is a double (2⁵³).
  private static let wholeLimit = 9_007_199_254_740_992.0

  public static func text(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if abs(value) < wholeLimit, value == value.rounded(.towardZero) { return String(Int64(value)) }
    return value.description
  }
}
