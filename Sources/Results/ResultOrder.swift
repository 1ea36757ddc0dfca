import HarrierScoring

/// The order of results in files: the same in every run, whatever the number of threads.
public enum ResultOrder {
  public static func sorted(_ records: [Record]) -> [Record] { records.sorted { $0.precedes($1) } }

  public static func sorted(_ buckets: [BucketResult]) -> [BucketResult] {
    buckets.sorted { a, b in
      if a.timestamp != b.timestamp { return a.timestamp < b.timestamp }
      if a.anomalyScore != b.anomalyScore { return a.anomalyScore > b.anomalyScore }
      return ByteOrder.precedes(a.jobID, b.jobID) ?? (a.bucketSpan < b.bucketSpan)
    }
  }

  public static func sorted(_ influencers: [InfluencerResult]) -> [InfluencerResult] {
    influencers.sorted { a, b in
      if a.timestamp != b.timestamp { return a.timestamp < b.timestamp }
      if a.influencerScore != b.influencerScore { return a.influencerScore > b.influencerScore }
      return ByteOrder.precedes(a.jobID, b.jobID) ?? ByteOrder.precedes(a.fieldName, b.fieldName)
        ?? ByteOrder.precedes(a.value, b.value) ?? (a.bucketSpan < b.bucketSpan)
    }
  }
}

extension ResultOrder {
  /// Timestamp, job, detector, and the whole line.
  public static func sorted(_ annotations: [Annotation]) -> [Annotation] {
    annotations.sorted { a, b in
      if a.timestamp != b.timestamp { return a.timestamp < b.timestamp }
      if let first = ByteOrder.precedes(a.jobID, b.jobID) { return first }
      let (first, second) = (a.detector?.index ?? -1, b.detector?.index ?? -1)
      if first != second { return first < second }
      return ByteOrder.precedes(AnnotationEncoder.line(a), AnnotationEncoder.line(b)) ?? false
    }
  }
}

extension Record {
  /// Timestamp, then score descending, then job, detector, and the keys partition, over, by. Records that
  /// agree in all of that are ordered by the rest of their line, so that the order is total.
  public func precedes(_ other: Record) -> Bool {
    if timestamp != other.timestamp { return timestamp < other.timestamp }
    if recordScore != other.recordScore { return recordScore > other.recordScore }
    return precedesByKeys(other)
  }

  /// The ties' part of an order: job, detector, keys, and the whole line.
  func precedesByKeys(_ other: Record) -> Bool {
    keysPrecede(those: other) ?? ByteOrder.precedes(RecordEncoder.line(self), RecordEncoder.line(other))
      ?? false
  }
}
