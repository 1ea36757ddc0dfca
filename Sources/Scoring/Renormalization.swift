import HarrierEvents
import HarrierStatistics

/// That a record's score was taken anew from its surprisal, by what its detector knew later, and what it was before.
public struct Renormalization: Sendable, Hashable {
  /// The end of the last bucket that the detector knew.
  public var timestamp: EventTime
  public var initialReturnPeriodSeconds: Double
  /// `model`, `calibration` or `history`.
  public var initialDecidedBy: String

  public init(timestamp: EventTime, initialReturnPeriodSeconds: Double, initialDecidedBy: String) {
    self.timestamp = timestamp
    self.initialReturnPeriodSeconds = initialReturnPeriodSeconds
    self.initialDecidedBy = initialDecidedBy
  }
}

extension Record {
  /// Its score and reasons by a later verdict on the same surprisal. `initialRecordScore` stays; so does all that was seen.
  ///
  /// - Parameter timestamp: the end of the last bucket that the verdict knows.
  public mutating func renormalize(by verdict: Calibration.Verdict, at timestamp: EventTime) {
    renormalization = Renormalization(
      timestamp: timestamp, initialReturnPeriodSeconds: returnPeriodSeconds,
      initialDecidedBy: explanation.decidedBy)
    returnPeriodSeconds = verdict.seconds
    recordScore = ReturnPeriod.score(seconds: verdict.seconds)
    explanation.looksPerDay = verdict.looksPerDay
    explanation.modelReturnPeriod = verdict.model
    explanation.empiricalReturnPeriod = verdict.empirical
    explanation.historyLimit = verdict.historyLimit
    explanation.decidedBy = verdict.decidedBy
    explanation.learning = verdict.decidedBy == "history"
  }
}
