import HarrierStatistics

/// The shape of a day and of a week as factors of (or additions to) a level: hour of the week, shrunk to
/// the hour of a working day or a day of rest, shrunk to the hour of any day, shrunk to nothing.
///
/// - State: 240 pairs of floats, made only for keys that are busy enough to have a shape.
/// - Time: UTC; the week starts on Monday.
struct WeekShape: StateCodable {
  private static let hours = 24
  private static let cells = 24 + 48 + 168
  /// Observations' worth of the wider profile in the narrower: few where hours differ much, many where they hardly do.
  private static let strong: Float = 6
  private static let weak: Float = 1
  private var sums = [Float](repeating: 0, count: cells)
  private var weights = [Float](repeating: 0, count: cells)
  /// A cell forgets by this factor at each of its own observations: it remembers about 100 of them, which is 25
  /// days for an hour of the day in quarter-hours, and half a year for an hour of the week.
  private static let keep: Float = 0.99

  /// ln of how much better the weak shrinkage has predicted so far than the strong (prequential: Dawid 1984).
  private var sharpness: Float = 0

  /// In the heap.
  static let byteCount = 2 * TableBytes.block(cells * 4)

  init() {}

  private static func indices(_ seconds: Int64) -> (hour: Int, kind: Int, week: Int) {
    let hours = seconds / 3600
    let hour = Int(((hours % 24) + 24) % 24)
    // 1970-01-01 was a Thursday, the fourth day of a week that starts on Monday.
    let day = Int((((hours - Int64(hour)) / 24 + 3) % 7 + 7) % 7)
    return (hour, 24 + (day >= 5 ? 24 : 0) + hour, 72 + day * 24 + hour)
  }

  /// Takes in an observation relative to the level (a factor for counts, a difference for metrics).
  ///
  /// - Parameter noise: variance of such an observation around what is expected.
  mutating func learn(_ value: Double, at seconds: Int64, neutral: Double, noise: Double) {
    let (hour, kind, week) = Self.indices(seconds)
    if weights[week] >= 2 {
      let strong = value - expectation(at: seconds, neutral: neutral, strength: Self.strong)
      let weak = value - expectation(at: seconds, neutral: neutral, strength: Self.weak)
      let gain = (strong * strong - weak * weak) / (2 * max(noise, 1e-9))
      sharpness = 0.998 * sharpness + Float(min(max(gain, -4), 4))
    }
    for cell in [hour, kind, week] {
      sums[cell] = Self.keep * sums[cell] + Float(value)
      weights[cell] = Self.keep * weights[cell] + 1
    }
  }

  /// What to expect at that time; `neutral` is 1 for factors and 0 for differences.
  func expectation(at seconds: Int64, neutral: Double) -> Double {
    // A margin keeps a key without much of a week on the broad side.
    expectation(at: seconds, neutral: neutral, strength: sharpness > 3 ? Self.weak : Self.strong)
  }

  private func expectation(at seconds: Int64, neutral: Double, strength: Float) -> Double {
    let (hour, kind, week) = Self.indices(seconds)
    var value = Float(neutral)
    value = (sums[hour] + strength * value) / (weights[hour] + strength)
    value = (sums[kind] + strength * value) / (weights[kind] + strength)
    value = (sums[week] + strength * value) / (weights[week] + strength)
    return Double(value)
  }

  /// The same days so many hours later (or earlier).
  mutating func shift(hours: Int) {
    for profile in [0..<24, 24..<48, 48..<72, 72..<240] {
      let old = (sums: sums, weights: weights)
      for (place, cell) in profile.enumerated() {
        let length = profile.count
        let from = profile.lowerBound + ((place - hours) % length + length) % length
        sums[cell] = old.sums[from]
        weights[cell] = old.weights[from]
      }
    }
  }

  func encode(to writer: inout StateWriter) {
    writer.write(sharpness)
    for index in sums.indices {
      writer.write(sums[index])
      writer.write(weights[index])
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    sharpness = try reader.readFloat()
    for index in sums.indices {
      sums[index] = try reader.readFloat()
      weights[index] = try reader.readFloat()
    }
  }
}
