import HarrierEvents
import HarrierScoring

/// Keeps results, so that they can be asked for after the run that found them.
///
/// A store promises: what was appended comes back equal (times to the millisecond), also after the store
/// was closed and opened again; answers are sorted and the same in every run; a call that throws has
/// appended whole transactions only.
public protocol ResultStore: Sendable {
  func append(records: [Record]) throws(ResultStoreError)
  func append(buckets: [BucketResult]) throws(ResultStoreError)
  func append(influencers: [InfluencerResult]) throws(ResultStoreError)
  func append(overallBuckets: [OverallBucket]) throws(ResultStoreError)
  func append(annotations: [Annotation]) throws(ResultStoreError)
  func append(categories: [CategoryDefinition]) throws(ResultStoreError)
  func append(modelSizes: [ModelSize]) throws(ResultStoreError)
  func append(run: RunSummary) throws(ResultStoreError)

  func records(matching query: ResultQuery) throws(ResultStoreError) -> [Record]
  func buckets(matching query: ResultQuery) throws(ResultStoreError) -> [BucketResult]
  func influencers(matching query: ResultQuery) throws(ResultStoreError) -> [InfluencerResult]
  /// Summaries, the oldest first.
  func runs() throws(ResultStoreError) -> [RunSummary]
  func recordCount() throws(ResultStoreError) -> Int

  /// Forgets every result and run.
  func removeAll() throws(ResultStoreError)
}

/// Which results to read back. Everything left out does not restrict.
public struct ResultQuery: Sendable, Hashable {
  public enum Order: Sendable {
    /// The highest score first, as a person reads findings.
    case score
    /// The oldest first, as the files have it.
    case time
  }

  /// Any of these, by id.
  public var jobs: [String]
  /// A value of a key, an influencer or a cause, in capitals or small letters.
  public var entity: String?
  /// The first moment, included.
  public var from: EventTime?
  /// The last moment, not included.
  public var until: EventTime?
  /// 0…100.
  public var minimumScore: Double?
  public var order: Order
  public var limit: Int?

  public init(
    jobs: [String] = [], entity: String? = nil, from: EventTime? = nil, until: EventTime? = nil,
    minimumScore: Double? = nil,
    order: Order = .score, limit: Int? = nil
  ) {
    precondition((limit ?? 0) >= 0, "a limit is not negative")
    self.jobs = jobs
    self.entity = entity
    self.from = from
    self.until = until
    self.minimumScore = minimumScore
    self.order = order
    self.limit = limit
  }

  public static func top(_ limit: Int) -> ResultQuery { ResultQuery(limit: limit) }
}
