import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// How long a detector saw nothing although its source was heard: what its first event of all is worth.
///
/// Use where a detector has no past of its own to judge by: what never happened in all the time that somebody watched.
/// Not for a source that is new itself, nor for the first days of a hunt, when everything is a first.
///
/// ## Source
/// No event in a time H of watching: by Jeffreys' prior (1946) the rate to be expected is ½ / H, so T = 2 H. A detector wakes
/// once, so it keeps that promise whatever its rate. On a day when detectors keep waking (a new kind of log, a patch
/// day) one more is no wonder; with m causes of that beyond a few:
///
///     T = 2 H / max(1, m + 1)²
public struct Silence: Sendable, Hashable {
  /// So many causes are no wave.
  public static let few = 8

  /// H.
  public var seconds: Double
  /// About how many other causes woke detectors within a day: those that woke in one hour have perhaps one, unless they
  /// are many.
  public var others: Int

  public init(seconds: Double, others: Int) {
    self.seconds = seconds
    self.others = others
  }

  /// T, in seconds.
  public var returnPeriodSeconds: Double {
    let wave = Double(max(1, others - Self.few + 1))
    return 2 * seconds / (wave * wave)
  }

  /// Of an event in a bucket, in nats.
  public func surprisal(bucketSeconds: Int64) -> Double { max(0, log(2 * seconds / Double(bucketSeconds))) }

  /// Decided by `silence`: neither model nor calibration has anything to say. Every bucket was a look.
  public func verdict(bucketSeconds: Int64) -> Calibration.Verdict {
    let period = returnPeriodSeconds
    return Calibration.Verdict(
      seconds: period, uncapped: period, model: 2 * seconds, empirical: period,
      historyLimit: Calibration.historyFactor * seconds,
      looksPerDay: ReturnPeriod.day / Double(bucketSeconds), decidedBy: "silence", least: ReturnPeriod.hour)
  }
}
