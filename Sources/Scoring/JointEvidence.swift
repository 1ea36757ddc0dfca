import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// What records that tell of one thing are worth together: how rarely all of them would meet by chance.
///
/// Use to put rows of several records in order. The score of a record is the promise of its detector alone, and with
/// hundreds of detectors each day has a record that comes once in a year; that several of them speak of one host in one
/// hour is what chance hardly ever does.
///
/// Fisher's sum of logarithms (1932), halved beyond the rarest, for detectors that see the same events are not
/// independent (Brown 1975 scales the sum by the tests' covariance; here the half is measured):
///
///     ln T = ln T₁ + ½ Σ ln (Tₖ / day), over k > 1 with Tₖ > 1 day
///
/// A sum over causes, not over records: everything that is high for one host in one hour is one (the greatest
/// counts), so is everything that is low, and so is everything that says only that somebody is new. Values that are rare
/// are a cause for each job.
///
/// What no history can support is not promised: beyond the longest of the records' history limits T hardly grows
/// (``HarrierStatistics/ReturnPeriod/supported(_:by:)``).
public struct JointEvidence: Sendable, Hashable {
  /// ln T of T in seconds, not held by the history: for order.
  public let logarithm: Double
  /// T in seconds, held by the history, and at least T₁: for the score.
  public let returnPeriodSeconds: Double

  /// The share of what each cause beyond the rarest adds.
  public static let share = 0.5

  /// 0…100: of ``returnPeriodSeconds``, and that of the strangest record where it stands alone.
  public let score: Double

  public init(of records: some Sequence<Record>) {
    var periods: [String: Double] = [:]
    var limit = 0.0
    var best = 0.0
    for record in records {
      periods[Self.cause(of: record), default: 0].raise(to: record.returnPeriodSeconds)
      limit.raise(to: record.explanation.historyLimit)
      best.raise(to: record.recordScore)
    }
    let sorted = periods.values.sorted(by: >)
    let first = max(sorted.first ?? 0, 1)
    let others = sorted.dropFirst().filter { $0 > ReturnPeriod.day }
    logarithm = others.reduce(log(first)) { $0 + Self.share * log($1 / ReturnPeriod.day) }
    let joint = others.isEmpty ? first : exp(min(logarithm, 700))
    returnPeriodSeconds = max(first, limit > 0 ? ReturnPeriod.supported(joint, by: limit) : joint)
    score = others.isEmpty ? best : max(best, ReturnPeriod.score(seconds: returnPeriodSeconds))
  }

  private static func cause(of record: Record) -> String {
    let type = record.explanation.anomalyType
    return type == "new value" || type == "rare value" ? "value \(record.jobID)" : type
  }
}

extension Double {
  fileprivate mutating func raise(to other: Double) { self = Swift.max(self, other) }
}
