import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// A key's spikes, and whether they come every day or every week at their hour (a backup each night, a scan on Wednesdays), or
/// at any hour, but again and again (a deployment).
///
/// The shape of a week (`WeekShape`) learns by averages, cautiously: it takes months for what happens in one hour of 168, and
/// weeks for a night's hour that is a thousand times the day. Here every spike is remembered, and of a new one it is
/// asked on how many of the last days, or weeks, the like of it came at this hour.
///
/// - Input: values that were a surprise on their high side (``leastSurprisal``), when they came, and what was expected.
/// - Output: the surprisal that is left of a value, in nats; none before the third of its kind.
/// - State: 16 bytes an hour with a spike, at most ``most`` of the last eight weeks; a key without spikes has none.
/// - Not for: months and their last Fridays.
///
/// ## Source
/// Two hypotheses by their Bayes factor (Kass & Raftery 1995, doi:10.1080/01621459.1995.10476572): an hour of the day, or of
/// the week, whose spikes come with probability θ a period, or spikes that fall anywhere at the rate at which they came. With
/// h of n periods, and θ = (h + 1) / (n + 2) (Laplace's rule of succession): p = P(regular) · θ · (h₊ + 1) / (h + 2), where h₊
/// of the h were at least as high. Spikes on at least ``leastDays`` days of more than a week that keep no hour have a
/// rate: p = (h + ½) / (n + 1) (Jeffreys' prior 1946), n being all buckets since the first, h those with nearly as much.
public struct RegularSpikes: StateCodable, Sendable {
  /// What is less of a surprise is no spike, in nats.
  public static let leastSurprisal = 4.0
  static let most = 64
  /// How far back it looks, in periods. What comes on Wednesdays is no habit of Thursdays: days are those of one week.
  static let periods = [Period(seconds: day, most: 7), Period(seconds: week, most: mostWeeks)]
  static let mostWeeks = 8
  /// What came on fewer days, or within a week, may have been one cause.
  static let leastDays = 3
  /// What rises so far of a value's way is as high.
  static let alike = 0.8
  /// Of a key's spikes, before any came twice.
  static let prior = 0.02
  static let day: Int64 = 86_400
  static let week: Int64 = 7 * day
  /// A clock that is set by daylight saving moves so far.
  static let tolerance = hour
  static let hour: Int64 = 3600

  struct Period: Sendable {
    var seconds: Int64
    var most: Int
  }

  /// The highest of an hour.
  private struct Spike {
    /// Of the hour's first, in seconds.
    var time: Int64
    var value: Double
  }

  /// The oldest first.
  private var spikes: [Spike] = []

  public init() {}

  public var heapBytes: Int { TableBytes.array(spikes.count, element: 16) }

  /// Remembers a spike.
  ///
  /// - Precondition: none that came later was noted.
  public mutating func note(_ value: Double, at seconds: Int64) {
    let oldest = seconds - Self.week * Int64(Self.mostWeeks) - Self.tolerance
    spikes.removeAll { $0.time < oldest }
    if let last = spikes.last, seconds - last.time < Self.hour {
      spikes[spikes.count - 1].value = max(last.value, value)
      return
    }
    if spikes.count == Self.most { spikes.removeFirst() }
    spikes.append(Spike(time: seconds, value: value))
  }

  /// What is left of the surprise of a value; nil where fewer than two days or weeks had the like of it at this hour.
  ///
  /// - Parameter expected: by the model of the key: a spike is like another that rises at least half as far above it.
  public func surprisal(
    of value: Double, expected: Double, at seconds: Int64, bucketSeconds: Int64
  ) -> Double? {
    guard spikes.count >= 2 else { return nil }
    let like = spikes.filter { $0.value - expected >= (value - expected) / 2 }
    return Self.periods.compactMap { period in
      // A bucket of a day has no hour.
      period.seconds <= bucketSeconds
        ? nil : surprisal(of: value, every: period, like, at: seconds, bucketSeconds: bucketSeconds)
    }.min()
  }

  /// What is left of the surprise of a value where the like of it comes at any hour, but again and again; nil where it
  /// does not.
  ///
  /// - Parameter expected: as of ``surprisal(of:expected:at:bucketSeconds:)``.
  public func surprisalAtAnyHour(
    of value: Double, expected: Double, at seconds: Int64, bucketSeconds: Int64
  ) -> Double? {
    let like = spikes.filter { $0.value - expected >= Self.alike * (value - expected) }
    let earlier = like.filter { seconds - $0.time >= Self.day }
    guard let first = earlier.first, seconds - first.time >= Self.week, !Self.keepsHour(earlier) else {
      return nil
    }
    let hits = Double(like.count)
    let buckets = Double((seconds - spikes[0].time) / bucketSeconds)
    return -log((hits + 0.5) / (max(buckets, hits) + 1))
  }

  /// Whether more than two thirds of the days with spikes have one within an hour of the same hour, or the days are too few to
  /// say.
  private static func keepsHour(_ spikes: [Spike]) -> Bool {
    let days = Set(spikes.map { $0.time / day }).count
    guard days >= leastDays else { return true }
    let hours: Range<Int64> = 0..<24
    return hours.contains { clock in
      let near = spikes.filter { spike -> Bool in
        let later = spike.time % day / hour - clock
        return (later + 25) % 24 <= 2
      }
      return 3 * Set(near.map { $0.time / day }).count > 2 * days
    }
  }

  /// - Parameter like: spikes that are like the value.
  private func surprisal(
    of value: Double, every period: Period, _ like: [Spike], at seconds: Int64, bucketSeconds: Int64
  ) -> Double? {
    guard let first = spikes.first else { return nil }
    let count = min(period.most, Int((seconds - first.time + Self.tolerance) / period.seconds))
    guard count >= 2 else { return nil }
    var hits = 0.0
    var higher = 0.0
    for back in 1...count {
      let slot = seconds - Int64(back) * period.seconds
      let there = like.filter { abs($0.time - slot) <= Self.tolerance }.map(\.value).max()
      guard let there else { continue }
      hits += 1
      if there >= value { higher += 1 }
    }
    guard hits >= 2 else { return nil }
    let chance = chance(until: seconds, since: first.time, bucketSeconds: bucketSeconds)
    let rate = (hits + 1) / (Double(count) + 2)
    // The first of its kind says when, not whether, it comes again.
    let odds =
      log(Self.prior / (1 - Self.prior)) + (hits - 1) * log(rate / chance)
      + (Double(count) - hits) * log((1 - rate) / (1 - chance))
    let isRegular = 1 / (1 + exp(-odds))
    return -log(isRegular * rate * (higher + 1) / (hits + 2))
  }

  /// That a spike falls by chance where one is looked for.
  private func chance(until seconds: Int64, since first: Int64, bucketSeconds: Int64) -> Double {
    let unit = max(Self.hour, bucketSeconds)
    let units = max(1, Double(seconds - first) / Double(unit))
    return min(0.5, Double(1 + 2 * (Self.tolerance / unit)) * Double(spikes.count) / units)
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(spikes.count)
    for spike in spikes {
      writer.write(Int(spike.time))
      writer.write(spike.value)
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    for _ in 0..<(try reader.readCount(least: 2)) {
      spikes.append(Spike(time: Int64(try reader.readInt()), value: try reader.readDouble()))
    }
    guard spikes.count <= Self.most else { throw .damaged }
  }
}
