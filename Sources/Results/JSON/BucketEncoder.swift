import HarrierScoring

/// A bucket as a line of `buckets.ndjson`, without the line's end.
public enum BucketEncoder {
  public static func line(_ bucket: BucketResult) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("job_id", bucket.jobID)
      writer.member("result_type", "bucket")
      writer.member("timestamp", bucket.timestamp)
      writer.member("bucket_span", bucket.bucketSpan)
      writer.member("anomaly_score", bucket.anomalyScore)
      writer.member("initial_anomaly_score", bucket.initialAnomalyScore)
      writer.member("event_count", bucket.eventCount)
      writer.member("harrier.record_count", bucket.recordCount)
      writer.member("is_interim", bucket.isInterim)
      writer.list("bucket_influencers") { list in
        for influencer in bucket.influencers { write(influencer, to: &list) }
      }
    }
    return writer.text
  }

  private static func write(_ influencer: InfluencerResult, to list: inout JSONWriter) {
    list.object { item in
      item.member("influencer_field_name", influencer.fieldName)
      item.member("influencer_field_value", influencer.value)
      item.member("anomaly_score", influencer.influencerScore)
      item.member("initial_anomaly_score", influencer.initialInfluencerScore)
      item.member("probability", influencer.probability)
    }
  }
}
