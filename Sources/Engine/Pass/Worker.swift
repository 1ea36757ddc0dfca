import HarrierEvents
import HarrierFormats
import HarrierInputs

/// One thread's share of the pass: parses chunks and merges rows into aggregates of its own.
final class Worker {
  /// Symbols beyond this start a new segment, so that memory does not grow with the input.
  private static let mostSymbolBytes = 24 << 20

  /// Symbols and the aggregates that speak in them.
  final class Segment {
    let symbols: SymbolTable
    /// By job and detector.
    let gatherers: [[any Gatherer]]
    let transforms: [TransformGatherer]

    init(plan: Plan, symbols: SymbolTable) {
      self.symbols = symbols
      gatherers = plan.jobs.map { job in
        job.detectors.map { Gatherers.make($0, job: job, symbols: symbols) }
      }
      transforms = plan.transforms.map { TransformGatherer($0, symbols: symbols) }
    }

    var isEmpty: Bool {
      gatherers.allSatisfy { $0.allSatisfy(\.isEmpty) } && transforms.allSatisfy(\.isEmpty)
    }
  }

  private let plan: Plan
  private let view: RowView
  private let evaluator: PredicateEvaluator
  private let dispatch: JobDispatch
  private(set) var segments: [Segment]
  private var readers: [Int: any RecordReader] = [:]
  /// Rows of the batch that each lane chose: jobs, then transforms.
  private let rows: UnsafeMutablePointer<Int32>
  private let rowCounts: UnsafeMutablePointer<Int>
  /// By lane, flat: what the loop over rows needs.
  private let predicates: UnsafeMutablePointer<Int>
  private let spans: UnsafeMutablePointer<Int64>
  /// Where a lane's first open bucket begins, in nanoseconds.
  private let starts: UnsafeMutablePointer<Int64>
  /// Whether a lane asks for some events and not for all, which says nothing of an event.
  private let isSelective: UnsafeMutablePointer<Bool>
  /// nil where no job asks for it.
  private let hostSlot: Int?
  private let jobCount: Int
  private let laneCount: Int
  /// Slots that no row has had a value in so far.
  private(set) var unseen: Set<Int>
  private var unseenList: [Int]
  /// Events a job matched, and those that came after their bucket had closed.
  private(set) var matched: [Int]
  private(set) var late = 0
  /// By job, of those.
  private(set) var delays: [DelayTally]

  init(plan: Plan, slotCount: Int) {
    self.plan = plan
    view = RowView(plan: plan, batch: RowBatch(slotCount: slotCount, capacity: 128))
    evaluator = PredicateEvaluator(plan.program)
    dispatch = JobDispatch(
      plan.program, predicates: plan.jobs.map(\.predicate) + plan.transforms.map(\.predicate),
      slotCount: plan.fields.count)
    segments = [Segment(plan: plan, symbols: view.symbols)]
    hostSlot = plan.fields.slot(of: "host.name")
    jobCount = plan.jobs.count
    laneCount = jobCount + plan.transforms.count
    rows = .allocate(capacity: max(1, laneCount * view.batch.capacity))
    rowCounts = .allocate(capacity: max(1, laneCount))
    predicates = .allocate(capacity: max(1, laneCount))
    spans = .allocate(capacity: max(1, laneCount))
    starts = .allocate(capacity: max(1, laneCount))
    isSelective = .allocate(capacity: max(1, laneCount))
    for (number, job) in plan.jobs.enumerated() {
      predicates[number] = job.predicate
      spans[number] = job.bucketNanoseconds
      isSelective[number] = job.isSelective
    }
    for (number, transform) in plan.transforms.enumerated() {
      predicates[jobCount + number] = transform.predicate
      spans[jobCount + number] = transform.bucketNanoseconds
      isSelective[jobCount + number] = true
    }
    unseen = Set(0..<plan.fields.count)
    unseenList = Array(0..<plan.fields.count)
    matched = Array(repeating: 0, count: laneCount)
    delays = Array(repeating: DelayTally(), count: jobCount)
  }

  deinit {
    rows.deallocate()
    rowCounts.deallocate()
    predicates.deallocate()
    spans.deallocate()
    starts.deallocate()
    isSelective.deallocate()
  }

  /// Takes in what an earlier process with this hunt has counted.
  func resume(matched: [Int], late: Int, delays: [DelayTally]) {
    self.matched = matched
    self.late = late
    self.delays = delays
  }

  /// Takes in the slots that an earlier process with this hunt had no value in.
  func resume(unseen: Set<Int>) {
    self.unseen = unseen
    unseenList = unseen.sorted()
  }

  struct Outcome {
    var events = 0
    var rejects = Rejects()
    var conflicts = Conflicts()
    /// Of the events inside the time asked for.
    var first = Int64.max
    var last = Int64.min
    /// Events outside it.
    var outside = 0
    /// Events inside the time asked for that some job or transform asks for, but those that ask for all; and the others.
    var asked = 0
    var unasked = 0
  }

  /// What became of a row.
  private struct Fate {
    var isAsked = false
    var isLate = false
  }

  /// Parses a chunk and gathers its rows; `openFrom` holds each lane's first open bucket. Rows of transforms are for
  /// the jobs that read them, and for nobody else.
  func process(
    _ chunk: Chunk, of file: HuntFile, window: Range<Int64>, openFrom: [Int64]
  ) -> Outcome {
    var outcome = Outcome()
    if chunk.isOverlong {
      outcome.rejects.add(JSONReader.tooLong, at: 0, length: chunk.bytes.count, in: chunk.bytes.bytes)
      return outcome
    }
    let reader = readers[file.planID] ?? file.makeReader()
    readers[file.planID] = reader
    reader.years = file.years
    reader.begin(chunk.bytes)
    let lanes = file.number == SourceFiles.derivedNumber ? plan.derivedJobs : plan.rawLanes
    for lane in lanes { starts[lane] = Self.start(of: openFrom[lane], spans[lane]) }
    let context = ChunkContext(
      bytes: chunk.bytes.bytes, file: file.number, offset: chunk.offset, fileHash: file.pathHash)
    while true {
      reader.read(into: view.batch)
      if view.batch.count == 0 { break }
      if let hostSlot { file.host?.fill(hostSlot, of: view.batch) }
      outcome.events += view.batch.count
      view.beginBatch()
      select(lanes, &outcome, window: window, at: chunk.offset, readUpTo: file.readUpTo ?? [])
      gather(lanes, context)
    }
    outcome.rejects = reader.rejects
    outcome.conflicts = reader.takeConflicts()
    if view.symbols.byteCount > Self.mostSymbolBytes { beginSegment() }
    return outcome
  }

  /// When a bucket begins, as far as that can be told in nanoseconds.
  private static func start(of bucket: Int64, _ span: Int64) -> Int64 {
    let (start, isOver) = bucket.multipliedReportingOverflow(by: span)
    return isOver ? (bucket < 0 ? .min : .max) : start
  }

  private func select(
    _ lanes: Range<Int>, _ outcome: inout Outcome, window: Range<Int64>, at offset: Int64, readUpTo: [Int64]
  ) {
    rowCounts.update(repeating: 0, count: laneCount)
    for row in 0..<view.batch.count {
      let time = view.batch.times[row]
      // Of what the data has and what it lacks all events speak.
      if !unseenList.isEmpty { note(row) }
      guard window.contains(time) else {
        outcome.outside += 1
        continue
      }
      outcome.first = min(outcome.first, time)
      outcome.last = max(outcome.last, time)
      let leaf = dispatch.leaf(view, row)
      var fate = Fate()
      let place = readUpTo.isEmpty ? Int64.max : offset + Int64(view.batch.offsets[row])
      for lane in leaf.certain where lanes.contains(Int(lane)) {
        take(row, Int(lane), time, place, readUpTo, &fate)
      }
      if leaf.open.count > 0 { evaluator.beginRow() }
      for lane in leaf.open
      where lanes.contains(Int(lane)) && evaluator.evaluate(predicates[Int(lane)], view, row) {
        take(row, Int(lane), time, place, readUpTo, &fate)
      }
      if fate.isLate { late += 1 }
      if fate.isAsked { outcome.asked += 1 } else { outcome.unasked += 1 }
    }
  }

  /// A lane takes a row, unless an earlier hunt did or it comes too late.
  @inline(__always)
  private func take(
    _ row: Int, _ lane: Int, _ time: Int64, _ place: Int64, _ readUpTo: [Int64], _ fate: inout Fate
  ) {
    if isSelective[lane] { fate.isAsked = true }
    if place != .max, place < readUpTo[lane] { return }
    if time < starts[lane] {
      fate.isLate = true
      if lane < jobCount { delay(time, lane) }
    } else {
      rows[lane * view.batch.capacity + rowCounts[lane]] = Int32(row)
      rowCounts[lane] += 1
    }
  }

  /// A job's bucket had closed; had it waited until the first open one is full, the event would have been in time.
  private func delay(_ time: Int64, _ job: Int) {
    let bucket = Hunt.bucket(of: time, spans[job])
    let (missed, isOver) = starts[job].subtractingReportingOverflow(bucket * spans[job])
    delays[job].note(bucket: bucket, missed: isOver ? .max : missed)
  }

  private func gather(_ lanes: Range<Int>, _ context: ChunkContext) {
    let segment = segments[segments.count - 1]
    for job in lanes where rowCounts[job] > 0 {
      matched[job] += rowCounts[job]
      let chosen = UnsafeBufferPointer(start: rows + job * view.batch.capacity, count: rowCounts[job])
      if job >= jobCount {
        segment.transforms[job - jobCount].add(chosen, view, context)
        continue
      }
      for gatherer in segment.gatherers[job] { gatherer.add(chosen, view, context) }
    }
  }

  /// Strikes the slots this row has from the list of those never seen.
  private func note(_ row: Int) {
    var found = false
    let values = view.batch.row(row)
    // What an enricher would make is asked for now and then only: it follows from a value that recurs.
    let asksEnrichers = row & 63 == 0
    unseenList.withUnsafeBufferPointer { slots in
      for slot in slots where values[slot].isPresent || (asksEnrichers && view.symbol(row, slot) != 0) {
        unseen.remove(slot)
        found = true
      }
    }
    if found { unseenList = unseen.sorted() }
  }

  private func beginSegment() {
    view.renewSymbols()
    evaluator.forgetSymbols()
    dispatch.forgetSymbols()
    segments.append(Segment(plan: plan, symbols: view.symbols))
  }

  /// Lets go of segments whose buckets have all closed.
  func dropEmptySegments() {
    let current = segments[segments.count - 1]
    segments.removeAll { $0 !== current && $0.isEmpty }
  }
}
