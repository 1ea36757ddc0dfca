import HarrierDetectors

/// The length of a bucket that suits the data, and why.
///
/// A number needs buckets with enough events for its own noise to be small beside it: the shortest length at which
/// the counts of a typical key vary by at most half their mean from one bucket to the next. What is about presence
/// (rarity, hours, places) needs a key to be there: the shortest length, fifteen minutes at least, at which a
/// typical key has events in half of the buckets. Call-backs need a day. "Typical" is the key of the median event.
///
/// At least twenty buckets must fit into the time that was looked at, as long as five minutes allow it.
///
/// ## Source
/// Variation from one bucket to the next, so that days and nights do not count as noise: the mean square successive
/// difference, J. von Neumann et al., Annals of Mathematical Statistics 12(2), 1941, doi:10.1214/aoms/1177731746.
/// The half is ours: a doubling then stands two deviations off.
public struct BucketChoice: Sendable, Hashable {
  public var seconds: Int64
  /// Such as `a typical key has 12 events in a bucket`.
  public var reason: String

  /// What is chosen from: parts of a day that people know.
  public static let ladder: [Int64] = [300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400]
  /// Where nothing is known.
  public static let fallback: Int64 = 900
  private static let mostVariation = 0.5
  private static let leastPresence = 0.5
  private static let leastBuckets: Int64 = 20

  /// - Returns: nil where there is no key to go by.
  static func make(_ density: KeyDensity, covered: Range<Int64>, for expectation: Expectation)
    -> BucketChoice?
  {
    if expectation == .regularity {
      return BucketChoice(seconds: 86_400, reason: "call-backs need a day to show their rhythm")
    }
    let isPresence = [.rarity, .hoursOfDay, .hoursOfWeek, .whereabouts].contains(expectation)
    let span = covered.upperBound - covered.lowerBound
    let allowed = ladder.filter { length in
      length == ladder[0] || (length * leastBuckets <= span && (!isPresence || length >= fallback))
    }
    let candidates = isPresence && allowed.count > 1 ? Array(allowed.dropFirst()) : allowed
    var last: BucketChoice?
    for length in candidates {
      let series = density.series(seconds: length, covered: covered).filter { $0.events > 0 }
      guard let typical = median(series.map { (Double($0.events) / Double($0.counts.count), $0.events) })
      else { return nil }
      let measure = median(
        series.map { (isPresence ? presence($0.counts) : variation($0.counts), $0.events) })
      let isEnough = isPresence ? measure! >= leastPresence : measure! <= mostVariation
      let choice = BucketChoice(seconds: length, reason: reason(typical, measure!, isPresence, isEnough))
      if isEnough { return choice }
      last = choice
    }
    return last
  }

  private static func reason(_ typical: Double, _ measure: Double, _ isPresence: Bool, _ isEnough: Bool)
    -> String
  {
    let events = typical >= 10 ? "\(Int(typical.rounded()))" : "\((typical * 10).rounded() / 10)"
    let share = "\(Int((measure * 100).rounded())) %"
    let what =
      isPresence
      ? "a typical key is there in \(share) of the buckets"
      : "a typical key has \(events) events a bucket, give or take \(share)"
    return isEnough ? what : what + "; longer ones do not fit twenty times into the data"
  }

  /// Share of the buckets that have events.
  private static func presence(_ counts: [Int]) -> Double {
    Double(counts.count { $0 > 0 }) / Double(counts.count)
  }

  /// √(Σ (cᵢ₊₁ − cᵢ)² / 2(n − 1)) over the mean.
  private static func variation(_ counts: [Int]) -> Double {
    guard counts.count > 1 else { return 0 }
    let mean = Double(counts.reduce(0, +)) / Double(counts.count)
    let squares = zip(counts, counts.dropFirst()).reduce(0.0) { sum, pair in
      sum + Double((pair.1 - pair.0) * (pair.1 - pair.0))
    }
    return (squares / Double(2 * (counts.count - 1))).squareRoot() / max(mean, 1e-9)
  }

  /// The value at which half of the events are reached.
  private static func median(_ values: [(value: Double, events: Int)]) -> Double? {
    let sorted = values.sorted { $0.value < $1.value }
    let half = sorted.reduce(0) { $0 + $1.events }
    var seen = 0
    for value in sorted {
      seen += value.events
      if 2 * seen >= half { return value.value }
    }
    return nil
  }
}
