import HarrierScoring

/// The keys of `anomaly_score_explanation`, as ``ExplanationEncoder`` writes them.
struct ExplanationDocument: Decodable {
  let explanation: Explanation

  enum Key: String, CodingKey {
    case anomalyType = "anomaly_type"
    case typicalValue = "typical_value"
    case lower = "lower_confidence_bound"
    case upper = "upper_confidence_bound"
    case ordinaryUpTo = "harrier.ordinary_up_to"
    case singleBucket = "harrier.single_bucket_surprisal"
    case multiBucket = "harrier.multi_bucket_surprisal"
    case looksPerDay = "harrier.looks_per_day"
    case modelPeriod = "harrier.model_return_period"
    case empiricalPeriod = "harrier.empirical_return_period"
    case historyLimit = "harrier.history_limit"
    case decidedBy = "harrier.decided_by"
    case noveltyRate = "harrier.novelty_rate"
    case presenceRate = "harrier.presence_rate"
    case peersWithValue = "harrier.peers_with_value"
    case peers = "harrier.peers"
    case company = "harrier.company"
    case othersWaking = "harrier.others_waking"
    case template = "harrier.template"
    case learning = "harrier.learning"
  }

  init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    var explanation = Explanation(
      anomalyType: try Self.type(in: box),
      looksPerDay: try box.number(.looksPerDay, ifNull: .nan),
      modelReturnPeriod: try box.number(.modelPeriod, ifNull: .infinity),
      empiricalReturnPeriod: try box.number(.empiricalPeriod, ifNull: .infinity),
      historyLimit: try box.number(.historyLimit, ifNull: .infinity),
      decidedBy: try box.decode(String.self, forKey: .decidedBy),
      singleBucketSurprisal: try box.number(.singleBucket, ifNull: .nan))
    explanation.typicalValue = try box.decodeIfPresent(Double.self, forKey: .typicalValue)
    explanation.lowerConfidenceBound = try box.decodeIfPresent(Double.self, forKey: .lower)
    explanation.upperConfidenceBound = try box.decodeIfPresent(Double.self, forKey: .upper)
    explanation.ordinaryUpTo = try box.decodeIfPresent(Double.self, forKey: .ordinaryUpTo)
    explanation.multiBucketSurprisal = try box.decodeIfPresent(Double.self, forKey: .multiBucket)
    explanation.company = try box.decodeIfPresent(Double.self, forKey: .company)
    explanation.othersWaking = try box.decodeIfPresent(Int.self, forKey: .othersWaking)
    try Self.readRarity(box, into: &explanation)
    self.explanation = explanation
  }

  private static func type(in box: KeyedDecodingContainer<Key>) throws -> AnomalyType {
    let name = try box.decode(String.self, forKey: .anomalyType)
    if let type = AnomalyType(rawValue: name) { return type }
    let known = AnomalyType.allCases.map(\.rawValue).joined(separator: ", ")
    throw DecodingError.dataCorruptedError(
      forKey: .anomalyType, in: box, debugDescription: "found “\(name)”, expected one of: \(known)")
  }

  private static func readRarity(
    _ box: KeyedDecodingContainer<Key>, into explanation: inout Explanation
  ) throws {
    explanation.noveltyRate = try box.decodeIfPresent(Double.self, forKey: .noveltyRate)
    explanation.presenceRate = try box.decodeIfPresent(Double.self, forKey: .presenceRate)
    explanation.peersWithValue = try box.decodeIfPresent(Int.self, forKey: .peersWithValue)
    explanation.peers = try box.decodeIfPresent(Int.self, forKey: .peers)
    explanation.template = try box.decodeIfPresent(String.self, forKey: .template)
    explanation.learning = try box.decode(Bool.self, forKey: .learning)
  }
}
