import HarrierEvents
import HarrierScoring

/// Records for tests: made up, with every field in use somewhere.
enum Samples {
  static func plain(
    job: String = "job", at seconds: Int64 = 1_767_604_500, score: Double = 50, period: Double = 1e6,
    surprisal: Double = 10, by: String? = nil, partition: String? = nil
  ) -> Record {
    var record = Record(
      jobID: job, detectorIndex: 0, detectorLabel: "high_count", timestamp: EventTime(seconds: seconds),
      bucketSpan: 900, function: "high_count", functionDescription: "count", probability: 4.5e-5,
      surprisal: surprisal, score: score, explanation: explanation, returnPeriodSeconds: period,
      description: "12x higher")
    record.by = by.map { KeyPart(fieldName: "event.action", value: $0) }
    record.partition = partition.map { KeyPart(fieldName: "user.name", value: $0) }
    return record
  }

  static var explanation: Explanation {
    Explanation(
      anomalyType: .spike, looksPerDay: 96, modelReturnPeriod: 2e6, empiricalReturnPeriod: 1e6,
      historyLimit: 77_760_000, decidedBy: "calibration", singleBucketSurprisal: 10)
  }

  static var full: Record {
    var record = plain(score: 82.25, by: "ListBuckets", partition: "")
    record.fieldName = "source.bytes"
    record.over = KeyPart(fieldName: "host.name", value: "a \"b\" \\ \u{1B}\n\u{2028}é")
    record.actual = [2134]
    record.typical = [4.52]
    record.probability = 1e-300
    record.initialRecordScore = 90
    record.multiBucketImpact = -1.5
    record.isInterim = true
    record.influencers = [
      Influencer(
        fieldName: "source.ip",
        values: [
          InfluencerValue(value: "192.0.2.1", share: 0.75), InfluencerValue(value: "", share: 0.1),
        ])
    ]
    record.causes = [
      Cause(
        byFieldName: "event.action", byFieldValue: "Sync", partitionFieldValue: "p", probability: 0.001,
        actual: 3, typical: 0.25)
    ]
    record.explanation = fullExplanation
    record.mode = "hindsight"
    record.firstSeen = EventTime(seconds: 1_767_000_000)
    record.lastSeen = EventTime(nanoseconds: 1_767_000_000_123_000_000)
    record.seenBuckets = 0
    record.totalBuckets = 712.5
    record.events = [
      EvidencePointer(
        source: "logs/a.ndjson", offset: 8_000_000_000, length: 512,
        timestamp: EventTime(seconds: 1_767_604_501))
    ]
    record.timeline = [
      TimelinePoint(timestamp: EventTime(seconds: 1_767_603_600), actual: 3, expected: 4.5, upper: 11)
    ]
    return record
  }

  static var anew: Record {
    var record = full
    record.renormalization = Renormalization(
      timestamp: EventTime(seconds: 1_767_571_200), initialReturnPeriodSeconds: 1.5e6,
      initialDecidedBy: "history")
    return record
  }

  static var leading: Record {
    var record = full
    record.standing = Standing(
      place: 1, furtherCauses: 2, returnPeriodSeconds: 4 * record.returnPeriodSeconds)
    return record
  }

  private static var fullExplanation: Explanation {
    var explanation = explanation
    explanation.typicalValue = 4.52
    explanation.lowerConfidenceBound = 0.1
    explanation.upperConfidenceBound = 11
    explanation.ordinaryUpTo = 31
    explanation.multiBucketSurprisal = 7
    explanation.noveltyRate = 0.02
    explanation.presenceRate = 0
    explanation.peersWithValue = 41
    explanation.peers = 60
    explanation.template = "app-<n>"
    explanation.learning = true
    return explanation
  }

  static var bucket: BucketResult {
    var bucket = BucketResult(
      jobID: "job", timestamp: EventTime(seconds: 1_767_604_500), bucketSpan: 900, anomalyScore: 82.25,
      eventCount: 4100, recordCount: 2, influencers: [influencer])
    bucket.initialAnomalyScore = 90
    bucket.isInterim = true
    return bucket
  }

  static var influencer: InfluencerResult {
    var influencer = InfluencerResult(
      jobID: "job", timestamp: EventTime(seconds: 1_767_604_500), bucketSpan: 900, fieldName: "source.ip",
      value: "192.0.2.1", influencerScore: 61.5, probability: 0.0001)
    influencer.initialInfluencerScore = 70
    influencer.isInterim = true
    return influencer
  }

  static let shift: Annotation = {
    var annotation = Annotation(
      jobID: "j", detector: .init(index: 1, label: "count by \"host.name\""),
      timestamp: EventTime(seconds: 1_767_571_200), bucketSpan: 3600, buckets: 13,
      content: .change(kind: "level_shift", before: 20, after: 41),
      description: "a new level since 13 hours: 41 instead of 20 a bucket")
    annotation.by = KeyPart(fieldName: "host.name", value: "web")
    return annotation
  }()

  static let delay = Annotation(
    jobID: "j", timestamp: EventTime(seconds: 1_767_574_800), bucketSpan: 3600, buckets: 2,
    content: .delay(events: 12, missedSeconds: 3000),
    description:
      "12 events of 2 hours came too late to be counted, at most 1 hour after the bucket had closed")

  static let modelSize = ModelSize(
    jobID: "j", timestamp: EventTime(nanoseconds: 1_768_824_000_000_000_000), modelBytes: 5000,
    peakModelBytes: 6000, memoryLimitBytes: 1 << 20, memoryStatus: "soft_limit", keys: 12, evictedKeys: 3,
    categories: 4, mode: "live")

  static let category = CategoryDefinition(
    jobID: "j", detectorIndex: 1, id: 3, partition: KeyPart(fieldName: "host.name", value: "h"),
    tokens: ["user", "<*>", "left"], shared: ["user", "eve", "left"], longest: 40, matches: 7,
    examples: ["user eve left"])
}
