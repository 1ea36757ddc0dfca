import HarrierEvents
import HarrierFeatures
import HarrierJobs

/// What a survey counts for one job.
struct JobTally {
  private var events = 0
  /// By needed field.
  private var present: [Int]
  private var values: [DistinctSketch]
  private var detectors: [DetectorTally]

  init(_ job: Plan.PlannedJob) {
    present = job.needs.map { _ in 0 }
    values = job.needs.map { _ in DistinctSketch() }
    detectors = job.detectors.map { _ in DetectorTally() }
  }

  /// Counts an event that a transform of the job's would take: rows are not made for a survey.
  mutating func addSource() { events += 1 }

  mutating func add(_ row: Int, _ view: RowView, _ job: Plan.PlannedJob) {
    events += 1
    for (number, slot) in job.needs.enumerated() {
      if let point = job.detectors.first(where: { $0.point?.whole == slot })?.point {
        if let place = point.place(row, view) {
          present[number] += 1
          values[number].add(StableHash.mix(place.latitude.bitPattern | 1, place.longitude.bitPattern | 1))
        }
        continue
      }
      let symbol = view.symbol(row, slot)
      guard symbol != 0 else { continue }
      present[number] += 1
      values[number].add(view.symbols.hash(of: symbol))
    }
    for number in detectors.indices { detectors[number].add(row, view, job.detectors[number]) }
  }

  func survey(_ job: Plan.PlannedJob, covered: Range<Int64>?, names: [String]) -> JobSurvey {
    var result = JobSurvey(job: job.job, events: events)
    if !job.transforms.isEmpty {
      result.isOfRows = true
      return result
    }
    result.fields = job.needs.indices.map { number in
      FieldSurvey(
        name: names[job.needs[number]], present: present[number],
        distinct: Int(values[number].estimate))
    }
    result.detectors = zip(detectors, job.detectors).map {
      $0.survey($1, bucketSeconds: job.job.bucketSeconds, covered: covered)
    }
    return result
  }
}

/// What a survey counts for one detector.
struct DetectorTally {
  private var events = 0
  private var by = DistinctSketch()
  private var over = DistinctSketch()
  private var partition = DistinctSketch()
  private var keys = DistinctSketch()
  private var wordBytes = 0
  private var density = KeyDensity()

  mutating func add(_ row: Int, _ view: RowView, _ detector: Plan.PlannedDetector) {
    let raw = detector.by.map { view.symbol(row, $0) }
    let over = detector.over.map { view.symbol(row, $0) }
    let partition = detector.partition.map { view.symbol(row, $0) }
    if !detector.spec.useNull, raw == 0 || over == 0 || partition == 0 { return }
    events += 1
    let by = raw.map { $0 == 0 ? $0 : view.template(detector.template, of: $0) }
    func hash(_ symbol: UInt32?) -> UInt64 { symbol.map { view.symbols.hash(of: $0) } ?? 0 }
    func length(_ symbol: UInt32?) -> Int { symbol.map { view.symbols.bytes(of: $0).count } ?? 0 }
    if by != nil { self.by.add(hash(by)) }
    if over != nil { self.over.add(hash(over)) }
    if partition != nil { self.partition.add(hash(partition)) }
    let owner = StableHash.mix(hash(partition) ^ 0x9E37_79B9_7F4A_7C15, hash(over) | 1)
    let key = StableHash.mix(owner, hash(by) | 1)
    keys.add(key)
    wordBytes += length(by) + length(over) + length(partition)
    // Categories are judged within their partition: its activity is what a bucket is made of.
    let isCategory = detector.function.expectation == .rarity
    density.add(
      isCategory ? hash(partition) : key, second: Hunt.bucket(of: view.batch.times[row], 1_000_000_000))
  }

  func survey(_ detector: Plan.PlannedDetector, bucketSeconds: Int64, covered: Range<Int64>?)
    -> DetectorSurvey
  {
    var result = DetectorSurvey(spec: detector.spec, events: events)
    if detector.by != nil { result.by = Int(by.estimate) }
    if detector.over != nil { result.over = Int(over.estimate) }
    if detector.partition != nil { result.partition = Int(partition.estimate) }
    result.keys = Int(keys.estimate)
    guard events > 0, let covered else { return result }
    result.bucket = BucketChoice.make(density, covered: covered, for: detector.function.expectation)
    let words = [result.by, result.over, result.partition].compactMap(\.self).reduce(0, +)
    let parts = max(1, [detector.by, detector.over, detector.partition].compactMap(\.self).count)
    let buckets = max(1, Double(covered.upperBound - covered.lowerBound) / Double(bucketSeconds))
    result.memory = MemoryEstimate.bytes(
      detector.function, hasOver: detector.over != nil, keys: result.keys, events: events, words: words,
      wordBytes: Double(wordBytes) / Double(events * parts), rowsPerBucket: Double(events) / buckets,
      sampleCap: detector.sampleCap)
    return result
  }
}
