import HarrierScoring

/// `anomaly_score_explanation` of a record: Elastic's names where the number is theirs, `harrier.` where
/// it is ours. Periods are in seconds.
enum ExplanationEncoder {
  static func write(_ explanation: Explanation, to writer: inout JSONWriter) {
    writer.object("anomaly_score_explanation") { object in
      object.member("anomaly_type", explanation.anomalyType.rawValue)
      write(optional: explanation.typicalValue, as: "typical_value", to: &object)
      write(optional: explanation.lowerConfidenceBound, as: "lower_confidence_bound", to: &object)
      write(optional: explanation.upperConfidenceBound, as: "upper_confidence_bound", to: &object)
      writeImpacts(explanation, to: &object)
      writeDecision(explanation, to: &object)
      writeRarity(explanation, to: &object)
      object.member("harrier.learning", explanation.learning)
    }
  }

  /// In orders of magnitude of a probability, whole numbers as Elastic's.
  private static func writeImpacts(_ explanation: Explanation, to object: inout JSONWriter) {
    guard let several = explanation.multiBucketSurprisal else { return }
    object.member("single_bucket_impact", impact(explanation.singleBucketSurprisal))
    object.member("multi_bucket_impact", impact(several))
  }

  /// −log₁₀ p.
  private static func impact(_ surprisal: Double) -> Int {
    surprisal.isFinite ? Int((min(surprisal, 1e9) / 2.302585092994046).rounded()) : 0
  }

  private static func writeDecision(_ explanation: Explanation, to object: inout JSONWriter) {
    write(optional: explanation.ordinaryUpTo, as: "harrier.ordinary_up_to", to: &object)
    object.member("harrier.single_bucket_surprisal", explanation.singleBucketSurprisal)
    write(optional: explanation.multiBucketSurprisal, as: "harrier.multi_bucket_surprisal", to: &object)
    object.member("harrier.looks_per_day", explanation.looksPerDay)
    object.member("harrier.model_return_period", explanation.modelReturnPeriod)
    object.member("harrier.empirical_return_period", explanation.empiricalReturnPeriod)
    object.member("harrier.history_limit", explanation.historyLimit)
    object.member("harrier.decided_by", explanation.decidedBy)
    write(optional: explanation.company, as: "harrier.company", to: &object)
    if let count = explanation.othersWaking { object.member("harrier.others_waking", count) }
  }

  private static func writeRarity(_ explanation: Explanation, to object: inout JSONWriter) {
    write(optional: explanation.noveltyRate, as: "harrier.novelty_rate", to: &object)
    write(optional: explanation.presenceRate, as: "harrier.presence_rate", to: &object)
    if let count = explanation.peersWithValue { object.member("harrier.peers_with_value", count) }
    if let count = explanation.peers { object.member("harrier.peers", count) }
    if let template = explanation.template { object.member("harrier.template", template) }
  }

  private static func write(optional value: Double?, as key: String, to object: inout JSONWriter) {
    if let value { object.member(key, value) }
  }
}
