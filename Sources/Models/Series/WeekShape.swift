import HarrierStatistics

/// The shape of a day and of a week as factors of (or additions to) a level: hour of the week, shrunk to
/// the hour of a working day or a day of rest, shrunk to the hour of any day, shrunk to nothing.
///
/// How far each is shrunk is learnt once a day (empirical Bayes): where hours differ by much more than one hour differs from day to day, an hour
/// is believed at once.
///
/// - State: 240 pairs of floats, made only for keys that are busy enough to have a shape.
/// - Time: UTC; the week starts on Monday.
///
/// ## Source
/// Efron & Morris (1973), doi:10.1080/01621459.1973.10481350: means shrunk by σ² / (σ² / n + τ²), both variances estimated. Differs:
/// three nested profiles, each shrunk to the wider one; a strength σ² / τ² in observations, bounded.
struct WeekShape: StateCodable {
  private static let cells = 24 + 48 + 168
  private static let profiles = [0..<24, 24..<72, 72..<240]
  /// Observations' worth of the wider profile in the narrower: where hours hardly differ, and where they differ most.
  private static let strongest: Float = 6
  private static let weakest: Float = 0.25
  /// A cell forgets by this factor at each of its own observations: it remembers about 100 of them, which is 25
  /// days for an hour of the day in quarter-hours, and half a year for an hour of the week.
  private static let keep: Float = 0.99

  private var sums = [Float](repeating: 0, count: cells)
  private var weights = [Float](repeating: 0, count: cells)
  /// Of the three profiles.
  private var strengths = InlineArray<3, Float>(repeating: strongest)
  /// Variance of an observation around the mean of its hour and kind of day, and the weight of what it is known from.
  private var noise: Float = 0
  private var noiseWeight: Float = 0
  /// Of the last observation, in days since 1970.
  private var day: Int32 = .min

  /// In the heap.
  static let byteCount = 2 * TableBytes.block(cells * 4)

  init() {}

  private static func indices(_ seconds: Int64) -> (hour: Int, kind: Int, week: Int) {
    let time = HourOfWeek(seconds)
    return (time.hour, 24 + time.ofKind, 72 + time.ofWeek)
  }

  /// Takes in an observation relative to the level (a factor for counts, a difference for metrics).
  mutating func learn(_ value: Double, at seconds: Int64, neutral: Double) {
    let (hour, kind, week) = Self.indices(seconds)
    let today = Int32(clamping: seconds / 86_400)
    if today != day {
      day = today
      learnStrengths(neutral: Float(neutral))
    }
    let value = Float(value)
    if weights[kind] >= 1 {
      let residual = value - sums[kind] / weights[kind]
      noise = Self.keep * noise + residual * residual * weights[kind] / (weights[kind] + 1)
      noiseWeight = Self.keep * noiseWeight + 1
    }
    for cell in [hour, kind, week] {
      sums[cell] = Self.keep * sums[cell] + value
      weights[cell] = Self.keep * weights[cell] + 1
    }
  }

  /// What to expect at that time; `neutral` is 1 for factors and 0 for differences.
  func expectation(at seconds: Int64, neutral: Double) -> Double {
    let (hour, kind, week) = Self.indices(seconds)
    var value = Float(neutral)
    value = (sums[hour] + strengths[0] * value) / (weights[hour] + strengths[0])
    value = (sums[kind] + strengths[1] * value) / (weights[kind] + strengths[1])
    value = (sums[week] + strengths[2] * value) / (weights[week] + strengths[2])
    return Double(value)
  }

  /// How far each profile is shrunk to the wider one: σ² / τ², τ² being what its cells differ from the wider one's beyond σ² / n.
  private mutating func learnStrengths(neutral: Float) {
    // A day of them, or a cell's spread is a guess.
    guard noiseWeight >= 24 else { return }
    let variance = max(noise / noiseWeight, .leastNormalMagnitude)
    for (number, profile) in Self.profiles.enumerated() {
      var between: Float = 0
      var weight: Float = 0
      for cell in profile where weights[cell] >= 1 {
        let difference = sums[cell] / weights[cell] - wider(than: cell, neutral: neutral)
        between += weights[cell] * difference * difference - variance
        weight += weights[cell]
      }
      guard weight > 0 else { continue }
      let strength = between > 0 ? variance * weight / between : Self.strongest
      strengths[number] = min(max(strength, Self.weakest), Self.strongest)
    }
  }

  /// The mean of the wider profile at a cell's time.
  private func wider(than cell: Int, neutral: Float) -> Float {
    let parent: Int
    switch cell {
    case ..<24: return neutral
    case ..<72: parent = (cell - 24) % 24
    default:
      let (day, hour) = ((cell - 72) / 24, (cell - 72) % 24)
      parent = 24 + (day >= 5 ? 24 : 0) + hour
    }
    return weights[parent] > 0 ? sums[parent] / weights[parent] : neutral
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
    for number in 0..<3 { writer.write(strengths[number]) }
    writer.write(noise)
    writer.write(noiseWeight)
    writer.write(Int(day))
    for index in sums.indices {
      writer.write(sums[index])
      writer.write(weights[index])
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    for number in 0..<3 { strengths[number] = try reader.readFloat() }
    noise = try reader.readFloat()
    noiseWeight = try reader.readFloat()
    day = Int32(clamping: try reader.readInt())
    for index in sums.indices {
      sums[index] = try reader.readFloat()
      weights[index] = try reader.readFloat()
    }
  }
}
