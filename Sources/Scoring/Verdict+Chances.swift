#if canImport(Glibc)
  import Glibc
#endif

extension Calibration.Verdict {
  /// The verdict on the strangest of several chances in one look (Bonferroni): it comes that many times as often.
  public func amongChances(_ count: Double) -> Calibration.Verdict {
    var verdict = self
    verdict.uncapped /= count
    verdict.model /= count
    verdict.empirical /= count
    verdict.seconds =
      verdict.uncapped <= historyLimit
      ? verdict.uncapped : historyLimit * (1 + 0.01 * log(verdict.uncapped / historyLimit))
    if decidedBy == "history", verdict.uncapped <= historyLimit {
      verdict.decidedBy = empirical < model ? "calibration" : "model"
    }
    return verdict
  }
}
