import HarrierScoring

/// Who took part in what was found, over jobs and buckets, as a line of JSON without the line's end.
public enum EntityEncoder {
  public static func line(_ entity: EntityResult) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("result_type", "entity")
      writer.member("influencer_field_name", entity.fieldName)
      writer.member("influencer_field_value", entity.value)
      writer.member("max_influencer_score", entity.maximumScore)
      writer.member("sum_influencer_score", entity.totalScore)
      writer.member("first_timestamp", entity.firstBucket)
      writer.member("last_timestamp", entity.lastBucket)
      writer.member("jobs", entity.jobs)
    }
    return writer.text
  }
}
