import HarrierDetectors
import HarrierEvents
import HarrierModels
import HarrierScoring
import HarrierStatistics

/// Closed buckets in, records out: a detector's fold, what steers it, and who puts its findings into words.
///
/// - Not thread-safe; the vocabulary is only read once the buckets are merged.
final class BucketJudge {
  let control: DetectorControl
  private let detector: Plan.PlannedDetector
  private let bucketSeconds: Int64
  private let vocabulary: SymbolTable
  private let fold: any DetectorFold
  private let maker: RecordMaker
  /// Of a detector that judges categories of messages; only read here.
  private let categories: DetectorCategories?
  private let annotator: AnnotationMaker
  /// Keys that changed for good, in the order of the buckets.
  private(set) var annotations: [Annotation] = []
  private var commonCause: CommonCause
  /// In the fold's time.
  private var lastClosed: Int64?
  /// Buckets from the fold's time to the events' own; see ``displace(by:)``.
  private var displacement: Int64 = 0
  /// Where a past that was moved on the calendar ends, in the fold's time.
  private var pastEnd: Int64?
  /// Whether what is found is told, or only learnt from.
  var tells = true {
    didSet { fold.tells = tells }
  }
  private(set) var bucketsClosed = 0

  /// A record, and what it came from.
  struct Found {
    var record: Record
    var finding: Finding
    /// Of its bucket.
    var events: Int
  }

  /// - Parameter span: as of ``FoldRegistry/make(_:job:vocabulary:span:)``.
  init(
    job: Plan.PlannedJob, detector: Plan.PlannedDetector, index: Int, vocabulary: SymbolTable,
    categories: DetectorCategories?, span: Int64? = nil
  ) {
    self.detector = detector
    self.categories = categories
    self.vocabulary = vocabulary
    bucketSeconds = job.job.bucketSeconds
    maker = RecordMaker(job: job, detector: detector, index: index)
    annotator = AnnotationMaker(job: job, detector: detector, index: index)
    commonCause = CommonCause(bucketSeconds: bucketSeconds)
    fold = FoldRegistry.make(detector, job: job.job, vocabulary: vocabulary, span: span)
    control = DetectorControl(job: job.job, spec: detector.spec, vocabulary: vocabulary)
    fold.gate = control.gate
  }

  var keyCount: Int { fold.keyCount }

  /// Whom the hunt has heard of; before the first bucket.
  func ask(_ arrivals: ArrivalView) { fold.arrivals = arrivals }

  // MARK: Plots

  private var plot: PlotRecorder?

  /// Takes down from now on what is expected.
  func record(_ request: ModelPlotRequest) {
    plot = PlotRecorder(request, vocabulary: vocabulary)
    fold.plot = plot
  }

  /// As of ``PlotRecorder/keysLeftOut``.
  var plotKeysLeftOut: Int { plot?.keysLeftOut ?? 0 }

  /// What was taken down, with what is expected after the last bucket.
  func plotted(_ job: Plan.PlannedJob, index: Int, forecastSeconds: Int64) -> [ModelPlotPoint] {
    guard let plot else { return [] }
    if let lastClosed, forecastSeconds > 0 {
      fold.forecast((lastClosed + 1)..<(lastClosed + 1 + max(1, forecastSeconds / bucketSeconds)))
    }
    return plot.told(job, detector, index: index)
  }

  /// Judges a bucket and the empty ones before it, then learns them.
  ///
  /// - Parameter waking: where the detector seldom has any.
  /// - Precondition: after all that were closed.
  func close(
    _ bucket: Int64, events: Int, after waking: Waking? = nil, files: SourceFiles,
    aggregates: () -> [MergedAggregate]
  ) -> [Found] {
    let moved = bucket - displacement
    var found = fillGap(before: moved, files: files)
    lastClosed = moved
    bucketsClosed += 1
    if control.isOff(bucket) { return found }
    found += close(moved, aggregates(), events: events, after: waking, files: files)
    return found
  }

  /// Empty buckets between two that had events count as zero where the function says so; a silence of
  /// more than a day is taken for missing data.
  private func fillGap(before bucket: Int64, files: SourceFiles) -> [Found] {
    guard detector.function.emptyBuckets == .zero, let last = lastClosed,
      (bucket - last) * bucketSeconds <= 86_400
    else { return [] }
    var found: [Found] = []
    for empty in (last + 1)..<max(last + 1, bucket) {
      bucketsClosed += 1
      if control.isOff(empty + displacement) { continue }
      found += close(empty, [], events: 0, files: files)
    }
    return found
  }

  private func close(
    _ bucket: Int64, _ aggregates: [MergedAggregate], events: Int, after waking: Waking? = nil,
    files: SourceFiles
  ) -> [Found] {
    let idle = control.idleKeys(before: bucket)
    if !idle.isEmpty { fold.forget(idle) }
    var found: [Found] = []
    var findings = companioned(fold.close(aggregates, bucket: bucket), bucket)
    if let waking { tell(waking, of: aggregates, in: &findings) }
    for var finding in findings where tells {
      if let pastEnd { finding.timeline.removeAll { $0.bucket < pastEnd } }
      let record = maker.record(
        finding, aggregates, bucket: bucket, vocabulary: vocabulary, categories: categories, files: files)
      if control.admits(record, of: finding) {
        found.append(Found(record: record, finding: finding, events: events))
      }
    }
    for change in fold.takeChanges() where tells {
      annotations.append(annotator.annotation(change, vocabulary: vocabulary))
    }
    control.learn(aggregates, bucket: bucket)
    return found
  }

  /// The rarer of what the fold says of a key and what it is worth that there is any.
  private func tell(_ waking: Waking, of aggregates: [MergedAggregate], in findings: inout [Finding]) {
    let news = waking.news(in: aggregates, vocabulary: vocabulary)
    guard
      let found = Finding(waking: news, of: aggregates, after: waking.silence, bucketSeconds: bucketSeconds)
    else { return }
    guard let place = findings.firstIndex(where: { KeyName($0) == KeyName(found) }) else {
      findings.append(found)
      return
    }
    if found.verdict.seconds > findings[place].verdict.seconds { findings[place] = found }
  }

  /// Numbers of several keys at a time are perhaps one cause: the rarest is told as it is, the others as the less rare.
  private func companioned(_ findings: [Finding], _ bucket: Int64) -> [Finding] {
    var findings = findings
    let numbers = findings.indices.filter { if case .deviation = findings[$0].kind { true } else { false } }
    let rarestFirst = numbers.sorted {
      (-findings[$0].verdict.uncapped, $0) < (-findings[$1].verdict.uncapped, $1)
    }
    for place in rarestFirst {
      let key = KeyName(findings[place]).hash(in: vocabulary)
      let company = commonCause.company(of: key, at: bucket)
      let (verdict, times) = (findings[place].verdict, CommonCause.chances(company: company))
      if verdict.seconds >= ReturnPeriod.day { commonCause.note(key, at: bucket) }
      guard times > 1 else { continue }
      findings[place].company = company
      findings[place].verdict = verdict.inCompany(times)
    }
    return findings.filter { $0.verdict.seconds >= $0.verdict.least }
  }

  /// What the surprisal of a record comes to by what is known after the last bucket.
  func renormalize(_ record: inout Record, _ origin: LookOrigin) {
    // What a silence was worth then, it is worth now.
    guard let lastClosed, origin.kind != .waking else { return }
    record.renormalize(
      by: fold.verdict(surprisal: record.surprisal, origin: origin, bucket: lastClosed + 1)
        .inCompany(record.explanation.timesAsCommon),
      at: EventTime(seconds: (lastClosed + 1 + displacement) * bucketSeconds))
  }

  // MARK: A past that is moved

  /// Moves the buckets that follow back by so many on the calendar, for the fold: what they hold, what calendars and
  /// rules see of them stays where it was.
  func displace(by buckets: Int64) {
    displacement = buckets
    fold.displace(by: buckets * bucketSeconds)
    control.gate?.displacement = buckets * bucketSeconds
  }

  /// Goes on at a later bucket (in the fold's time) as if nothing lay between.
  func skip(to bucket: Int64) {
    guard let last = lastClosed else { return }
    let gap = max(0, bucket - last - 1)
    fold.skip(buckets: gap)
    commonCause = CommonCause(bucketSeconds: bucketSeconds)
    control.skip(buckets: gap)
    lastClosed = nil
    pastEnd = bucket
  }

  // MARK: Memory

  /// Of the models, and of what is known of their keys' use.
  var byteCount: Int { fold.byteCount + control.use.byteCount }

  /// Lets go of the keys that tell least, in the events' time.
  ///
  /// - Returns: how many, and how many of them were in use.
  func evict(_ count: Int, at bucket: Int64) -> (all: Int, inUse: Int) {
    let (least, inUse) = control.takeLeast(count, of: fold.keyNames, bucket: bucket - displacement) {
      $0.hash(in: vocabulary)
    }
    fold.evict(least)
    return (least.count, inUse)
  }

  /// Words of the vocabulary that are asked for.
  func forEachWord(_ body: (UInt32) -> Void) {
    for name in fold.keyNames { name.forEachWord(body) }
    fold.forEachWord(body)
    control.forEachWord(body)
  }

  // MARK: State

  /// As of ``DetectorRun/resume(_:)``.
  func resume(_ found: FoundSoFar) {
    annotations = found.annotations
    bucketsClosed = found.bucketsClosed
  }

  func encode(to writer: inout StateWriter) {
    fold.encode(to: &writer)
    commonCause.encode(to: &writer)
    control.encode(to: &writer)
  }

  init(
    job: Plan.PlannedJob, detector: Plan.PlannedDetector, index: Int, vocabulary: SymbolTable,
    categories: DetectorCategories?, lastClosed: Int64?, from reader: inout StateReader
  ) throws(StateReader.Failure) {
    self.detector = detector
    self.categories = categories
    self.vocabulary = vocabulary
    self.lastClosed = lastClosed
    bucketSeconds = job.job.bucketSeconds
    maker = RecordMaker(job: job, detector: detector, index: index)
    annotator = AnnotationMaker(job: job, detector: detector, index: index)
    fold = try FoldRegistry.read(
      detector, bucketSeconds: bucketSeconds, vocabulary: vocabulary, from: &reader)
    commonCause = try CommonCause(from: &reader)
    control = DetectorControl(job: job.job, spec: detector.spec, vocabulary: vocabulary)
    try control.read(from: &reader)
    fold.gate = control.gate
  }
}
