import HarrierStatistics

/// What the last week alone says of a spread.
///
/// A spread that remembers weeks remembers those in which a key's day and week were not known yet, and everything looked
/// scattered: whatever was half as scattered for a whole week is so from now on. For a week, as nights and weekends are quiet and
/// come again.
///
/// - State: 16 bytes a key; saved for keys that have a shape.
/// - Not for: a spread that grows, which one attack does.
struct SpreadTrial: StateCodable {
  /// Σ of squared residuals.
  private(set) var squares = 0.0
  private(set) var weight: Float = 0
  /// When it began, in hours since 1970.
  private var since: Int32 = .min

  private static let hours: Int32 = 7 * 24
  /// Fewer residuals say too little.
  private static let leastWeight: Float = 24
  /// Of the spread believed so far, in variances.
  static let share = 0.5

  /// Takes in a residual's square; the variance of a week that is over and was so much narrower than what is believed, else nil.
  mutating func take(_ square: Double, weight own: Double, believed: Double, at seconds: Int64) -> Double? {
    let hour = Int32(clamping: seconds / 3600)
    if since == .min || hour < since { restart(hour) }
    squares += own * square
    weight += Float(own)
    guard hour - since >= Self.hours, weight >= Self.leastWeight else { return nil }
    defer { restart(hour) }
    let variance = squares / Double(weight)
    return variance < Self.share * believed ? variance : nil
  }

  private mutating func restart(_ hour: Int32) {
    self = SpreadTrial()
    since = hour
  }

  init() {}

  func encode(to writer: inout StateWriter) {
    writer.write(squares)
    writer.write(weight)
    writer.write(Int(since))
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    squares = try reader.readDouble()
    weight = try reader.readFloat()
    since = Int32(clamping: try reader.readInt())
  }
}
