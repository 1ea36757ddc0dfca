import HarrierEvents

/// A detector's closed buckets in order of time, kept to be judged when all of them are known.
///
/// Use for hindsight; a live hunt forgets a bucket as soon as it is learnt.
///
/// - State: pages of a quarter of a megabyte or more, in memory while there is room, in a ``SpillFile`` beyond.
final class BucketLedger {
  private enum Storage {
    case memory([UInt8])
    case spilled(Int64, count: Int)
  }

  private struct Page {
    var storage: Storage
    var layout: LedgerPage.Layout
  }

  private static let pageBytes = 1 << 18
  private let spill: SpillFile
  private let bucketSeconds: Int64
  private let influencers: Int
  private let sampleCap: Int
  private var pages: [Page] = []
  private var places: [(page: Int, place: LedgerPage.Place)] = []
  private var open: LedgerPageWriter

  init(bucketSeconds: Int64, influencers: Int, sampleCap: Int, spill: SpillFile) {
    self.bucketSeconds = bucketSeconds
    self.influencers = influencers
    self.sampleCap = sampleCap
    self.spill = spill
    open = LedgerPageWriter(influencers: influencers, sampleCap: sampleCap)
  }

  /// Of the sealed pages.
  private(set) var byteCount = 0

  var count: Int { places.count + open.buckets.count }

  /// - Precondition: after all that is in it, and not sealed.
  func append(_ aggregates: [MergedAggregate], bucket: Int64, events: Int) {
    open.append(aggregates, bucket: bucket, events: events)
    if open.byteCount >= Self.pageBytes { seal() }
  }

  /// Ends writing: from here on it is only read.
  func seal() {
    if open.buckets.isEmpty { return }
    let (bytes, layout) = open.sealed()
    byteCount += bytes.count
    places += open.buckets.map { (pages.count, $0) }
    pages.append(Page(storage: store(bytes), layout: layout))
    open = LedgerPageWriter(influencers: influencers, sampleCap: sampleCap)
  }

  private func store(_ bytes: [UInt8]) -> Storage {
    if spill.hasRoom(for: bytes.count) { return .memory(bytes) }
    // Without room on disk memory has to do.
    return spill.append(bytes).map { .spilled($0, count: bytes.count) } ?? .memory(bytes)
  }

  /// The buckets, ascending.
  var buckets: [Int64] { places.map(\.place.bucket) }

  /// Seconds from the start of the first to the end of the last bucket.
  var span: Int64 {
    guard let first = places.first, let last = places.last else { return 0 }
    return (last.place.bucket - first.place.bucket + 1) * bucketSeconds
  }

  /// Reads its buckets, in any order; fast in theirs. One a thread.
  struct Reader {
    private let ledger: BucketLedger
    private let vocabulary: SymbolTable
    private var current: (number: Int, page: LedgerPage)?

    init(_ ledger: BucketLedger, vocabulary: SymbolTable) {
      self.ledger = ledger
      self.vocabulary = vocabulary
    }

    mutating func aggregates(_ index: Int) -> [MergedAggregate] {
      let (number, place) = ledger.places[index]
      return page(number).aggregates(at: place, vocabulary: vocabulary)
    }

    /// Its keys alone.
    mutating func names(_ index: Int) -> [KeyName] {
      let (number, place) = ledger.places[index]
      return page(number).names(at: place)
    }

    func events(_ index: Int) -> Int { ledger.places[index].place.events }

    private mutating func page(_ number: Int) -> LedgerPage {
      if let current, current.number == number { return current.page }
      let page = ledger.page(number)
      current = (number, page)
      return page
    }
  }

  private func page(_ number: Int) -> LedgerPage {
    let page = pages[number]
    switch page.storage {
    case .memory(let bytes): return LedgerPage(bytes, page.layout, influencers: influencers)
    case .spilled(let offset, let count):
      return LedgerPage(spill.read(at: offset, count: count), page.layout, influencers: influencers)
    }
  }
}
