import HarrierEvents
import HarrierScoring
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// Bucket and influencer results: a job's records in one bucket, summed up.
enum BucketSummary {
  private struct Place: Hashable {
    var job: String
    var timestamp: EventTime
  }

  static func make(
    _ records: [Record], events: (_ job: String, _ timestamp: EventTime) -> Int
  ) -> ([BucketResult], [InfluencerResult]) {
    var groups: [Place: [Record]] = [:]
    for record in records {
      groups[Place(job: record.jobID, timestamp: record.timestamp), default: []].append(record)
    }
    var buckets: [BucketResult] = []
    var all: [InfluencerResult] = []
    for (place, group) in groups {
      let isInterim = group.contains(where: \.isInterim)
      var influencers = influencers(group, place.job, place.timestamp)
      for index in influencers.indices { influencers[index].isInterim = isInterim }
      all += influencers
      var bucket = BucketResult(
        jobID: place.job, timestamp: place.timestamp, bucketSpan: group[0].bucketSpan,
        anomalyScore: group.map(\.recordScore).max() ?? 0,
        eventCount: events(place.job, place.timestamp), recordCount: group.count,
        influencers: Array(influencers.prefix(10)))
      bucket.initialAnomalyScore = group.map(\.initialRecordScore).max() ?? 0
      bucket.isInterim = isInterim
      buckets.append(bucket)
    }
    buckets.sort { ($0.timestamp, $0.jobID) < ($1.timestamp, $1.jobID) }
    all.sort {
      ($0.timestamp.nanoseconds, -$0.influencerScore, $0.jobID, $0.fieldName, $0.value)
        < ($1.timestamp.nanoseconds, -$1.influencerScore, $1.jobID, $1.fieldName, $1.value)
    }
    return (buckets, all)
  }

  /// A value's score: the score of the return period that its share of the surprisal amounts to.
  private static func influencers(
    _ records: [Record], _ job: String, _ timestamp: EventTime
  ) -> [InfluencerResult] {
    struct Name: Hashable {
      var field: String
      var value: String
    }
    var best: [Name: InfluencerResult] = [:]
    var initial: [Name: Double] = [:]
    for record in records {
      for influencer in record.influencers {
        for value in influencer.values {
          let score = self.score(record.returnPeriodSeconds, share: value.share)
          let name = Name(field: influencer.fieldName, value: value.value)
          let first = record.renormalization?.initialReturnPeriodSeconds ?? record.returnPeriodSeconds
          initial[name] = max(initial[name] ?? 0, self.score(first, share: value.share))
          if let known = best[name], known.influencerScore >= score { continue }
          best[name] = InfluencerResult(
            jobID: job, timestamp: timestamp, bucketSpan: record.bucketSpan,
            fieldName: influencer.fieldName, value: value.value, influencerScore: score,
            probability: exp(-value.share * record.surprisal))
        }
      }
    }
    for (name, score) in initial { best[name]?.initialInfluencerScore = score }
    return best.values.sorted {
      (-$0.influencerScore, $0.fieldName, $0.value) < (-$1.influencerScore, $1.fieldName, $1.value)
    }
  }

  private static func score(_ returnPeriod: Double, share: Double) -> Double {
    ReturnPeriod.score(seconds: exp(share * log(max(1, returnPeriod))))
  }
}
