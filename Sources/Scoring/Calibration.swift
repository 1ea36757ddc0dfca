import HarrierModels
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// What surprisal is usual for a detector: from the surprisal of a look to a return period.
///
/// Keeps how often each surprisal came up (a histogram, forgotten on event time) and the rate of looks.
/// The tail above a high quantile is exponential, and what is asked of it is the Bayesian *predictive*
/// tail, which is heavy while data are few.
///
/// - State: 2 KB a detector.
///
/// ## Source
/// Peaks over threshold: Siffer et al., KDD 2017. Predictive tail of an exponential excess with n exceedances and
/// summed excess E: P(excess > s) = (1 + s / (E + 1))^−(n + 1).
public struct Calibration: Sendable, StateCodable {
  static let binWidth = 0.25
  static let bins = 240
  /// An excess beyond this moves the tail as if it stood here: one intrusion must not blind the next.
  static let mostExcess = 30.0
  static let halfLifeSeconds: Int64 = 14 * 86_400
  /// The longest period that a history supports, in histories.
  public static let historyFactor = 30.0

  /// How much longer than the model's a period of numbers may be where the detector's own past says so, once that
  /// past is a month; a day of it allows for nothing. A model whose spread or tail is too wide for the data is
  /// sharpened, one that has seen only trifles does not shout. (Without it `high_sum` over members never scored 50 in
  /// 300 quiet days: `calibration`, the table of quiet worlds.)
  public static let mostSharpening = 30.0

  /// Calendar time that a bucket with looks stands for, in buckets: nights and weekends belong to a week.
  static let calendarFactor = 4.0

  /// A silence counts as no longer than this: nights, weekends and holidays belong to what is usual, a year without logs
  /// does not say that looks come once a year.
  static let longestSilence: Int64 = 7 * 86_400

  private var counts = [Double](repeating: 0, count: bins)
  private var looks = 0.0
  /// Days with a look in the last bin, forgotten as looks are, and the bucket that the last of them began with.
  private var openDays = 0.0
  private var openDay: Int64?
  private var inflation: Inflation?
  private var start: Int64 = 0
  private var last: Int64 = 0
  /// Buckets with looks.
  private var active: Int64 = 0
  /// Buckets of the calendar that never were: what comes after them counts as if it came so much earlier.
  private var skipped: Int64 = 0
  private let bucketSeconds: Int64
  /// The most that a period may be longer than the model's: 1 where the model has the last word.
  private let sharpening: Double

  public init(bucketSeconds: Int64, sharpening: Double = 1) {
    self.bucketSeconds = bucketSeconds
    self.sharpening = sharpening
  }

  /// Passes over a time that is not part of the history: nothing is forgotten in it, and no look is missed.
  ///
  /// Use where a past is moved on the calendar (hindsight). Not for silence: of that a week is part of the history, and the
  /// rest is passed over here.
  public mutating func skip(buckets: Int64) { skipped += buckets }

  public struct Verdict: Sendable {
    public var seconds: Double
    public var uncapped: Double
    public var model: Double
    public var empirical: Double
    public var historyLimit: Double
    public var looksPerDay: Double
    public var decidedBy: String
    /// Return periods below this are everyday, and make no record: an hour, or a tenth of a shorter history; and what half of
    /// all looks are.
    public var least: Double
  }

  /// A bucket without what was passed over before it.
  private func place(of bucket: Int64) -> Int64 {
    let place = bucket - skipped
    if inflation == nil { return place }
    return min(place, last + max(1, Self.longestSilence / bucketSeconds))
  }

  /// Buckets since the first look, in seconds, the present one not counted.
  private func history(at place: Int64) -> Double {
    inflation == nil ? 0 : Double((place - start) * bucketSeconds)
  }

  /// The return period of such a surprisal, by what was known before this bucket.
  public func verdict(surprisal: Double, bucket: Int64) -> Verdict {
    let place = place(of: bucket)
    // Two years of calendar with six buckets of logs are a history of hours: silence teaches nothing.
    let history = min(history(at: place), Self.calendarFactor * Double(active * bucketSeconds))
    let limit = max(1, Self.historyFactor * history)
    guard history > 0, looks > 0 else {
      return Verdict(
        seconds: 1, uncapped: 1, model: 1, empirical: 1, historyLimit: limit, looksPerDay: 0,
        decidedBy: "history", least: .infinity)
    }
    let perSecond = looks / discountedSeconds(at: place)
    let model = exp(min(600, surprisal)) / perSecond
    let empirical = exp(min(600, -logTail(surprisal))) / perSecond
    let uncapped = min(model * min(sharpening, max(1, history / ReturnPeriod.day)), empirical)
    let seconds = ReturnPeriod.supported(uncapped, by: limit)
    return Verdict(
      seconds: seconds, uncapped: uncapped, model: model, empirical: empirical, historyLimit: limit,
      looksPerDay: perSecond * 86_400,
      decidedBy: uncapped > limit ? "history" : uncapped == empirical ? "calibration" : "model",
      least: max(min(3600, history / 10), 2 / perSecond))
  }

  /// Seconds since the start, forgotten like the looks are.
  private func discountedSeconds(at place: Int64) -> Double {
    let halfLife = Double(Self.halfLifeSeconds)
    let unit = inflation?.unit(at: place) ?? 1
    let age = history(at: place)
    // ∫ of the weight 2^(−t / halfLife) over the age
    let discounted = halfLife / log(2) * -expm1(-log(2) * age / halfLife)
    return discounted * unit
  }

  /// ln P(surprisal of a look ≥ s).
  func logTail(_ surprisal: Double) -> Double {
    let unit = inflation?.unit(at: last) ?? 1
    let total = looks / unit
    // Enough exceedances for a tail, few enough to be a tail.
    let wanted = min(max(0.002 * total, 10), 20)
    var above = 0.0
    var bin = Self.bins - 1
    while bin > 0 {
      let next = above + counts[bin] / unit
      // The last bin has no upper end: however many lie in it, they are a tail.
      if next > wanted, bin < Self.bins - 1 { break }
      above = next
      bin -= 1
    }
    let threshold = Double(bin + 1) * Self.binWidth
    guard surprisal > threshold else { return log(share(from: surprisal, unit: unit, total: total)) }
    var excess = 0.0
    for index in (bin + 1)..<max(bin + 1, Self.bins) {
      let middle =
        index == Self.bins - 1 ? Self.mostExcess : (Double(index) + 0.5) * Self.binWidth - threshold
      excess += counts[index] / unit * min(middle, Self.mostExcess)
    }
    // The share above the threshold, with half an exceedance for what was never seen.
    let share = min(1, (above + 0.5) / (total + 0.5))
    let tail = log(share) - (above + 1) * log1p(Self.counted(surprisal - threshold) / (excess + 1))
    guard surprisal >= Double(Self.bins - 1) * Self.binWidth else { return tail }
    return max(tail, openBin(unit: unit, total: total))
  }

  /// ln of how often the last bin is beyond doubt: in it all looks are alike, and what fell into it forty times is no wonder,
  /// however far it went. Looks count with two standard errors, for one intrusion is many of them; the days that had any with
  /// one, for it is a day or two.
  private func openBin(unit: Double, total: Double) -> Double {
    let (looks, days) = (counts[Self.bins - 1] / unit, openDays / unit)
    let least = max(looks - 2 * looks.squareRoot(), days - days.squareRoot())
    return least > 0 ? log(least / total) : -.infinity
  }

  /// An excess as the tail counts it: what is learnt at ``mostExcess`` is judged there too, or a spike that comes every
  /// day would stay a wonder. A hundredth of each further e-fold keeps the order.
  private static func counted(_ excess: Double) -> Double {
    excess <= mostExcess ? excess : mostExcess * (1 + 0.01 * log(excess / mostExcess))
  }

  private func share(from surprisal: Double, unit: Double, total: Double) -> Double {
    let from = min(Self.bins - 1, max(0, Int(surprisal / Self.binWidth)))
    let above = counts[from...].reduce(0, +) / unit
    return min(1, (above + 0.5) / (total + 0.5))
  }

  /// Takes in the looks of a closed bucket.
  ///
  /// - Parameter wasActive: whether the bucket is history even without a look: somebody watched.
  public mutating func learn(_ surprisals: [Double], bucket: Int64, wasActive: Bool = false) {
    let place = place(of: bucket)
    skipped = bucket - place
    if inflation == nil {
      inflation = Inflation(halfLifeBuckets: Self.halfLifeSeconds / bucketSeconds, epoch: place)
      start = place
    }
    if inflation!.rescales(at: place) {
      for index in counts.indices { counts[index] *= Inflation.rescaleFactor }
      looks *= Inflation.rescaleFactor
      openDays *= Inflation.rescaleFactor
    }
    let unit = inflation!.unit(at: place)
    for surprisal in surprisals {
      let bin = min(Self.bins - 1, max(0, Int(min(surprisal, 1e6) / Self.binWidth)))
      counts[bin] += unit
      looks += unit
      if bin == Self.bins - 1 { noteOpenDay(place, unit) }
    }
    last = place
    if wasActive || !surprisals.isEmpty { active += 1 }
  }

  private mutating func noteOpenDay(_ place: Int64, _ unit: Double) {
    if let openDay, (place - openDay) * bucketSeconds < 86_400 { return }
    openDay = place
    openDays += unit
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(Int(bucketSeconds))
    writer.write(sharpening)
    writer.write(inflation == nil ? 0 : 1)
    inflation?.encode(to: &writer)
    writer.write(Int(start))
    writer.write(Int(last))
    writer.write(Int(skipped))
    writer.write(Int(active))
    writer.write(looks)
    writer.write(openDays)
    writer.write(openDay == nil ? 0 : 1)
    writer.write(Int(openDay ?? 0))
    let used = counts.enumerated().filter { $0.element != 0 }
    writer.write(used.count)
    for (bin, count) in used {
      writer.write(bin)
      writer.write(count)
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    bucketSeconds = Int64(try reader.readInt())
    guard bucketSeconds > 0 else { throw .damaged }
    sharpening = try reader.readDouble()
    if try reader.readInt() == 1 { inflation = try Inflation(from: &reader) }
    start = Int64(try reader.readInt())
    last = Int64(try reader.readInt())
    skipped = Int64(try reader.readInt())
    active = Int64(try reader.readInt())
    looks = try reader.readDouble()
    openDays = try reader.readDouble()
    let hasOpenDay = try reader.readInt() == 1
    let day = Int64(try reader.readInt())
    openDay = hasOpenDay ? day : nil
    for _ in 0..<(try reader.readCount(least: 9)) {
      let bin = try reader.readInt()
      guard counts.indices.contains(bin) else { throw .damaged }
      counts[bin] = try reader.readDouble()
    }
  }
}
