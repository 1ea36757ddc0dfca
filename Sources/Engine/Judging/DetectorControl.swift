import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierStatistics

/// What a job file says beside what to look for: calendars, rules, frequent values, forgetting.
final class DetectorControl {
  let gate: LearningGate?
  private let job: Job
  private let spec: DetectorSpec
  private let resultRules: [CustomRule]
  private var frequency = FrequencyTally()
  private(set) var use = KeyUse()
  /// Whether keys may have to be let go: then it is known how often each was seen.
  var isLimited = false
  /// Whether the members of a population are keys of the models, or only what they show is.
  private let hasMembers: Bool
  /// Buckets of the calendar in which no key was idle, for they never were.
  private var skipped: Int64 = 0

  init(job: Job, spec: DetectorSpec, vocabulary: SymbolTable) {
    self.job = job
    self.spec = spec
    gate = LearningGate(spec, vocabulary: vocabulary, bucketSeconds: job.bucketSeconds)
    hasMembers = spec.function != "rare" && spec.function != "freq_rare"
    resultRules = spec.customRules.filter { $0.actions.contains(.skipResult) }
  }

  /// Whether a calendar takes part of the bucket: it is neither judged nor learnt.
  func isOff(_ bucket: Int64) -> Bool {
    guard !job.calendars.isEmpty else { return false }
    let start = bucket * job.bucketSeconds
    return job.calendars.contains { $0.covers(start..<(start + job.bucketSeconds)) }
  }

  /// Keys to forget before the bucket is judged.
  func idleKeys(before bucket: Int64) -> Set<KeyName> {
    guard let window = job.modelPruneSeconds else { return [] }
    return use.takeIdle(bucket: bucket - skipped, bucketSeconds: job.bucketSeconds, window: window)
  }

  /// Whether a finding is told.
  func admits(_ record: Record, of finding: Finding) -> Bool {
    let name = KeyName(finding)
    if spec.excludeFrequent != .none, frequency.isFrequent(name, spec.excludeFrequent) { return false }
    return !resultRules.contains { rule in
      rule.covers { field in Self.value(of: field, in: record) }
        && rule.holds(
          actual: record.actual, typical: record.typical, bucketStart: record.timestamp.seconds)
    }
  }

  private static func value(of field: String, in record: Record) -> String? {
    [record.by, record.over, record.partition].first { $0?.fieldName == field }??.value
  }

  /// Takes in a judged bucket.
  func learn(_ aggregates: [MergedAggregate], bucket: Int64) {
    guard watchesUse || spec.excludeFrequent != .none, !aggregates.isEmpty else { return }
    let names = aggregates.map(KeyName.init)
    if spec.excludeFrequent != .none {
      frequency.learn(names, spec.excludeFrequent, bucketSeconds: job.bucketSeconds)
    }
    if watchesUse {
      use.see(names.map(key), bucket: bucket - skipped, bucketSeconds: job.bucketSeconds)
    }
  }

  private var watchesUse: Bool { isLimited || job.modelPruneSeconds != nil }

  /// The key of the models that a name is of.
  private func key(_ name: KeyName) -> KeyName {
    hasMembers ? name : KeyName(partition: name.partition, over: 0, by: name.by)
  }

  // MARK: Memory

  /// As of ``KeyUse/takeLeast(_:of:bucket:bucketSeconds:order:)``.
  func takeLeast(
    _ count: Int, of known: [KeyName], bucket: Int64, order: (KeyName) -> UInt64
  ) -> (names: [KeyName], inUse: Int) {
    use.takeLeast(
      count, of: known, bucket: bucket - skipped, bucketSeconds: job.bucketSeconds, order: order)
  }

  /// Words that it knows.
  func forEachWord(_ body: (UInt32) -> Void) {
    use.forEach { $0.forEachWord(body) }
    frequency.forEachWord(body)
  }

  /// As ``DetectorFold/skip(buckets:)``.
  func skip(buckets: Int64) { skipped += buckets }

  // MARK: State

  /// What of it changes what is learnt: part of what identifies the detector in saved state.
  var signature: [String] {
    var parts: [String] = []
    if let field = job.summaryCountField { parts.append("summary \(field)") }
    if spec.excludeFrequent != .none { parts.append("frequent \(spec.excludeFrequent.rawValue)") }
    if let window = job.modelPruneSeconds { parts.append("prune \(window)") }
    return parts
  }

  func encode(to writer: inout StateWriter) {
    if spec.excludeFrequent != .none { frequency.encode(to: &writer) }
    use.encode(to: &writer)
  }

  func read(from reader: inout StateReader) throws(StateReader.Failure) {
    if spec.excludeFrequent != .none { frequency = try FrequencyTally(from: &reader) }
    use = try KeyUse(from: &reader)
  }
}
