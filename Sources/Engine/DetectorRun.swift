import HarrierDetectors
import HarrierEvents
import HarrierFeatures
import HarrierJobs
import HarrierModels
import HarrierScoring
import HarrierStatistics

/// One detector through a hunt: its open buckets, its fold, its vocabulary. Detectors share nothing, so
/// they close their buckets on any thread.
final class DetectorRun {
  let job: Plan.PlannedJob
  let detector: Plan.PlannedDetector
  let index: Int
  private(set) var vocabulary = SymbolTable()
  private let fold: any DetectorFold
  private let maker: RecordMaker
  private let control: DetectorControl
  /// Of a detector that judges categories of messages.
  private let categories: DetectorCategories?
  private var pending: [Int64: [any ClosableTable]] = [:]
  private var lastClosed: Int64?
  private(set) var bucketsClosed = 0
  /// What was found, in the order of the buckets.
  private(set) var records: [Record] = []
  /// Events of the buckets that have records.
  private(set) var events: [Int64: Int] = [:]

  init(job: Plan.PlannedJob, detector: Plan.PlannedDetector, index: Int) {
    self.job = job
    self.detector = detector
    self.index = index
    maker = RecordMaker(job: job, detector: detector, index: index)
    fold = FoldRegistry.make(detector, job: job.job, vocabulary: vocabulary)
    control = DetectorControl(job: job.job, spec: detector.spec, vocabulary: vocabulary)
    fold.gate = control.gate
    categories = Self.categories(job, detector, vocabulary)
  }

  private static func categories(
    _ job: Plan.PlannedJob, _ detector: Plan.PlannedDetector, _ vocabulary: SymbolTable
  ) -> DetectorCategories? {
    guard detector.template == .message, let categorization = job.job.categorization else { return nil }
    return DetectorCategories(categorization, vocabulary: vocabulary)
  }

  /// The categories that it knows.
  var definitions: [CategoryDefinition] {
    categories?.definitions(job: job.job, partition: detector.spec.partition) ?? []
  }

  var keyCount: Int { fold.keyCount }
  var openBuckets: [Int64] { pending.keys.sorted() }

  func receive(_ tables: [(bucket: Int64, table: any ClosableTable)]) {
    for (bucket, table) in tables { pending[bucket, default: []].append(table) }
  }

  /// Scores and learns the pending buckets that end before a time in nanoseconds, in time order.
  func close(before horizon: Int64, files: [String]) {
    let end = horizon == .max ? Int64.max : Hunt.bucket(of: horizon, job.bucketNanoseconds)
    for bucket in pending.keys.sorted() where bucket < end {
      fillGap(before: bucket, files: files)
      close(bucket, tables: pending.removeValue(forKey: bucket)!, files: files)
    }
  }

  /// Empty buckets between two that had events count as zero where the function says so; a silence of
  /// more than a day is taken for missing data.
  private func fillGap(before bucket: Int64, files: [String]) {
    guard detector.function.emptyBuckets == .zero, let last = lastClosed,
      (bucket - last) * job.job.bucketSeconds <= 86_400
    else { return }
    for empty in (last + 1)..<max(last + 1, bucket) { close(empty, tables: [], files: files) }
  }

  private func close(_ bucket: Int64, tables: [any ClosableTable], files: [String]) {
    lastClosed = bucket
    bucketsClosed += 1
    if control.isOff(bucket) { return }
    let aggregates = aggregates(of: tables)
    let before = records.count
    let idle = control.idleKeys(before: bucket)
    if !idle.isEmpty { fold.forget(idle) }
    for finding in fold.close(aggregates, bucket: bucket) {
      let record = maker.record(
        finding, aggregates, bucket: bucket, vocabulary: vocabulary, categories: categories, files: files)
      if control.admits(record, of: finding) { records.append(record) }
    }
    control.learn(aggregates, bucket: bucket)
    if records.count > before { events[bucket] = tables.reduce(0) { $0 + $1.events } }
  }

  /// What the workers gathered in a bucket, by key; messages as their categories.
  private func aggregates(of tables: [any ClosableTable]) -> [MergedAggregate] {
    let words = categories == nil ? vocabulary : SymbolTable()
    var merger = AggregateMerger(vocabulary: vocabulary, byWords: words, sampleCap: detector.sampleCap)
    for table in tables { merger.add(table, isOnly: tables.count == 1) }
    let merged = merger.sorted()
    return categories?.label(merged, words: words, sampleCap: detector.sampleCap) ?? merged
  }

  // MARK: State

  /// What identifies the detector in saved state: a change of it starts anew.
  var signature: String {
    ([
      job.job.id, String(index), job.job.query, String(job.job.bucketSeconds), detector.spec.function,
      detector.spec.field ?? "", detector.spec.by ?? "", detector.spec.over ?? "",
      detector.spec.partition ?? "",
      detector.spec.useNull ? "null" : "", job.job.influencers.joined(separator: ","),
    ] + control.signature + categorySignature).joined(separator: "\n")
  }

  private var categorySignature: [String] {
    guard categories != nil, let categorization = job.job.categorization else { return [] }
    return ["categories of \(categorization.field)\(categorization.isPerPartition ? " by partition" : "")"]
  }

  func encode(to writer: inout StateWriter, files: [String]) {
    writer.write(lastClosed == nil ? 0 : 1)
    writer.write(Int(lastClosed ?? 0))
    writer.write(vocabulary.count)
    for symbol in 0..<vocabulary.count { writer.write(vocabulary.bytes(of: UInt32(symbol))) }
    fold.encode(to: &writer)
    control.encode(to: &writer)
    categories?.encode(to: &writer)
    writer.write(pending.count)
    for bucket in pending.keys.sorted() {
      writer.write(Int(bucket))
      let words = categories == nil ? vocabulary : SymbolTable()
      var merger = AggregateMerger(vocabulary: vocabulary, byWords: words, sampleCap: detector.sampleCap)
      for table in pending[bucket]! { merger.add(table, isOnly: false) }
      OpenBucket.encode(
        merger.sorted(), vocabulary: vocabulary, byWords: words, influencers: job.influencers.count,
        sampleCap: detector.sampleCap,
        files: files, to: &writer)
    }
  }

  init(
    job: Plan.PlannedJob, detector: Plan.PlannedDetector, index: Int,
    from reader: inout StateReader, fileNumber: (String) -> UInt32
  ) throws(StateReader.Failure) {
    self.job = job
    self.detector = detector
    self.index = index
    maker = RecordMaker(job: job, detector: detector, index: index)
    let hasClosed = try reader.readInt() == 1
    let last = Int64(try reader.readInt())
    lastClosed = hasClosed ? last : nil
    let words = vocabulary
    for symbol in 0..<(try reader.readCount()) {
      let bytes = try reader.readBytes()
      let made = words.intern(bytes)
      guard made == UInt32(symbol) else { throw .damaged }
    }
    fold = try FoldRegistry.read(
      detector, bucketSeconds: job.job.bucketSeconds, vocabulary: words, from: &reader)
    control = DetectorControl(job: job.job, spec: detector.spec, vocabulary: words)
    try control.read(from: &reader)
    fold.gate = control.gate
    categories = Self.categories(job, detector, words)
    try categories?.read(from: &reader)
    for _ in 0..<(try reader.readCount(least: 2)) {
      let bucket = Int64(try reader.readInt())
      let table = try OpenBucket(
        influencers: job.influencers.count, from: &reader, fileNumber: fileNumber)
      pending[bucket] = [table]
    }
  }

  /// The first bucket that still takes events.
  var openFrom: Int64 { lastClosed.map { $0 + 1 } ?? .min }
}

/// The fold for a function's expectation.
enum FoldRegistry {
  static func make(_ detector: Plan.PlannedDetector, job: Job, vocabulary: SymbolTable) -> any DetectorFold {
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
        bucketSeconds: bucketSeconds)
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
