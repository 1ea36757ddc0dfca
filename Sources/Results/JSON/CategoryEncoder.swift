import HarrierScoring

/// A category of messages, as a line of `categories.ndjson` without the line's end.
public enum CategoryEncoder {
  public static func line(_ category: CategoryDefinition) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("job_id", category.jobID)
      writer.member("result_type", "category_definition")
      writer.member("detector_index", category.detectorIndex)
      writer.member("category_id", category.id)
      if let partition = category.partition {
        writer.member("partition_field_name", partition.fieldName)
        writer.member("partition_field_value", partition.value)
      }
      writer.member("terms", category.terms)
      writer.member("regex", category.regex)
      writer.member("max_matching_length", category.maxMatchingLength)
      writer.member("examples", category.examples)
      writer.member("num_matches", category.matches)
      writer.member("harrier.template", category.template)
    }
    return writer.text
  }
}
