import Foundation
import HarrierEvents
import HarrierScoring

/// Reads a line of `buckets.ndjson` back.
public enum BucketDecoder {
  public static func bucket(from line: String) throws(LineProblem) -> BucketResult {
    do {
      return try JSONDecoder().decode(BucketDocument.self, from: Data(line.utf8)).bucket
    } catch let error as DecodingError {
      throw LineProblem(error)
    } catch {
      throw LineProblem(explanation: "this is not a bucket: \(error)")
    }
  }
}

struct BucketDocument: Decodable {
  let bucket: BucketResult

  enum Key: String, CodingKey {
    case jobID = "job_id"
    case timestamp
    case bucketSpan = "bucket_span"
    case score = "anomaly_score"
    case initialScore = "initial_anomaly_score"
    case eventCount = "event_count"
    case recordCount = "harrier.record_count"
    case isInterim = "is_interim"
    case influencers = "bucket_influencers"
    case fieldName = "influencer_field_name"
    case fieldValue = "influencer_field_value"
    case probability
  }

  init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    var bucket = BucketResult(
      jobID: try box.decode(String.self, forKey: .jobID),
      timestamp: try box.time(.timestamp),
      bucketSpan: try box.decode(Int64.self, forKey: .bucketSpan),
      anomalyScore: try box.number(.score, ifNull: .nan),
      eventCount: try box.decode(Int.self, forKey: .eventCount),
      recordCount: try box.decode(Int.self, forKey: .recordCount),
      influencers: [])
    bucket.initialAnomalyScore = try box.number(.initialScore, ifNull: .nan)
    // Lines of earlier versions do not say it: they were of buckets that are over.
    bucket.isInterim = try box.decodeIfPresent(Bool.self, forKey: .isInterim) ?? false
    var list = try box.nestedUnkeyedContainer(forKey: .influencers)
    while !list.isAtEnd {
      let item = try list.nestedContainer(keyedBy: Key.self)
      bucket.influencers.append(try Self.influencer(item, of: bucket))
    }
    self.bucket = bucket
  }

  private static func influencer(
    _ item: KeyedDecodingContainer<Key>, of bucket: BucketResult
  ) throws -> InfluencerResult {
    var result = InfluencerResult(
      jobID: bucket.jobID, timestamp: bucket.timestamp, bucketSpan: bucket.bucketSpan,
      fieldName: try item.decode(String.self, forKey: .fieldName),
      value: try item.decode(String.self, forKey: .fieldValue),
      influencerScore: try item.number(.score, ifNull: .nan),
      probability: try item.number(.probability, ifNull: .nan))
    result.initialInfluencerScore = try item.number(.initialScore, ifNull: .nan)
    result.isInterim = bucket.isInterim
    return result
  }
}
