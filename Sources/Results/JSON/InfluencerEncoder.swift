import HarrierScoring

/// An influencer's value in one bucket, as a line of `influencers.ndjson` without the line's end.
public enum InfluencerEncoder {
  public static func line(_ influencer: InfluencerResult) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("job_id", influencer.jobID)
      writer.member("result_type", "influencer")
      writer.member("timestamp", influencer.timestamp)
      writer.member("bucket_span", influencer.bucketSpan)
      writer.member("influencer_field_name", influencer.fieldName)
      writer.member("influencer_field_value", influencer.value)
      writer.member("influencer_score", influencer.influencerScore)
      writer.member("initial_influencer_score", influencer.initialInfluencerScore)
      writer.member("probability", influencer.probability)
      writer.member("is_interim", influencer.isInterim)
    }
    return writer.text
  }
}
