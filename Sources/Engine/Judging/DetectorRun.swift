import HarrierDetectors
import HarrierEvents
import HarrierJobs
import HarrierModels
import HarrierScoring
import HarrierStatistics

/// One detector through a hunt: its open buckets, its vocabulary, and who judges what closes. Detectors share
/// nothing, so they close their buckets on any thread.
final class DetectorRun {
  let job: Plan.PlannedJob
  let detector: Plan.PlannedDetector
  let index: Int
  /// Keys let go for want of room, and the most that models took at a look.
  private(set) var evictedKeys = 0
  /// Those of them that were in use.
  private(set) var evictedInUse = 0
  private(set) var peakBytes = 0
  private(set) var vocabulary = SymbolTable()
  /// By word: whether this process has told of it as of somebody.
  var isTold: [Bool] = []
  /// Of a live hunt.
  let judge: BucketJudge
  /// Of a detector that judges categories of messages.
  let categories: DetectorCategories?
  /// Of a hunt in hindsight: closed buckets wait here.
  let ledger: BucketLedger?
  let register: HuntRegister
  /// The job's place in the plan.
  let number: Int
  /// When it began to watch, in seconds of event time, where the hunt had begun earlier.
  let since: Int64
  /// Its first bucket with events.
  var firstClosed: Int64?
  var earlyDays = EarlyDays()
  var pending: [Int64: [any ClosableTable]] = [:]
  /// Buckets that were pending and are merged already; see ``sightings(before:)``.
  var mergedAhead: [Int64: (aggregates: [MergedAggregate], events: Int)] = [:]
  private var lastClosed: Int64?
  /// What was found, in the order of the buckets.
  private(set) var records: [Record] = []
  /// Of each record.
  private var origins: [LookOrigin] = []
  /// What changed for good, likewise.
  var annotations: [Annotation] { judge.annotations }
  /// Events of the buckets that have records.
  private(set) var events: [Int64: Int] = [:]
  private(set) var bucketsClosed = 0
  private(set) var keyCount = 0

  /// - Parameters:
  ///   - number: the job's place in the plan.
  ///   - since: when it begins to watch, where the hunt had begun earlier: seconds of event time.
  ///   - register: of the hunt that it is part of.
  ///   - spill: for hindsight; nil judges every bucket when it closes.
  init(
    _ number: Int, _ job: Plan.PlannedJob, detector: Plan.PlannedDetector, index: Int, since: Int64 = .min,
    register: HuntRegister, spill: SpillFile? = nil
  ) {
    self.register = register
    self.number = number
    self.since = since
    self.job = job
    self.detector = detector
    self.index = index
    categories = DetectorCategories(job, detector, vocabulary: vocabulary)
    judge = BucketJudge(
      job: job, detector: detector, index: index, vocabulary: vocabulary, categories: categories)
    let categories = categories
    ledger = spill.map {
      BucketLedger(
        bucketSeconds: job.job.bucketSeconds, influencers: job.influencers.count,
        sampleCap: detector.sampleCap, categories: categories, spill: $0)
    }
    judge.ask(arrivals)
  }

  /// The categories that it knows.
  var definitions: [CategoryDefinition] {
    categories?.definitions(job: job.job, detector: index, partition: detector.spec.partition) ?? []
  }

  /// As of ``BucketJudge/record(_:)``; a live hunt alone can be plotted.
  func record(_ request: ModelPlotRequest) { judge.record(request) }

  var plotKeysLeftOut: Int { judge.plotKeysLeftOut }

  func plotted(forecastSeconds: Int64) -> [ModelPlotPoint] {
    judge.plotted(job, index: index, forecastSeconds: forecastSeconds)
  }

  func hasOpenBucket(before bucket: Int64) -> Bool { pending.keys.contains { $0 < bucket } }

  /// Roughly what there is to close: keys that are visited even without events, and events.
  var pendingWork: Int { pending.values.reduce(keyCount) { $1.reduce($0) { $0 + $1.events } } }

  func receive(_ tables: [(bucket: Int64, table: any ClosableTable)]) {
    for (bucket, table) in tables { pending[bucket, default: []].append(table) }
  }

  /// Scores and learns the pending buckets that end before a time in nanoseconds, in time order; in hindsight they
  /// are put down.
  func close(before horizon: Int64, files: SourceFiles) {
    let end = firstOpen(horizon)
    for bucket in (Array(pending.keys) + mergedAhead.keys).sorted() where bucket < end {
      let ahead = mergedAhead.removeValue(forKey: bucket)
      let tables = pending.removeValue(forKey: bucket) ?? []
      let events = ahead?.events ?? Self.events(tables)
      let waking = waking(at: bucket)
      firstClosed = firstClosed ?? bucket
      lastClosed = bucket
      if let ledger {
        if judge.control.isOff(bucket) { continue }
        ledger.append(settled(ahead?.aggregates ?? merged(tables)), bucket: bucket, events: events)
      } else {
        take(
          judge.close(bucket, events: events, after: waking, files: files) {
            let aggregates = ahead?.aggregates ?? merged(tables)
            noteKeys(of: aggregates, in: bucket)
            return aggregates
          })
      }
    }
    if ledger == nil {
      bucketsClosed = judge.bucketsClosed
      keyCount = judge.keyCount
    }
  }

  func start(of bucket: Int64) -> Int64 { bucket * job.job.bucketSeconds }
  func end(of bucket: Int64) -> Int64 { start(of: bucket + 1) }

  private func take(_ found: [BucketJudge.Found]) {
    for one in found {
      records.append(one.record)
      origins.append(one.finding.origin)
      events[Hunt.bucket(of: one.record.timestamp.nanoseconds, job.bucketNanoseconds)] = one.events
    }
  }

  /// Takes what hindsight found, in the order of the buckets.
  func take(_ found: [BucketJudge.Found], keyCount: Int, modelBytes: Int) {
    take(found)
    self.keyCount = max(self.keyCount, keyCount)
    peakBytes = max(peakBytes, modelBytes)
    bucketsClosed = ledger?.count ?? 0
  }

  func firstOpen(_ horizon: Int64) -> Int64 {
    horizon == .max ? .max : Hunt.bucket(of: horizon, job.bucketNanoseconds)
  }

  static func events(_ tables: [any ClosableTable]) -> Int { tables.reduce(0) { $0 + $1.events } }

  /// What the workers gathered in a bucket, by key; messages as their categories.
  func merged(_ tables: [any ClosableTable]) -> [MergedAggregate] {
    let words = categories == nil ? vocabulary : SymbolTable()
    var merger = AggregateMerger(vocabulary: vocabulary, byWords: words, sampleCap: detector.sampleCap)
    for table in tables { merger.add(table) }
    let merged = merger.sorted()
    return categories?.label(merged, words: words, sampleCap: detector.sampleCap) ?? merged
  }

  /// Without what no fold will ask for.
  private func settled(_ aggregates: [MergedAggregate]) -> [MergedAggregate] {
    let evidence = detector.function.evidence
    let keepsStrings = evidence == .infoContent && detector.over != nil
    // Categories may join later, and their evidence with them.
    if categories != nil { return aggregates }
    return aggregates.map { aggregate in
      var aggregate = aggregate
      aggregate.payload = SettledPayload.settled(aggregate, evidence, keepsStrings: keepsStrings)
      return aggregate
    }
  }

  /// Takes back what does not pass.
  func tellOnly(_ isTold: (Record) -> Bool) {
    let told = records.indices.filter { isTold(records[$0]) }
    guard told.count < records.count else { return }
    (records, origins) = (told.map { records[$0] }, told.map { origins[$0] })
  }

  /// Scores what was found anew, by what is known at the end; of a live hunt.
  func renormalize() {
    for place in records.indices { judge.renormalize(&records[place], origins[place]) }
  }

  // MARK: Memory

  /// Whether keys may have to be let go: then it is known how often each was seen.
  var isLimited: Bool {
    get { judge.control.isLimited }
    set { judge.control.isLimited = newValue }
  }

  /// Bytes of models and their words, estimated from what they know and not from how they came to it. In hindsight, whose
  /// models are gone, those of the largest block.
  ///
  /// - Complexity: O(keys).
  func modelBytes() -> Int {
    guard ledger == nil else { return peakBytes }
    let bytes = modelBytes(of: judge)
    peakBytes = max(peakBytes, bytes)
    return bytes
  }

  /// Of a judge that speaks in the detector's words.
  func modelBytes(of judge: BucketJudge) -> Int {
    var isAsked = [Bool](repeating: false, count: vocabulary.count)
    var words = 0
    judge.forEachWord { word in
      if isAsked[Int(word)] { return }
      isAsked[Int(word)] = true
      // The value, its entry, and its place in an index that is a third full.
      words += vocabulary.bytes(of: word).count + 24 + 12
    }
    return judge.byteCount + words
  }

  /// Lets go of keys, those that tell least first, until no more than so many bytes are left or no key is.
  func evict(downTo bytes: Int, at bucket: Int64) {
    var left = modelBytes()
    while left > bytes, keyCount > 0 {
      // Keys differ in size; some steps come close.
      let share = Double(left - bytes) / Double(left)
      let gone = judge.evict(max(1, Int((share * Double(keyCount)).rounded(.up))), at: bucket)
      if gone.all == 0 { break }
      evictedKeys += gone.all
      evictedInUse += gone.inUse
      keyCount = judge.keyCount
      left = modelBytes()
    }
    dropWords()
  }

  /// Lets go of words that nobody asks for. Categories and plots know words of their own: theirs stay.
  private func dropWords() {
    guard categories == nil else { return }
    var isAsked = [Bool](repeating: false, count: vocabulary.count)
    judge.forEachWord { isAsked[Int($0)] = true }
    vocabulary.removeAll { isAsked[Int($0)] }
    // Others may fill the holes.
    isTold = []
    judge.control.gate?.forgetWords()
  }

  // MARK: State

  /// What this hunt has found so far.
  var found: FoundSoFar {
    FoundSoFar(
      records: records, origins: origins, annotations: annotations, events: events,
      bucketsClosed: bucketsClosed,
      evictedKeys: evictedKeys, evictedInUse: evictedInUse, peakBytes: peakBytes)
  }

  /// Takes in what an earlier process with this hunt has found.
  func resume(_ found: FoundSoFar) {
    records = found.records
    origins = found.origins
    events = found.events
    bucketsClosed = found.bucketsClosed
    evictedKeys = found.evictedKeys
    evictedInUse = found.evictedInUse
    peakBytes = found.peakBytes
    judge.resume(found)
  }

  /// What identifies the detector in saved state: a change of it starts anew.
  var signature: String {
    ([
      job.job.id, String(index), job.job.query, String(job.job.bucketSeconds), detector.spec.function,
      detector.spec.field ?? "", detector.spec.by ?? "", detector.spec.over ?? "",
      detector.spec.partition ?? "",
      detector.spec.useNull ? "null" : "", job.job.influencers.joined(separator: ","),
    ] + judge.control.signature + categorySignature).joined(separator: "\n")
  }

  private var categorySignature: [String] {
    guard categories != nil, let categorization = job.job.categorization else { return [] }
    return ["categories of \(categorization.field)\(categorization.isPerPartition ? " by partition" : "")"]
  }

  func encode(to writer: inout StateWriter, files: SourceFiles) {
    writer.write(lastClosed == nil ? 0 : 1)
    writer.write(Int(lastClosed ?? 0))
    writer.write(Int(firstClosed ?? 0))
    writer.write(Int(since))
    writer.write(earlyDays)
    writer.write(vocabulary.count)
    for symbol in 0..<vocabulary.count { writer.write(vocabulary.bytes(of: UInt32(symbol))) }
    judge.encode(to: &writer)
    categories?.encode(to: &writer)
    writer.write(pending.count)
    for bucket in pending.keys.sorted() {
      writer.write(Int(bucket))
      let words = categories == nil ? vocabulary : SymbolTable()
      var merger = AggregateMerger(vocabulary: vocabulary, byWords: words, sampleCap: detector.sampleCap)
      for table in pending[bucket]! { merger.add(table) }
      OpenBucket.encode(
        merger.sorted(), vocabulary: vocabulary, byWords: words, influencers: job.influencers.count,
        sampleCap: detector.sampleCap, files: files, to: &writer)
    }
  }

  /// The vocabulary alone of what ``encode(to:files:)`` wrote.
  static func readWords(from reader: inout StateReader) throws(StateReader.Failure) -> Set<String> {
    for _ in 0..<4 { _ = try reader.readInt() }
    _ = try EarlyDays(from: &reader)
    var words: Set<String> = []
    for _ in 0..<(try reader.readCount()) { words.insert(try reader.readString()) }
    return words.subtracting([""])
  }

  init(
    _ number: Int, _ job: Plan.PlannedJob, detector: Plan.PlannedDetector, index: Int,
    from reader: inout StateReader, files: SourceFiles, register: HuntRegister
  ) throws(StateReader.Failure) {
    self.job = job
    self.number = number
    self.register = register
    self.detector = detector
    self.index = index
    ledger = nil
    let hasClosed = try reader.readInt() == 1
    let last = Int64(try reader.readInt())
    lastClosed = hasClosed ? last : nil
    let first = Int64(try reader.readInt())
    firstClosed = hasClosed ? first : nil
    since = Int64(try reader.readInt())
    earlyDays = try EarlyDays(from: &reader)
    let words = vocabulary
    for symbol in 0..<(try reader.readCount()) {
      let bytes = try reader.readBytes()
      if symbol > 0, bytes.isEmpty {
        words.appendHole()
        continue
      }
      let made = words.intern(bytes)
      guard made == UInt32(symbol) else { throw .damaged }
    }
    words.fillHoles()
    categories = DetectorCategories(job, detector, vocabulary: words)
    judge = try BucketJudge(
      job: job, detector: detector, index: index, vocabulary: words, categories: categories,
      lastClosed: lastClosed, from: &reader)
    try categories?.read(from: &reader)
    keyCount = judge.keyCount
    for _ in 0..<(try reader.readCount(least: 2)) {
      let bucket = Int64(try reader.readInt())
      let table = try OpenBucket(
        influencers: job.influencers.count, from: &reader, files: files)
      pending[bucket] = [table]
    }
    judge.ask(arrivals)
  }

  /// The first bucket that still takes events.
  var openFrom: Int64 { lastClosed.map { $0 + 1 } ?? .min }
}
