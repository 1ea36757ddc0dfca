import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// How much a sequence of contacts looks like a clock: regular gaps, sizes that hardly vary, all through the period.
///
/// - Input: distinct times, ascending, and quartiles of the sizes where these are known.
/// - Output: ``score`` in `0..<1`; nil for fewer than ``leastTimes`` contacts, or contacts too close together to tell
///   their gaps.
///
/// ## Source
/// The idea of RITA (Active Countermeasures): Bowley's skewness (Bowley, *Elements of Statistics*, 1901) and the median
/// absolute deviation of gaps and of sizes, and the part of the day that is covered. Differs: parts are joined by a
/// geometric mean, as a clock has all of them; a handful of gaps proves less than hundreds; and a clock that stood
/// still for most of its time is none.
public struct Regularity: Sendable {
  public static let leastTimes = 6
  /// Gaps' worth of doubt.
  static let doubt = 5.0

  /// In seconds.
  public private(set) var interval: Double
  /// Median absolute deviation of the gaps, in seconds.
  public private(set) var deviation: Double
  public private(set) var contacts: Int
  /// Share of the period's parts that have a contact, 0…1.
  public private(set) var coverage: Double
  /// Share of the time from the first contact to the last that gaps of ``interval`` account for, 0…1.
  public private(set) var filled: Double
  public private(set) var score: Double
  /// Surprisal of gaps so even where contacts come by chance (a Poisson process), in nats.
  public private(set) var evenness: Double

  /// Quartiles and median absolute deviation of a quantity.
  public struct Spread: Sendable {
    public var quartiles: [Double]
    public var deviation: Double
    public init(quartiles: [Double], deviation: Double) {
      self.quartiles = quartiles
      self.deviation = deviation
    }

    /// 1 for values that are all alike, towards 0 for a broad or lopsided spread.
    var evenness: Double {
      // Bowley: (Q1 + Q3 − 2 Q2) / (Q3 − Q1)
      let range = quartiles[2] - quartiles[0]
      // A range of a few percent has no shape worth speaking of.
      let skew =
        range > 0.05 * abs(quartiles[1]) ? abs((quartiles[0] + quartiles[2] - 2 * quartiles[1]) / range) : 0
      let spread = quartiles[1] > 0 ? min(1, deviation / quartiles[1]) : deviation > 0 ? 1 : 0
      return (1 - skew + 1 - spread) / 2
    }
  }

  /// - Parameters:
  ///   - times: of the contacts, in seconds since the epoch, distinct and ascending.
  ///   - slotSeconds: the times' resolution.
  ///   - period: the bucket, in seconds since the epoch.
  ///   - sizes: of the contacts, where they are known.
  public init?(times: [Int64], slotSeconds: Int64, period: Range<Int64>, sizes: Spread?) {
    guard times.count >= Self.leastTimes else { return nil }
    let gaps = zip(times.dropFirst(), times).map { Double($0 - $1) }.sorted()
    let quartiles = [0.25, 0.5, 0.75].map { gaps[Int($0 * Double(gaps.count - 1))] }
    // A steady stream fills every slot, which is no rhythm.
    guard quartiles[1] >= 2 * Double(slotSeconds) else { return nil }
    let distances = gaps.map { abs($0 - quartiles[1]) }.sorted()
    let spread = Spread(quartiles: quartiles, deviation: distances[(distances.count - 1) / 2])
    interval = quartiles[1]
    deviation = spread.deviation
    contacts = times.count
    let coverage = Self.coverage(times, period)
    self.coverage = coverage
    let count = Double(gaps.count)
    evenness = Self.evenness(gaps: gaps.count, deviation: deviation / interval)
    let filled = min(1, count * quartiles[1] / Double(times[times.count - 1] - times[0]))
    self.filled = filled
    let parts =
      sizes.map { pow(spread.evenness, 0.5) * pow(coverage, 0.25) * pow($0.evenness, 0.25) }
      ?? pow(spread.evenness, 2.0 / 3) * pow(coverage, 1.0 / 3)
    // A median is blind to what less than half of the gaps do: two volleys a day are regular by it.
    score = min(0.999, parts * filled * count / (count + Self.doubt))
  }

  /// Half of the gaps are within the median absolute deviation of the median, by its definition. How likely is it that so
  /// many of n exponential gaps are, the median itself not counted? With r the deviation in medians, a gap is there with
  /// q = 2^−(1 − r) − 2^−(1 + r).
  private static func evenness(gaps: Int, deviation r: Double) -> Double {
    let q = exp2(-max(0, 1 - r)) - exp2(-(1 + r))
    guard q > 0 else { return 700 }
    let half = Double((gaps - 1) / 2)
    // P(Bin(n, q) ≥ k) = I_q(k, n − k + 1)
    return max(0, -Tails.logIncompleteBeta(half, Double(gaps) - half, x: q, y: 1 - q))
  }

  /// Of as many equal parts as there are contacts, 24 at most.
  private static func coverage(_ times: [Int64], _ period: Range<Int64>) -> Double {
    let parts = min(24, times.count)
    let length = Double(period.upperBound - period.lowerBound)
    let covered = Set(times.map { Int(Double($0 - period.lowerBound) / length * Double(parts)) })
    return Double(covered.count) / Double(parts)
  }
}
