import HarrierEvents
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// What records that tell of one thing are worth together: how rarely all of them would meet by chance.
///
/// Use to put rows of several records in order, and for the ``Standing`` of the record that leads one. The period of a record
/// is the promise of its detector alone, and with hundreds of detectors each day has a record that comes once in a year; that
/// several of them speak of one host in one hour is what chance hardly ever does.
///
/// Fisher's sum of logarithms (1932), a part of it beyond the rarest, for detectors that see the same events are not
/// independent (Brown 1975 scales the sum by the tests' covariance; here part and start are measured):
///
///     ln T = ln T₁ + 0.7 Σ ln (Tₖ / 12 h), over k > 1 with Tₖ > 12 h
///
/// A sum over causes, not over records: everything that is high for one host in one hour is one (the greatest
/// counts), so is everything that is low, and so is everything that says only that somebody is new: a partition never
/// seen, or a host, person or address that is itself the new value. Other values that are rare are a cause for each job.
///
/// What no history can support is not promised: beyond the longest of the records' history limits T hardly grows
/// (``HarrierStatistics/ReturnPeriod/supported(_:by:)``).
public struct JointEvidence: Sendable, Hashable {
  /// The rarest return period of each cause, in seconds, by the cause's hash.
  private var causes: [UInt64: Double] = [:]
  /// The longest period that a record's history supports, in seconds.
  private var limit = 0.0
  /// The highest score of a record.
  private var best = 0.0

  /// The share of what each cause beyond the rarest adds.
  public static let share = 0.7
  /// What comes more often than that adds nothing, in seconds.
  public static let least = ReturnPeriod.day / 2

  public init() {}

  public init(of records: some Sequence<Record>) {
    for record in records { add(record) }
  }

  /// The order in which records come is all the same.
  public mutating func add(_ record: Record) {
    causes[Self.cause(of: record), default: 0].raise(to: record.returnPeriodSeconds)
    limit.raise(to: record.explanation.historyLimit)
    best.raise(to: record.recordScore)
  }

  /// How many causes beyond the rarest add to it.
  public var furtherCauses: Int { parted.others.count }

  /// T in seconds, not held by the history: for order.
  public var seconds: Double {
    let (first, others) = parted
    guard !others.isEmpty else { return first }
    return exp(min(700, others.reduce(log(first)) { $0 + Self.share * log($1 / Self.least) }))
  }

  /// T in seconds, held by the history, and at least T₁.
  public var returnPeriodSeconds: Double {
    let (first, others) = parted
    guard !others.isEmpty, limit > 0 else { return seconds }
    return max(first, ReturnPeriod.supported(seconds, by: limit))
  }

  /// 0…100: of ``returnPeriodSeconds``; that of the strangest record where nothing is added to it.
  public var score: Double {
    parted.others.isEmpty ? best : max(best, ReturnPeriod.score(seconds: returnPeriodSeconds))
  }

  /// The rarest period, and those of further causes that add to it, the rarest first.
  private var parted: (first: Double, others: [Double]) {
    let sorted = causes.values.sorted(by: >)
    return (max(sorted.first ?? 0, 1), sorted.dropFirst().filter { $0 > Self.least })
  }

  private static func cause(of record: Record) -> UInt64 {
    let name =
      switch record.explanation.anomalyType {
      case _ where record.saysSomebodyIsNew: AnomalyType.newPartition.rawValue
      case .newValue, .rareValue: "value \(record.jobID)"
      case let type: type.rawValue
      }
    return Array(name.utf8).withUnsafeBufferPointer { StableHash.hash($0) }
  }
}

extension Double {
  fileprivate mutating func raise(to other: Double) { self = Swift.max(self, other) }
}

extension JointEvidence: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(causes.count)
    for (cause, period) in causes.sorted(by: { $0.key < $1.key }) {
      writer.write(cause)
      writer.write(period)
    }
    writer.write(limit)
    writer.write(best)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    for _ in 0..<(try reader.readCount(least: 16)) {
      let cause = try reader.readUInt64()
      causes[cause] = try reader.readDouble()
    }
    limit = try reader.readDouble()
    best = try reader.readDouble()
  }
}
