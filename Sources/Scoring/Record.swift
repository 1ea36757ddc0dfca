import HarrierEvents
import HarrierModels
import HarrierStatistics

/// One anomaly, as `records.ndjson`, the store and the reports know it. Names follow Elastic's anomaly
/// record documents; what is ours has the prefix `harrier.` there.
public struct Record: Sendable, Hashable {
  public var jobID: String
  public var detectorIndex: Int
  /// `rare by "event.action" partition by "user.name"`.
  public var detectorLabel: String
  public var timestamp: EventTime
  /// Seconds.
  public var bucketSpan: Int64
  public var function: String
  public var functionDescription: String
  public var fieldName: String?
  public var by: KeyPart?
  public var over: KeyPart?
  public var partition: KeyPart?
  public var actual: [Double] = []
  public var typical: [Double] = []
  /// exp(−surprisal), for people; the surprisal is what counts.
  public var probability: Double
  /// −ln p of one look, in nats.
  public var surprisal: Double
  public var initialRecordScore: Double
  public var recordScore: Double
  public var multiBucketImpact: Double = 0
  public var isInterim: Bool = false
  public var influencers: [Influencer] = []
  public var causes: [Cause] = []
  public var explanation: Explanation
  /// To its detector alone.
  public var returnPeriodSeconds: Double
  /// Where it stands among what other detectors tell of the same, where that makes a difference to its score.
  public var standing: Standing?
  /// What its score was when it was found, where it was asked for again later.
  public var renormalization: Renormalization?
  public var mode: String = "live"
  /// The sentence a person reads.
  public var description: String
  public var firstSeen: EventTime?
  public var lastSeen: EventTime?
  public var seenBuckets: Double?
  public var totalBuckets: Double?
  public var events: [EvidencePointer] = []
  /// Actual against expected over the last buckets, oldest first; empty for rarity.
  public var timeline: [TimelinePoint] = []

  public init(
    jobID: String, detectorIndex: Int, detectorLabel: String, timestamp: EventTime, bucketSpan: Int64,
    function: String, functionDescription: String, fieldName: String? = nil, probability: Double,
    surprisal: Double, score: Double, explanation: Explanation, returnPeriodSeconds: Double,
    description: String
  ) {
    self.jobID = jobID
    self.detectorIndex = detectorIndex
    self.detectorLabel = detectorLabel
    self.timestamp = timestamp
    self.bucketSpan = bucketSpan
    self.function = function
    self.functionDescription = functionDescription
    self.fieldName = fieldName
    self.probability = probability
    self.surprisal = surprisal
    self.initialRecordScore = score
    self.recordScore = score
    self.explanation = explanation
    self.returnPeriodSeconds = returnPeriodSeconds
    self.description = description
  }
}

extension Record {
  /// Its return period to its detector before the length of the history held it, in seconds: no promise, an order.
  public var unheldPeriodSeconds: Double {
    explanation.historyLimit > 0
      ? ReturnPeriod.unheld(returnPeriodSeconds, by: explanation.historyLimit) : returnPeriodSeconds
  }
}

/// A by, over or partition field with the record's value of it.
public struct KeyPart: Sendable, Hashable, Codable {
  public var fieldName: String
  public var value: String
  public init(fieldName: String, value: String) {
    self.fieldName = fieldName
    self.value = value
  }
}

/// Values of one field that take part in an anomaly, the greatest share first.
public struct Influencer: Sendable, Hashable {
  public var fieldName: String
  public var values: [InfluencerValue]
  public init(fieldName: String, values: [InfluencerValue]) {
    self.fieldName = fieldName
    self.values = values
  }
}

public struct InfluencerValue: Sendable, Hashable {
  public var value: String
  /// Part of the surprisal that vanishes without this value's events, 0…1.
  public var share: Double
  public init(value: String, share: Double) {
    self.value = value
    self.share = share
  }
}

/// One of the by-values behind a record that speaks for several.
public struct Cause: Sendable, Hashable {
  public var byFieldName: String
  public var byFieldValue: String
  public var partitionFieldValue: String?
  public var probability: Double
  public var actual: Double
  public var typical: Double
  public init(
    byFieldName: String, byFieldValue: String, partitionFieldValue: String? = nil,
    probability: Double, actual: Double, typical: Double
  ) {
    self.byFieldName = byFieldName
    self.byFieldValue = byFieldValue
    self.partitionFieldValue = partitionFieldValue
    self.probability = probability
    self.actual = actual
    self.typical = typical
  }
}

/// Where a raw event can be read again.
public struct EvidencePointer: Sendable, Hashable {
  /// The file as the user named it, or `-`.
  public var source: String
  public var offset: Int64
  public var length: Int
  public var timestamp: EventTime
  public init(source: String, offset: Int64, length: Int, timestamp: EventTime) {
    self.source = source
    self.offset = offset
    self.length = length
    self.timestamp = timestamp
  }
}

/// One bucket of a finding's little picture.
public struct TimelinePoint: Sendable, Hashable {
  public var timestamp: EventTime
  public var actual: Double
  public var expected: Double
  public var upper: Double
  public init(timestamp: EventTime, actual: Double, expected: Double, upper: Double) {
    self.timestamp = timestamp
    self.actual = actual
    self.expected = expected
    self.upper = upper
  }
}

/// Why a record has its score, from stored numbers alone: a reader can recompute it
/// (`ReturnPeriod.score`). All periods in seconds.
public struct Explanation: Sendable, Hashable {
  public var anomalyType: AnomalyType
  /// Looks a day of this detector (λ).
  public var looksPerDay: Double
  /// 1 / (λ p): what the model alone says.
  public var modelReturnPeriod: Double
  /// What the job's own past says of such a surprisal.
  public var empiricalReturnPeriod: Double
  /// 30 × the history: the longest period the history supports.
  public var historyLimit: Double
  /// Which of the three decided: `model`, `calibration` or `history`; `silence` where there was nothing to decide by.
  public var decidedBy: String
  public var typicalValue: Double?
  public var lowerConfidenceBound: Double?
  public var upperConfidenceBound: Double?
  /// About where ordinary ends on the strange side; nil for rarity.
  public var ordinaryUpTo: Double?
  /// Surprisal of this bucket alone, in nats.
  public var singleBucketSurprisal: Double
  /// Surprisal of the key's last buckets together, in nats; nil where only single buckets are asked.
  public var multiBucketSurprisal: Double?
  /// Novelty rate ν of the partition, a bucket (rarity).
  public var noveltyRate: Double?
  /// Rate r_c of the value, a bucket (rarity).
  public var presenceRate: Double?
  /// Other partitions that show the value, of how many (rarity).
  public var peersWithValue: Int?
  public var peers: Int?
  /// Other keys of the detector that were strange within hours, fading (numbers); nil where that makes no difference.
  public var company: Double?
  /// How many times more often the like comes in that company: the return period is that much shorter.
  public var timesAsCommon: Double { CommonCause.chances(company: company ?? 0) }
  /// About how many other causes woke detectors within a day (a detector's first event); nil where that was not asked.
  public var othersWaking: Int?
  /// The value as it was judged, where its template differs from it.
  public var template: String?
  /// Too young to be known: the score is held down.
  public var learning: Bool = false

  public init(
    anomalyType: AnomalyType, looksPerDay: Double, modelReturnPeriod: Double,
    empiricalReturnPeriod: Double, historyLimit: Double, decidedBy: String,
    singleBucketSurprisal: Double
  ) {
    self.anomalyType = anomalyType
    self.looksPerDay = looksPerDay
    self.modelReturnPeriod = modelReturnPeriod
    self.empiricalReturnPeriod = empiricalReturnPeriod
    self.historyLimit = historyLimit
    self.decidedBy = decidedBy
    self.singleBucketSurprisal = singleBucketSurprisal
  }
}

/// The bands of a score, as Elastic names them.
public enum Severity: String, Sendable, CaseIterable, Comparable {
  case low, warning, minor, major, critical

  public init(score: Double) {
    switch score {
    case 75...: self = .critical
    case 50...: self = .major
    case 25...: self = .minor
    case 3...: self = .warning
    default: self = .low
    }
  }

  public static func < (a: Severity, b: Severity) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}

/// All of a job's records in one bucket, summed up by the strangest.
public struct BucketResult: Sendable, Hashable {
  public var jobID: String
  public var timestamp: EventTime
  public var bucketSpan: Int64
  public var anomalyScore: Double
  public var initialAnomalyScore: Double
  public var eventCount: Int
  public var recordCount: Int
  /// Whether it is still open: the next hunt tells it for good.
  public var isInterim = false
  public var influencers: [InfluencerResult]
  public init(
    jobID: String, timestamp: EventTime, bucketSpan: Int64, anomalyScore: Double, eventCount: Int,
    recordCount: Int, influencers: [InfluencerResult]
  ) {
    self.jobID = jobID
    self.timestamp = timestamp
    self.bucketSpan = bucketSpan
    self.anomalyScore = anomalyScore
    self.initialAnomalyScore = anomalyScore
    self.eventCount = eventCount
    self.recordCount = recordCount
    self.influencers = influencers
  }
}

/// One influencer value in one bucket of a job.
public struct InfluencerResult: Sendable, Hashable {
  public var jobID: String
  public var timestamp: EventTime
  public var bucketSpan: Int64
  public var fieldName: String
  public var value: String
  public var influencerScore: Double
  public var initialInfluencerScore: Double
  public var probability: Double
  /// As of ``BucketResult``.
  public var isInterim = false
  public init(
    jobID: String, timestamp: EventTime, bucketSpan: Int64, fieldName: String, value: String,
    influencerScore: Double, probability: Double
  ) {
    self.jobID = jobID
    self.timestamp = timestamp
    self.bucketSpan = bucketSpan
    self.fieldName = fieldName
    self.value = value
    self.influencerScore = influencerScore
    self.initialInfluencerScore = influencerScore
    self.probability = probability
  }
}
