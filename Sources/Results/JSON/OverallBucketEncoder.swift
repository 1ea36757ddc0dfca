import HarrierScoring

/// A line of `overall_buckets.ndjson`, without the line's end.
public enum OverallBucketEncoder {
  public static func line(_ bucket: OverallBucket) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("result_type", "overall_bucket")
      writer.member("timestamp", bucket.timestamp)
      writer.member("bucket_span", bucket.bucketSpan)
      writer.member("overall_score", bucket.overallScore)
      writer.list("jobs") { list in
        for job in bucket.jobs {
          list.object { item in
            item.member("job_id", job.jobID)
            item.member("max_anomaly_score", job.maxAnomalyScore)
          }
        }
      }
      writer.member("is_interim", bucket.isInterim)
    }
    return writer.text
  }
}
