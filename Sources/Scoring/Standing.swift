import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// Where a record stands among those that tell of the same thing, and what it is worth there.
///
/// Use to rank records of many detectors: with hundreds of them one thing is told thirty times, and the thirty records are one
/// piece of news. The rarest of a story so far speaks for all of it and is worth what all are together
/// (``JointEvidence``); one that comes when n − 1 as rare were told already is worth the less:
///
///     T′ = max(T, T of the story)    for n = 1
///     T′ = T / √n                    for n > 1
///
/// Not a promise of the detector: that is the record's own period, of which `initial_record_score` is the score.
public struct Standing: Sendable, Hashable {
  /// n: 1 for the rarest of the story when it became known, 2 where one at least as rare was known before it.
  public var place: Int
  /// Causes that were known of the story beside the rarest, and added to it.
  public var furtherCauses: Int
  /// T′, in seconds.
  public var returnPeriodSeconds: Double

  public init(place: Int, furtherCauses: Int, returnPeriodSeconds: Double) {
    self.place = place
    self.furtherCauses = furtherCauses
    self.returnPeriodSeconds = returnPeriodSeconds
  }

  /// Nil where it makes no difference to the record's own period T, in seconds.
  init?(place: Int, in evidence: JointEvidence, of period: Double) {
    let all = place == 1 ? max(period, evidence.returnPeriodSeconds) : period / Double(place).squareRoot()
    if all == period { return nil }
    self.init(place: place, furtherCauses: evidence.furtherCauses, returnPeriodSeconds: all)
  }
}

extension Record {
  /// What its score is the score of, in seconds: by its ``standing``, else to its detector alone.
  public var scoredPeriodSeconds: Double { standing?.returnPeriodSeconds ?? returnPeriodSeconds }

  /// 0…100: its score without its ``standing``.
  public var scoreAlone: Double {
    standing == nil ? recordScore : ReturnPeriod.score(seconds: returnPeriodSeconds)
  }
}

extension Standing: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(place)
    writer.write(furtherCauses)
    writer.write(returnPeriodSeconds)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(
      place: try reader.readInt(), furtherCauses: try reader.readInt(),
      returnPeriodSeconds: try reader.readDouble())
  }
}
