import HarrierScoring

/// What a job's models take, as a line of `model_sizes.ndjson` without the line's end. Elastic's names where the field is
/// theirs.
public enum ModelSizeEncoder {
  public static func line(_ size: ModelSize) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("job_id", size.jobID)
      writer.member("result_type", "model_size_stats")
      writer.member("timestamp", size.timestamp)
      writer.member("model_bytes", size.modelBytes)
      writer.member("peak_model_bytes", size.peakModelBytes)
      if let limit = size.memoryLimitBytes { writer.member("model_bytes_memory_limit", limit) }
      writer.member("memory_status", size.memoryStatus)
      if let categories = size.categories { writer.member("total_category_count", categories) }
      writer.member("harrier.keys", size.keys)
      writer.member("harrier.evicted_keys", size.evictedKeys)
      writer.member("harrier.mode", size.mode)
    }
    return writer.text
  }
}
