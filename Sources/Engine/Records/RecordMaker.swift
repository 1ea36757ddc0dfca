import HarrierEvents
import HarrierFeatures
import HarrierJobs
import HarrierModels
import HarrierScoring
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// Puts a finding's numbers into a record: names, influencers, evidence, the sentence a person reads.
struct RecordMaker {
  private let job: Job
  private let detector: Plan.PlannedDetector
  private let index: Int
  /// An influencer below this share of the surprisal is none.
  private static let leastShare = 0.4
  private static let mostValues = 10
  private static let mostEvents = 10

  init(job: Plan.PlannedJob, detector: Plan.PlannedDetector, index: Int) {
    self.job = job.job
    self.detector = detector
    self.index = index
  }

  func record(
    _ finding: Finding, _ aggregates: [MergedAggregate], bucket: Int64, vocabulary: SymbolTable,
    categories: DetectorCategories? = nil, files: SourceFiles
  ) -> Record {
    let spec = detector.spec
    let aggregate = finding.aggregate.map { aggregates[$0] }
    let sample = aggregate?.sample(cap: 40) ?? []
    let score = ReturnPeriod.score(seconds: finding.verdict.seconds)
    var record = Record(
      jobID: job.id, detectorIndex: index, detectorLabel: spec.label,
      timestamp: EventTime(seconds: bucket * job.bucketSeconds), bucketSpan: job.bucketSeconds,
      function: detector.function.name, functionDescription: detector.function.summary,
      fieldName: spec.field, probability: exp(-finding.surprisal), surprisal: finding.surprisal,
      score: score, explanation: explanation(finding), returnPeriodSeconds: finding.verdict.seconds,
      description: "")
    record.multiBucketImpact = multiBucketImpact(finding)
    let category = categories?.category(finding.by, finding.partition)
    record.by = spec.by.map {
      KeyPart(fieldName: $0, value: category?.template ?? rawBy(finding, sample, vocabulary))
    }
    record.over = spec.over.map { KeyPart(fieldName: $0, value: vocabulary.text(of: finding.over)) }
    record.partition = spec.partition.map {
      KeyPart(fieldName: $0, value: vocabulary.text(of: finding.partition))
    }
    record.actual = [finding.actual]
    record.typical = [finding.typical]
    record.influencers = influencers(finding, sample)
    record.causes = causes(finding, aggregates, vocabulary, categories)
    record.events = events(sample, files)
    record.timeline = finding.timeline.map {
      TimelinePoint(
        timestamp: EventTime(seconds: $0.bucket * job.bucketSeconds), actual: Double($0.actual),
        expected: Double($0.expected), upper: Double($0.upper))
    }
    describe(finding, &record, vocabulary)
    if let category {
      // A number for machines; people have read the template.
      record.by?.value = String(category.id)
      record.explanation.template = category.template
    }
    return record
  }

  /// The value as the log wrote it: the least of the sample, so that any cut shows the same.
  private func rawBy(
    _ finding: Finding, _ sample: [(row: SampleRow, symbols: SymbolTable)], _ vocabulary: SymbolTable
  ) -> String {
    let raw = sample.map { $0.symbols.text(of: $0.row.rawBy) }.min()
    return raw ?? vocabulary.text(of: finding.by)
  }

  /// −5: all of the surprisal is the bucket's own; 5: all of it is that of its key's last buckets together; 0 too where
  /// only buckets are asked. Where the bucket is told, the run takes no part beyond the half.
  private func multiBucketImpact(_ finding: Finding) -> Double {
    guard case .deviation(let deviation) = finding.kind, let evidence = deviation.evidence else { return 0 }
    let several = deviation.run == nil ? min(evidence.several, evidence.single) : evidence.several
    let most = max(evidence.single, several)
    return most > 0 ? 5 * ((several - evidence.single) / most) : 0
  }

  private func explanation(_ finding: Finding) -> Explanation {
    let verdict = finding.verdict
    var made = Explanation(
      anomalyType: type(of: finding), looksPerDay: verdict.looksPerDay, modelReturnPeriod: verdict.model,
      empiricalReturnPeriod: verdict.empirical, historyLimit: verdict.historyLimit,
      decidedBy: verdict.decidedBy, singleBucketSurprisal: finding.surprisal)
    made.learning = verdict.decidedBy == "history"
    switch finding.kind {
    case .rarity(let rarity):
      made.noveltyRate = rarity.noveltyRate
      made.presenceRate = rarity.presenceRate
      if detector.partition != nil {
        made.peersWithValue = rarity.peersWithValue
        made.peers = rarity.peers
      }
    case .deviation(let deviation):
      made.company = finding.company
      made.typicalValue = finding.typical
      made.lowerConfidenceBound = deviation.lower
      made.upperConfidenceBound = deviation.upper
      made.ordinaryUpTo = deviation.ordinaryUpTo
      if let evidence = deviation.evidence {
        made.singleBucketSurprisal = evidence.single
        made.multiBucketSurprisal = evidence.several
      }
    case .moment, .rhythm:
      made.typicalValue = finding.typical
    case .waking(let silence): made.othersWaking = silence.others
    case .journey: break
    }
    return made
  }

  private func type(of finding: Finding) -> AnomalyType {
    switch finding.kind {
    case .rarity(let rarity): rarity.type
    case .deviation(let deviation): deviation.isHigh ? .spike : .dip
    case .moment: .unusualTime
    case .journey(let found):
      found.journey.speedSurprisal > found.journey.distanceSurprisal ? .fastJourney : .unusualPlace
    case .rhythm: .regularContacts
    case .waking: .firstActivity
    }
  }

  // MARK: Influencers and evidence

  private func influencers(
    _ finding: Finding, _ sample: [(row: SampleRow, symbols: SymbolTable)]
  ) -> [Influencer] {
    guard !sample.isEmpty else { return [] }
    var result: [Influencer] = []
    for (number, field) in job.influencers.prefix(SampleRow.Influencers.capacity).enumerated() {
      let values = values(of: number, finding, sample)
      if !values.isEmpty {
        result.append(Influencer(fieldName: field, values: Array(values.prefix(Self.mostValues))))
      }
    }
    return result
  }

  private func values(
    of number: Int, _ finding: Finding, _ sample: [(row: SampleRow, symbols: SymbolTable)]
  ) -> [InfluencerValue] {
    var tally: [String: Int] = [:]
    for (row, symbols) in sample where row.influencers[number] != 0 {
      for value in symbols.string(of: row.influencers[number]).split(separator: "\u{1F}") {
        tally[String(value), default: 0] += 1
      }
    }
    let total = Double(sample.count)
    var values: [InfluencerValue] = []
    for (value, count) in tally {
      let share = share(Double(count) / total, finding)
      if share >= Self.leastShare { values.append(InfluencerValue(value: value, share: share)) }
    }
    // What is rare is influenced by all that stood by it, where nothing stood by most of it.
    if values.isEmpty, isRarity(finding) {
      values = tally.map { InfluencerValue(value: $0.key, share: Double($0.value) / total) }
    }
    return values.sorted { $0.share != $1.share ? $0.share > $1.share : $0.value < $1.value }
  }

  private func isRarity(_ finding: Finding) -> Bool {
    switch finding.kind {
    case .rarity, .waking: true
    default: false
    }
  }

  /// How much of the surprisal vanishes without a share of the events.
  private func share(_ part: Double, _ finding: Finding) -> Double {
    guard let without = finding.surprisalWithout, finding.surprisal > 0 else { return part }
    return min(1, max(0, 1 - without(part) / finding.surprisal))
  }

  private func causes(
    _ finding: Finding, _ aggregates: [MergedAggregate], _ vocabulary: SymbolTable,
    _ categories: DetectorCategories?
  ) -> [Cause] {
    guard let by = detector.spec.by, !finding.causes.isEmpty else { return [] }
    return finding.causes.map { cause in
      let aggregate = aggregates[cause.aggregate]
      let sample = aggregate.sample(cap: 10)
      let category = categories?.category(aggregate.by, aggregate.partition).map { String($0.id) }
      let raw = category ?? sample.map { $0.symbols.text(of: $0.row.rawBy) }.min()
      return Cause(
        byFieldName: by, byFieldValue: raw ?? vocabulary.text(of: aggregate.by),
        partitionFieldValue: detector.spec.partition.map { _ in vocabulary.text(of: aggregate.partition) },
        probability: exp(-cause.surprisal), actual: cause.actual ?? Double(aggregate.count),
        typical: cause.typical)
    }
  }

  private func events(
    _ sample: [(row: SampleRow, symbols: SymbolTable)], _ files: SourceFiles
  ) -> [EvidencePointer] {
    let pointers = sample.flatMap { files.pointers(of: $0.row) }
    let sorted = pointers.sorted { first, second in
      if first.timestamp != second.timestamp { return first.timestamp < second.timestamp }
      return (first.source, first.offset) < (second.source, second.offset)
    }
    return Array(sorted.prefix(Self.mostEvents))
  }

  // MARK: Words

  private func describe(_ finding: Finding, _ record: inout Record, _ vocabulary: SymbolTable) {
    switch finding.kind {
    case .deviation(let deviation): describe(deviation, finding, &record)
    case .rarity(let rarity): describe(rarity, finding, &record, vocabulary)
    case .moment(let moment):
      record.description = TimeAndPlaceWords.sentence(moment)
      record.totalBuckets = Double(moment.looks)
    case .journey(let found):
      record.description = TimeAndPlaceWords.sentence(found)
      record.totalBuckets = Double(found.looks)
      record.actual = [found.journey.place.latitude, found.journey.place.longitude]
      record.typical = [found.journey.nearest.latitude, found.journey.nearest.longitude]
    case .rhythm(let rhythm):
      record.description = TimeAndPlaceWords.sentence(
        rhythm, actual: finding.actual, typical: finding.typical)
      record.totalBuckets = Double(rhythm.looks)
    case .waking(let silence): record.description = WakingWords.sentence(silence, record)
    }
  }

  /// What else the record speaks for.
  private func more(_ record: Record) -> String {
    record.causes.isEmpty ? "" : " and \(record.causes.count) more"
  }

  private func describe(_ deviation: Finding.Deviation, _ finding: Finding, _ record: inout Record) {
    let typical = finding.typical
    let quantity = Quantity(function: detector.spec.function, field: detector.spec.field)
    var sentence = Wording.deviation(actual: deviation.run ?? finding.actual, typical: typical)
    if let run = deviation.run {
      let span = Wording.span(seconds: Double(Int64(RecentRun.length) * job.bucketSeconds))
      sentence += " over \(span) (about \(quantity.text(run)) against \(quantity.text(typical)); now"
      sentence += " \(quantity.text(finding.actual))"
      if let statistic = deviation.statistic { sentence += ", the \(statistic)" }
      record.description = sentence + ")" + more(record)
      record.totalBuckets = Double(deviation.observations)
      return
    }
    sentence += " (\(quantity.text(finding.actual)) against \(quantity.text(typical))"
    if deviation.isFirst { sentence += ", what newcomers usually start with" }
    if let statistic = deviation.statistic { sentence += ", the \(statistic)" }
    sentence += ")"
    record.description = sentence + more(record)
    record.totalBuckets = Double(deviation.observations)
  }

  /// `first ListBuckets by app-WAF-role in 30 days (0 of 712 active hours; 41 of 60 peers call it)`
  private func describe(
    _ rarity: Finding.Rarity, _ finding: Finding, _ record: inout Record, _ vocabulary: SymbolTable
  ) {
    let value = Wording.value(record.by?.value ?? "")
    let place = record.partition.map { " by \(Wording.value($0.value))" } ?? ""
    let looked = "\(rarity.totalBuckets) active \(bucketName(rarity.totalBuckets))"
    var sentence: String
    switch rarity.type {
    case .newPartition:
      sentence = "\(Wording.value(record.partition?.value ?? "")) never seen before (first: \(value)"
    case .newValue:
      sentence = "\(uses(rarity, finding, record) ?? "first \(value)\(place)") (0 of \(looked)"
    default:
      sentence =
        "\(uses(rarity, finding, record) ?? "rare \(value)\(place)") (\(rarity.seenBuckets) of \(looked)"
      if let last = rarity.lastBucket {
        let ago = Double(record.timestamp.seconds - last * job.bucketSeconds)
        sentence += ", last \(Wording.span(seconds: ago)) ago"
      }
    }
    record.description = sentence + company(rarity, record)
    record.seenBuckets = Double(rarity.seenBuckets)
    record.totalBuckets = Double(rarity.totalBuckets)
    record.firstSeen = rarity.firstBucket.map { EventTime(seconds: $0 * job.bucketSeconds) }
    record.lastSeen = rarity.lastBucket.map { EventTime(seconds: $0 * job.bucketSeconds) }
    let template = vocabulary.string(of: finding.by)
    if template != record.by?.value { record.explanation.template = template }
  }

  /// `22 times w0 by h2, where 1.4 are usual`; nil where it is the value that is told.
  private func uses(_ rarity: Finding.Rarity, _ finding: Finding, _ record: Record) -> String? {
    guard rarity.isOfUse else { return nil }
    let owners = [record.over, record.partition].compactMap { $0.map { Wording.value($0.value) } }
    let place = owners.isEmpty ? "" : " by \(owners.joined(separator: " of "))"
    return "\(Wording.number(finding.actual)) times \(Wording.value(record.by?.value ?? ""))\(place), where "
      + "\(Wording.number(finding.typical)) are usual"
  }

  /// Who else shows it, and what else there is; ends the sentence.
  private func company(_ rarity: Finding.Rarity, _ record: Record) -> String {
    var words = ""
    if record.partition != nil, rarity.type != .newPartition {
      words += "; \(rarity.peersWithValue) of \(rarity.peers) peers show it"
    }
    if rarity.newcomers > 0 { words += "; \(rarity.newcomers) others new within a day" }
    if rarity.spread > 1 { words += "; taken up by \(rarity.spread) lately" }
    words += ")"
    return words + more(record)
  }

  /// `ListBuckets by app-WAF-role seen nowhere else in 9 days (0 of 712 other active hours; 41 of 60 peers show it)`
  ///
  /// - Parameter span: how long the set is, in seconds.
  func describeInHindsight(
    _ finding: Finding, _ record: inout Record, _ sightings: HindsightWords.Sightings, span: Double
  ) {
    guard case .rarity(let rarity) = finding.kind else { return }
    // A category's value is its number.
    let shown = detector.template == .message ? record.explanation.template : record.by?.value
    let value = Wording.value(shown ?? "")
    let isPartition = rarity.type == .newPartition
    let subject =
      isPartition
      ? Wording.value(record.partition?.value ?? "")
      : value + (record.partition.map { " by \(Wording.value($0.value))" } ?? "")
    var sentence =
      uses(rarity, finding, record)
      ?? subject + " " + elsewhere(sightings, isNew: rarity.type != .rareValue, span: span)
    let name = bucketName(sightings.total)
    sentence += " (\(sightings.seen) of \(sightings.total) other active \(name)"
    if isPartition { sentence += "; with \(value)" }
    record.description = sentence + company(rarity, record)
    record.seenBuckets = Double(sightings.seen)
    record.totalBuckets = Double(sightings.total)
    record.firstSeen = sightings.first.map { EventTime(seconds: $0 * job.bucketSeconds) }
    record.lastSeen = sightings.last.map { EventTime(seconds: $0 * job.bucketSeconds) }
  }

  /// What is new to the fold may go on for a while after: that is no other place.
  private func elsewhere(_ sightings: HindsightWords.Sightings, isNew: Bool, span: Double) -> String {
    guard let nearest = sightings.nearest, let farthest = sightings.farthest else {
      return "seen nowhere else in \(Wording.span(seconds: span))"
    }
    func words(_ buckets: Int64) -> String { Wording.span(seconds: Double(buckets * job.bucketSeconds)) }
    return isNew
      ? "seen only within \(words(farthest + 1)) of \(Wording.span(seconds: span))"
      : "is rare, the nearest \(words(nearest)) away"
  }

  private func bucketName(_ count: Int) -> String {
    switch job.bucketSeconds {
    case 3600: count == 1 ? "hour" : "hours"
    case 86_400: count == 1 ? "day" : "days"
    default:
      job.bucketSeconds % 3600 == 0
        ? "\(job.bucketSeconds / 3600)-hour buckets" : "\(job.bucketSeconds / 60)-minute buckets"
    }
  }
}
