import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// How long a detector saw nothing, or next to nothing, although its source was heard: what its first event of all is worth,
/// and a key that is new to it on one of its first days.
///
/// Use where a detector has no past of its own to judge by: what never happened in all the time that somebody watched, or on
/// a few days of it. Not for a source that is new itself, nor for the first days of a hunt, when everything is a first.
///
/// ## Source
/// n days with events in a time H of watching: by Jeffreys' prior (1946) the rate to be expected is (n + ½) / H, so
/// T = H / (n + ½), and 2 H for the first event of all. A key that is new comes no more often than events do. On a day when
/// detectors keep waking (a new kind of log, a patch day) one more is no wonder; with m causes of that beyond a few:
///
///     T = H / (n + ½) / max(1, m + 1)²
public struct Silence: Sendable, Hashable {
  /// So many causes are no wave.
  public static let few = 8

  /// H.
  public var seconds: Double
  /// About how many other causes woke detectors within a day: those that woke in one hour have perhaps one, unless they
  /// are many.
  public var others: Int
  /// n: days on which it saw something; in hindsight all but the one that is judged.
  public var days: Int

  public init(seconds: Double, others: Int, days: Int = 0) {
    self.seconds = seconds
    self.others = others
    self.days = days
  }

  /// What one more day with events takes, in the mean.
  private var usual: Double { seconds / (Double(days) + 0.5) }

  /// T, in seconds.
  public var returnPeriodSeconds: Double {
    let wave = Double(max(1, others - Self.few + 1))
    return usual / (wave * wave)
  }

  /// Of an event in a bucket, in nats.
  public func surprisal(bucketSeconds: Int64) -> Double { max(0, log(usual / Double(bucketSeconds))) }

  /// Decided by `silence`: neither model nor calibration has anything to say. Every bucket was a look.
  public func verdict(bucketSeconds: Int64) -> Calibration.Verdict {
    let period = returnPeriodSeconds
    return Calibration.Verdict(
      seconds: period, uncapped: period, model: usual, empirical: period,
      historyLimit: Calibration.historyFactor * seconds,
      looksPerDay: ReturnPeriod.day / Double(bucketSeconds), decidedBy: "silence", least: ReturnPeriod.hour)
  }
}
