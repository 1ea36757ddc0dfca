import HarrierDetectors
import HarrierEvents
import HarrierFeatures
import HarrierJobs
import HarrierModels
import HarrierStatistics

/// The fold for a function's expectation.
enum FoldRegistry {
  /// - Parameter span: seconds from the first to the last bucket, where no more will come; nil where time goes on.
  static func make(
    _ detector: Plan.PlannedDetector, job: Job, vocabulary: SymbolTable, span: Int64? = nil
  ) -> any DetectorFold {
    let bucketSeconds = job.bucketSeconds
    let function = detector.function
    switch function.expectation {
    case .strangestMetric:
      return StrangestMetricFold { make(detector, evidence: $0, job: job) }
    case .hoursOfDay, .hoursOfWeek:
      return ClockFold(
        circle: function.expectation == .hoursOfDay ? .day : .week, hasOver: detector.over != nil,
        bucketSeconds: bucketSeconds)
    case .whereabouts: return WhereaboutsFold(hasOver: detector.over != nil, bucketSeconds: bucketSeconds)
    case .regularity: return RhythmFold(bucketSeconds: bucketSeconds)
    case .rarity:
      return RarityFold(
        isPartitioned: detector.partition != nil, weighsFrequency: function.name == "freq_rare",
        entity: entity(of: job), traits: traits(of: detector.spec, job), vocabulary: vocabulary,
        bucketSeconds: bucketSeconds, memory: span.map { .finite(spanSeconds: $0) } ?? .endless)
    default: return make(detector, evidence: function.evidence, job: job)
    }
  }

  /// The fold for one number a bucket.
  private static func make(_ detector: Plan.PlannedDetector, evidence: Evidence, job: Job) -> any DetectorFold
  {
    let bucketSeconds = job.bucketSeconds
    let function = detector.function
    let countsEmpty = function.emptyBuckets == .zero
    if detector.over != nil {
      return PopulationFold(side: function.side, evidence: evidence, bucketSeconds: bucketSeconds)
    }
    if function.expectation == .seasonalCount {
      return SeriesFold<SeasonalCount>(
        side: function.side, countsEmpty: countsEmpty, evidence: evidence, bucketSeconds: bucketSeconds)
    }
    return SeriesFold<SeasonalMetric>(
      side: function.side, countsEmpty: countsEmpty, evidence: evidence, bucketSeconds: bucketSeconds)
  }

  /// The influencer that names who is behind an event.
  private static func entity(of job: Job) -> Int {
    let names = ["host.name", "user.name", "aws.cloudtrail.user_identity.arn", "user.id", "source.ip"]
    for name in names {
      if let place = job.influencers.firstIndex(of: name), place < SampleRow.Influencers.capacity {
        return place
      }
    }
    return -1
  }

  /// The influencers that say who or what brings a value, beside the detector's own fields.
  private static func traits(of detector: DetectorSpec, _ job: Job) -> [Int] {
    let own = [detector.by, detector.over, detector.partition].compactMap { $0 }
    return job.influencers.prefix(SampleRow.Influencers.capacity).indices.filter {
      !own.contains(job.influencers[$0])
    }
  }

  static func read(
    _ detector: Plan.PlannedDetector, bucketSeconds: Int64, vocabulary: SymbolTable,
    from reader: inout StateReader
  ) throws(StateReader.Failure) -> any DetectorFold {
    switch detector.function.expectation {
    case .strangestMetric:
      return try StrangestMetricFold { evidence throws(StateReader.Failure) in
        try read(detector, evidence: evidence, bucketSeconds: bucketSeconds, from: &reader)
      }
    case .hoursOfDay, .hoursOfWeek:
      return try ClockFold(
        circle: detector.function.expectation == .hoursOfDay ? .day : .week, hasOver: detector.over != nil,
        bucketSeconds: bucketSeconds, from: &reader)
    case .whereabouts:
      return try WhereaboutsFold(
        hasOver: detector.over != nil, bucketSeconds: bucketSeconds, from: &reader)
    case .regularity: return try RhythmFold(bucketSeconds: bucketSeconds, from: &reader)
    case .rarity: return try RarityFold(vocabulary: vocabulary, from: &reader)
    default:
      return try read(
        detector, evidence: detector.function.evidence, bucketSeconds: bucketSeconds, from: &reader)
    }
  }

  private static func read(
    _ detector: Plan.PlannedDetector, evidence: Evidence, bucketSeconds: Int64,
    from reader: inout StateReader
  ) throws(StateReader.Failure) -> any DetectorFold {
    let function = detector.function
    let countsEmpty = function.emptyBuckets == .zero
    if detector.over != nil {
      return try PopulationFold(
        side: function.side, evidence: evidence, bucketSeconds: bucketSeconds, from: &reader)
    }
    if function.expectation == .seasonalCount {
      return try SeriesFold<SeasonalCount>(
        side: function.side, countsEmpty: countsEmpty, evidence: evidence, bucketSeconds: bucketSeconds,
        from: &reader)
    }
    return try SeriesFold<SeasonalMetric>(
      side: function.side, countsEmpty: countsEmpty, evidence: evidence, bucketSeconds: bucketSeconds,
      from: &reader)
  }
}
