import HarrierEvents
import HarrierScoring

/// The keys of a record's line, as ``RecordEncoder`` writes them.
struct RecordDocument: Decodable {
  let record: Record

  enum Key: String, CodingKey {
    case jobID = "job_id"
    case resultType = "result_type"
    case timestamp
    case bucketSpan = "bucket_span"
    case detectorIndex = "detector_index"
    case function
    case functionDescription = "function_description"
    case fieldName = "field_name"
    case byName = "by_field_name"
    case byValue = "by_field_value"
    case overName = "over_field_name"
    case overValue = "over_field_value"
    case partitionName = "partition_field_name"
    case partitionValue = "partition_field_value"
    case actual, typical, probability
    case surprisal = "harrier.surprisal"
    case initialScore = "initial_record_score"
    case score = "record_score"
    case multiBucketImpact = "multi_bucket_impact"
    case isInterim = "is_interim"
    case influencers, causes
    case explanation = "anomaly_score_explanation"
    case returnPeriod = "harrier.return_period_seconds"
    case standing = "harrier.standing"
    case renormalization = "harrier.renormalization"
    case mode = "harrier.mode"
    case detector = "harrier.detector"
    case description = "harrier.description"
    case firstSeen = "harrier.first_seen"
    case lastSeen = "harrier.last_seen"
    case seenBuckets = "harrier.seen_buckets"
    case totalBuckets = "harrier.total_buckets"
    case events = "harrier.events"
    case timeline = "harrier.timeline"
  }

  init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    guard try box.decode(String.self, forKey: .resultType) == "record" else {
      throw DecodingError.dataCorruptedError(
        forKey: .resultType, in: box, debugDescription: "result_type is not “record”")
    }
    var record = try Self.frame(box)
    try Self.readKeys(box, into: &record)
    try Self.readMeasure(box, into: &record)
    try Self.readHistory(box, into: &record)
    self.record = record
  }

  private static func frame(_ box: KeyedDecodingContainer<Key>) throws -> Record {
    Record(
      jobID: try box.decode(String.self, forKey: .jobID),
      detectorIndex: try box.decode(Int.self, forKey: .detectorIndex),
      detectorLabel: try box.decode(String.self, forKey: .detector),
      timestamp: try box.time(.timestamp),
      bucketSpan: try box.decode(Int64.self, forKey: .bucketSpan),
      function: try box.decode(String.self, forKey: .function),
      functionDescription: try box.decode(String.self, forKey: .functionDescription),
      fieldName: try box.decodeIfPresent(String.self, forKey: .fieldName),
      probability: try box.number(.probability, ifNull: .nan),
      surprisal: try box.number(.surprisal, ifNull: .nan),
      score: try box.number(.score, ifNull: .nan),
      explanation: try box.decode(ExplanationDocument.self, forKey: .explanation).explanation,
      returnPeriodSeconds: try box.number(.returnPeriod, ifNull: .infinity),
      description: try box.decode(String.self, forKey: .description))
  }

  private static func readKeys(
    _ box: KeyedDecodingContainer<Key>, into record: inout Record
  ) throws {
    func part(_ name: Key, _ value: Key) throws -> KeyPart? {
      guard let field = try box.decodeIfPresent(String.self, forKey: name) else { return nil }
      return KeyPart(fieldName: field, value: try box.decodeIfPresent(String.self, forKey: value) ?? "")
    }
    record.by = try part(.byName, .byValue)
    record.over = try part(.overName, .overValue)
    record.partition = try part(.partitionName, .partitionValue)
  }

  private static func readMeasure(
    _ box: KeyedDecodingContainer<Key>, into record: inout Record
  ) throws {
    record.actual = try box.numbers(.actual)
    record.typical = try box.numbers(.typical)
    record.initialRecordScore = try box.number(.initialScore, ifNull: .nan)
    record.multiBucketImpact = try box.number(.multiBucketImpact, ifNull: .nan)
    record.isInterim = try box.decode(Bool.self, forKey: .isInterim)
    record.influencers = try box.decode([InfluencerDocument].self, forKey: .influencers).map(\.influencer)
    record.causes = try box.decode([CauseDocument].self, forKey: .causes).map(\.cause)
  }

  private static func readHistory(
    _ box: KeyedDecodingContainer<Key>, into record: inout Record
  ) throws {
    if let found = try box.decodeIfPresent(StandingDocument.self, forKey: .standing) {
      record.standing = Standing(
        place: found.place, furtherCauses: found.furtherCauses,
        returnPeriodSeconds: record.returnPeriodSeconds)
      record.returnPeriodSeconds = found.returnPeriodSecondsAlone
    }
    record.renormalization =
      try box.decodeIfPresent(RenormalizationDocument.self, forKey: .renormalization)?.renormalization
    record.mode = try box.decode(String.self, forKey: .mode)
    record.firstSeen = try box.timeIfPresent(.firstSeen)
    record.lastSeen = try box.timeIfPresent(.lastSeen)
    record.seenBuckets = try box.decodeIfPresent(Double.self, forKey: .seenBuckets)
    record.totalBuckets = try box.decodeIfPresent(Double.self, forKey: .totalBuckets)
    record.events = try box.decode([PointerDocument].self, forKey: .events).map(\.pointer)
    record.timeline =
      try box.decodeIfPresent([TimelineDocument].self, forKey: .timeline)?.map(\.point) ?? []
  }
}
