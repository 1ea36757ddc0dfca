import HarrierStatistics

/// The shape of a day and of a week as factors of (or additions to) a level: hour of the week, shrunk to
/// the hour of a working day or a day of rest, shrunk to the hour of any day, shrunk to nothing.
///
/// - State: 240 pairs of floats, made only for keys that are busy enough to have a shape.
/// - Time: UTC; the week starts on Monday.
struct WeekShape: StateCodable {
  private static let hours = 24
  private static let cells = 24 + 48 + 168
  /// Observations' worth of the wider profile in the narrower.
  private static let strength: Float = 6
  private var sums = [Float](repeating: 0, count: cells)
  private var weights = [Float](repeating: 0, count: cells)
  /// A cell forgets by this factor at each of its own observations: it remembers about 100 of them, which is 25
  /// days for an hour of the day in quarter-hours, and half a year for an hour of the week.
  private static let keep: Float = 0.99

  init() {}

  private static func indices(_ seconds: Int64) -> (hour: Int, kind: Int, week: Int) {
    let hours = seconds / 3600
    let hour = Int(((hours % 24) + 24) % 24)
    // 1970-01-01 was a Thursday, the fourth day of a week that starts on Monday.
    let day = Int((((hours - Int64(hour)) / 24 + 3) % 7 + 7) % 7)
    return (hour, 24 + (day >= 5 ? 24 : 0) + hour, 72 + day * 24 + hour)
  }

  /// Takes in an observation relative to the level (a factor for counts, a difference for metrics).
  mutating func learn(_ value: Double, at seconds: Int64) {
    let (hour, kind, week) = Self.indices(seconds)
    for cell in [hour, kind, week] {
      sums[cell] = Self.keep * sums[cell] + Float(value)
      weights[cell] = Self.keep * weights[cell] + 1
    }
  }

  /// What to expect at that time; `neutral` is 1 for factors and 0 for differences.
  func expectation(at seconds: Int64, neutral: Double) -> Double {
    let (hour, kind, week) = Self.indices(seconds)
    var value = Float(neutral)
    for cell in [hour, kind, week] {
      value = (sums[cell] + Self.strength * value) / (weights[cell] + Self.strength)
    }
    return Double(value)
  }

  func encode(to writer: inout StateWriter) {
    for index in sums.indices {
      writer.write(sums[index])
      writer.write(weights[index])
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    for index in sums.indices {
      sums[index] = try reader.readFloat()
      weights[index] = try reader.readFloat()
    }
  }
}
