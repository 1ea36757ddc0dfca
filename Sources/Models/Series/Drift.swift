import HarrierStatistics

/// How far a level lags behind what it follows: the mean of what a week left over, day by day.
///
/// A level that remembers three days stands three days behind a steady rise, and three days' rise every three days is where the rise goes. A day
/// is one observation, as the hours of a day err together; and it is compared with the same day a week ago, as weekends err
/// together too.
///
/// - Input: what is left over of a bucket's value beyond level and shape of the week, clipped; and what it is relative to.
/// - Output: a difference (metrics) or a share of the level (counts); 0 where it could be chance, and for the first two weeks.
/// - State: 40 bytes a key, and 76 in the heap; saved for keys that have a shape.
/// - Not for: a step, of which the level knows in a few days (``ChangeWatch``).
///
/// ## Source
/// Brown (1959), Statistical Forecasting for Inventory Control: double smoothing, forecast S′ + (S′ − S″)(1 + α m / (1 − α)). Differs: S″ is a
/// mean of seven days; shrunk by James & Stein (1961), 1 − 4 s² / d², so that noise is no trend.
struct Drift: StateCodable {
  /// Of today.
  private var sum: Float = 0
  private var size: Float = 0
  private var day: Int32 = .min
  /// The last of each day of the week, Thursday first; not a number before there was one.
  private var week: [Float] = []
  /// Σ of squared differences of a day and that of the week before, and their number, forgetting.
  private var squares: Float = 0
  private var weight: Float = 0
  /// Squared standard error of the mean of a week.
  private var doubt: Float = 0
  /// That mean, be it chance: what a week's shape must not take for its own.
  private(set) var measured: Float = 0
  /// What to add to what is expected: of the week, and no more than the last three days bear out, or a step would be a trend until it is a week old.
  private(set) var lag: Float = 0

  /// Of the week.
  static let byteCount = TableBytes.block(7 * 4)
  /// A difference forgets those before it: seven of them in all.
  private static let keep: Float = 1 - 1.0 / 7
  /// Weight of five differences: fewer say nothing of chance.
  private static let leastWeight: Float = 3.7
  /// Standard errors that are no trend.
  private static let chance: Float = 2

  init() {}

  /// Takes in what a bucket left over, relative to `size`.
  mutating func learn(_ rest: Double, of size: Double, at seconds: Int64) {
    let today = Int32(clamping: seconds / 86_400)
    if today != day { close(today) }
    sum += Float(rest)
    self.size += Float(size)
  }

  private mutating func close(_ today: Int32) {
    if size > 0 { note(sum / size) }
    (day, sum, size) = (today, 0, 0)
    if !week.isEmpty { weigh() }
  }

  private mutating func note(_ last: Float) {
    if week.isEmpty { week = [Float](repeating: .nan, count: 7) }
    let place = place(of: day)
    let before = week[place]
    week[place] = last
    guard !before.isNaN else { return }
    squares = Self.keep * squares + (last - before) * (last - before)
    weight = Self.keep * weight + 1
  }

  /// What the days say together: once a day, for it is asked for every bucket.
  private mutating func weigh() {
    let mean = mean(of: 0..<7)
    // (x − y)² is twice the variance of a day, and a mean is of seven.
    doubt = squares / max(weight, 1) / 2 / 7
    measured = mean
    guard weight >= Self.leastWeight else { return lag = 0 }
    let chance = Self.chance * Self.chance * doubt
    let shrunk = mean * max(0, 1 - chance / max(mean * mean, .leastNormalMagnitude))
    let recent = self.mean(of: (1...3).map { place(of: day &- $0) })
    lag = shrunk > 0 ? max(0, min(shrunk, recent)) : min(0, max(shrunk, recent))
  }

  private func mean(of places: some Sequence<Int>) -> Float {
    var (total, days) = (Float(0), Float(0))
    for place in places where !week[place].isNaN {
      total += week[place]
      days += 1
    }
    return days > 0 ? total / days : 0
  }

  private func place(of day: Int32) -> Int { Int((day % 7 + 7) % 7) }

  /// How much further it goes in so many seconds, and the variance of that.
  func course(ahead seconds: Double, memory: Double) -> (step: Double, variance: Double) {
    let lags = seconds / memory
    return lag == 0 ? (0, 0) : (Double(lag) * lags, Double(doubt) * lags * lags)
  }

  func encode(to writer: inout StateWriter) {
    for value in [sum, size, squares, weight] { writer.write(value) }
    writer.write(Int(day))
    writer.write(week.count)
    for value in week { writer.write(value) }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    sum = try reader.readFloat()
    size = try reader.readFloat()
    squares = try reader.readFloat()
    weight = try reader.readFloat()
    day = Int32(clamping: try reader.readInt())
    let days = try reader.readCount(least: 4)
    guard days == 0 || days == 7 else { throw .damaged }
    for _ in 0..<days { week.append(try reader.readFloat()) }
    if days > 0 { weigh() }
  }
}
