import HarrierEvents

/// All jobs' buckets of one span of time, summed up: where to look first.
///
/// The score is that of the strangest job: a time in which two jobs are mildly surprised is no stranger than each.
public struct OverallBucket: Sendable, Hashable {
  public var timestamp: EventTime
  /// Seconds: the longest span among the jobs.
  public var bucketSpan: Int64
  public var overallScore: Double
  /// Whether a job's bucket in it is still open.
  public var isInterim = false
  /// The strangest first.
  public var jobs: [Job]

  public struct Job: Sendable, Hashable {
    public var jobID: String
    public var maxAnomalyScore: Double
    public init(jobID: String, maxAnomalyScore: Double) {
      self.jobID = jobID
      self.maxAnomalyScore = maxAnomalyScore
    }
  }

  public init(timestamp: EventTime, bucketSpan: Int64, overallScore: Double, jobs: [Job]) {
    self.timestamp = timestamp
    self.bucketSpan = bucketSpan
    self.overallScore = overallScore
    self.jobs = jobs
  }

  /// Sums buckets up, in order of time. A bucket counts where it begins.
  ///
  /// - Parameter span: in seconds, the longest among all jobs that were run, whether they found anything or not: so the same for any cut.
  /// - Complexity: linear in the buckets, and a sort.
  public static func summary(of buckets: [BucketResult], span: Int64) -> [OverallBucket] {
    guard span > 0 else { return [] }
    let nanoseconds = span * 1_000_000_000
    var groups: [Int64: [String: Double]] = [:]
    var open: Set<Int64> = []
    for bucket in buckets {
      let (quotient, remainder) = bucket.timestamp.nanoseconds.quotientAndRemainder(dividingBy: nanoseconds)
      let place = remainder < 0 ? quotient - 1 : quotient
      if bucket.isInterim { open.insert(place) }
      let known = groups[place]?[bucket.jobID] ?? 0
      groups[place, default: [:]][bucket.jobID] = max(known, bucket.anomalyScore)
    }
    return groups.keys.sorted().map { place in
      let jobs = groups[place]!.map { Job(jobID: $0.key, maxAnomalyScore: $0.value) }
        .sorted { ($1.maxAnomalyScore, $0.jobID) < ($0.maxAnomalyScore, $1.jobID) }
      var overall = OverallBucket(
        timestamp: EventTime(nanoseconds: place * nanoseconds), bucketSpan: span,
        overallScore: jobs[0].maxAnomalyScore, jobs: jobs)
      overall.isInterim = open.contains(place)
      return overall
    }
  }
}
