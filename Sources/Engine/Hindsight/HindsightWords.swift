import HarrierEvents
import HarrierScoring

/// What records say in hindsight: where else in the whole set a value was seen.
///
/// Counted from the ledger once all blocks are judged: a fold knows a value's first and last time only as of its own
/// order of blocks.
enum HindsightWords {
  /// A value's presence in a set, but for the bucket it is told for.
  struct Sightings {
    /// Buckets with it, and buckets in which it could have been.
    var seen = 0
    var total = 0
    var first: Int64?
    var last: Int64?
    /// Buckets to the nearest and to the farthest other sighting.
    var nearest: Int64?
    var farthest: Int64?
  }

  /// The findings with their records as hindsight tells them.
  static func told(_ found: [BucketJudge.Found], by run: DetectorRun) -> [BucketJudge.Found] {
    guard !found.isEmpty, let ledger = run.ledger else { return found }
    let maker = RecordMaker(job: run.job, detector: run.detector, index: run.index)
    let wanted = found.map { Wanted($0, bucketSeconds: run.job.job.bucketSeconds) }
    let presences = Presences(of: wanted, in: ledger, vocabulary: run.vocabulary)
    return zip(found, wanted).map { one, wanted in
      var one = one
      one.record.mode = "hindsight"
      if case .waking(let silence) = one.finding.kind {
        one.record.description = WakingWords.inHindsight(silence, one.record)
      }
      if let wanted {
        maker.describeInHindsight(
          one.finding, &one.record, presences.sightings(of: wanted), span: Double(ledger.span))
      }
      return one
    }
  }

  /// A rarity finding's key, and the bucket it is told for.
  struct Wanted {
    var partition: UInt32
    /// nil for a partition itself.
    var by: UInt32?
    var bucket: Int64

    init?(_ found: BucketJudge.Found, bucketSeconds: Int64) {
      guard case .rarity(let rarity) = found.finding.kind else { return nil }
      partition = found.finding.partition
      by = rarity.type == .newPartition ? nil : found.finding.by
      bucket = found.record.timestamp.seconds / bucketSeconds
    }
  }
}

/// In which buckets of a ledger some keys and their partitions were.
private struct Presences {
  private var keys: [UInt64: [Int64]] = [:]
  private var partitions: [UInt32: [Int64]] = [:]
  private let all: [Int64]

  private static func key(_ partition: UInt32, _ by: UInt32) -> UInt64 {
    UInt64(partition) << 32 | UInt64(by)
  }

  /// - Complexity: a pass over the ledger's keys.
  init(of wanted: [HindsightWords.Wanted?], in ledger: BucketLedger, vocabulary: SymbolTable) {
    all = ledger.buckets
    for one in wanted {
      guard let one else { continue }
      partitions[one.partition] = []
      if let by = one.by { keys[Self.key(one.partition, by)] = [] }
    }
    if partitions.isEmpty { return }
    var reader = BucketLedger.Reader(ledger, vocabulary: vocabulary)
    for index in all.indices {
      for name in reader.names(index) {
        guard let known = partitions[name.partition] else { continue }
        if known.last != all[index] { partitions[name.partition]!.append(all[index]) }
        let key = Self.key(name.partition, name.by)
        if let known = keys[key], known.last != all[index] { keys[key]!.append(all[index]) }
      }
    }
  }

  func sightings(of wanted: HindsightWords.Wanted) -> HindsightWords.Sightings {
    let active = partitions[wanted.partition] ?? []
    let seen = wanted.by.map { keys[Self.key(wanted.partition, $0)] ?? [] } ?? active
    let others = seen.filter { $0 != wanted.bucket }
    let distances = others.map { abs($0 - wanted.bucket) }
    return .init(
      seen: others.count, total: (wanted.by == nil ? all : active).count - 1, first: others.first,
      last: others.last, nearest: distances.min(), farthest: distances.max())
  }
}
