import HarrierStatistics

extension Calibration.Verdict {
  /// The verdict on the strangest of several chances in one look (Bonferroni): it comes that many times as often.
  public func amongChances(_ count: Double) -> Calibration.Verdict {
    var verdict = self
    verdict.uncapped /= count
    verdict.model /= count
    verdict.empirical /= count
    verdict.seconds = ReturnPeriod.supported(verdict.uncapped, by: historyLimit)
    if decidedBy == "history", verdict.uncapped <= historyLimit {
      verdict.decidedBy = empirical < model ? "calibration" : "model"
    }
    return verdict
  }

  /// The verdict at a time when the like comes so many times as often. Model, past and history speak of ordinary times: their
  /// answers stay what they are.
  public func inCompany(_ times: Double) -> Calibration.Verdict {
    var verdict = self
    verdict.seconds /= times
    verdict.uncapped /= times
    return verdict
  }
}
