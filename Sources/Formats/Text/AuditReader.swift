import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// Reads Linux audit logs: the records of an event, which its time and serial number join, become one row.
///
/// Records of a few events may be mixed, as two processors write them. Values that the kernel wrote as hexadecimal
/// digits, because an outsider chose them, are text again. Names:
///
/// | name | what |
/// |---|---|
/// | `type`, `time`, `serial`, `node` | of the event's first record |
/// | `SYSCALL.*`, `CWD.*`, `PROCTITLE.*` | the record's fields; those of the enriched format behind them in capitals (`SYSCALL.AUID`) |
/// | `SYSCALL.name`, `SYSCALL.arch_name` | what the numbers stand for, of common calls |
/// | `EXECVE.command_line`, `EXECVE.args` | arguments put together again, whatever records they were split over |
/// | `PATH.*`, `PATH.PARENT.*` | the first path that is no parent, and the first parent |
/// | `SOCKADDR.family`, `.ip`, `.port`, `.path` | the address decoded |
/// | `record.*` | fields of any other record, those inside `msg='…'` included |
///
/// What stands for no value (`?`, `(null)`, `(none)`, an unset audit id) is none.
///
/// ## Source
/// Linux audit documentation, *Audit event fields* and *Audit record types* (github.com/linux-audit/audit-documentation).
public final class AuditReader: RecordReader {
  private let plan: MappingPlan
  private let scratch: TextScratch
  private let fields: AuditFields
  private var chunk = ChunkBytes(bytes: UnsafePointer(bitPattern: 1)!, count: 0)
  private var position = 0
  /// Events whose records may still come, in order of their first.
  private var open: [AuditEvent] = []
  private var spare: [AuditEvent] = []
  public private(set) var rejects = Rejects()

  /// Events mixed with one another at a time.
  private static let mostOpen = 8

  public init(plan: MappingPlan) {
    self.plan = plan
    scratch = plan.makeScratch()
    fields = AuditFields(SourceNames(leaves: plan.leaves))
  }

  public func begin(_ chunk: ChunkBytes) {
    self.chunk = chunk
    position = 0
    rejects = Rejects()
    spare += open
    open.removeAll(keepingCapacity: true)
  }

  public func read(into batch: RowBatch) {
    batch.clear()
    scratch.arena.reset()
    while batch.count < batch.capacity, let event = nextEvent() {
      let row = batch.row(batch.count)
      fields.fill(row, event, chunk.bytes, scratch)
      event.isClosed = false
      spare.append(event)
      if let time = plan.time(of: row, years: nil) {
        plan.finish(row, scratch)
        batch.times[batch.count] = time.nanoseconds
        batch.offsets[batch.count] = event.start
        batch.lengths[batch.count] = Int32(min(event.end - event.start, JSONReader.mostRecordBytes))
        batch.count += 1
      } else {
        rejects.add(
          plan.timeProblem(of: row, years: nil), at: event.start, length: event.end - event.start,
          in: chunk.bytes)
        row.update(repeating: .absent, count: batch.slotCount)
      }
    }
  }

  /// The next event of which all records are read.
  private func nextEvent() -> AuditEvent? {
    if let first = open.first, first.isClosed { return open.removeFirst() }
    while position < chunk.count {
      let start = position
      var end = chunk.count
      if let newline = memchr(chunk.bytes + start, 0x0A, chunk.count - start) {
        end = UnsafePointer(newline.assumingMemoryBound(to: UInt8.self)) - chunk.bytes
      }
      position = end + 1
      while end > start, chunk.bytes[end - 1] <= 0x20, chunk.bytes[end - 1] != 0x1D { end -= 1 }
      if end == start { continue }
      guard let record = AuditRecord(UnsafeBufferPointer(start: chunk.bytes, count: end), from: start) else {
        rejects.add("no audit record", at: start, length: end - start, in: chunk.bytes)
        continue
      }
      take(record)
      if let first = open.first, first.isClosed || open.count > Self.mostOpen { return open.removeFirst() }
    }
    return open.isEmpty ? nil : open.removeFirst()
  }

  private func take(_ record: AuditRecord) {
    let place = open.lastIndex { !$0.isClosed && $0.records[0].isSameEvent(as: record, chunk.bytes) }
    if record.kind == .end {
      if let place { open[place].isClosed = true }
      return
    }
    if let place {
      open[place].add(record)
      return
    }
    let event = spare.popLast() ?? AuditEvent()
    event.begin(record)
    open.append(event)
  }

  // MARK: Recognition and cuts

  /// Whether most of the first lines are audit records.
  static func isMine(_ head: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var lines = 0
    var mine = 0
    for line in head[start...].prefix(1 << 16).split(separator: 0x0A, maxSplits: 20).prefix(20) {
      let bytes = UnsafeBufferPointer(rebasing: line)
      if bytes.allSatisfy({ $0 <= 0x20 }) { continue }
      lines += 1
      if AuditRecord(bytes, from: 0) != nil { mine += 1 }
    }
    return mine > 0 && mine * 2 >= lines
  }

  /// The last line end that no event lies on both sides of, with a few events behind it that may still go on.
  static func lastCut(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let window = max(0, bytes.count - 1 << 18)
    var lines: [(start: Int, key: UInt64)] = []
    var end = 0
    var at = window
    if window > 0 {
      while at < bytes.count, bytes[at] != 0x0A { at += 1 }
      at += 1
    }
    while at < bytes.count, let newline = memchr(bytes.baseAddress! + at, 0x0A, bytes.count - at) {
      let stop = UnsafePointer(newline.assumingMemoryBound(to: UInt8.self)) - bytes.baseAddress!
      let record = AuditRecord(UnsafeBufferPointer(rebasing: bytes[..<stop]), from: at)
      lines.append((at, record?.key(bytes.baseAddress!) ?? 0))
      at = stop + 1
      end = at
    }
    // With little to look at, wait for more.
    return cut(lines, mayMix: bytes.count < leastBytesToCut) ?? end
  }

  private static let leastBytesToCut = 1 << 16

  private static let eventsBehindCut = 3

  private static func cut(_ lines: [(start: Int, key: UInt64)], mayMix: Bool) -> Int? {
    var first: [UInt64: Int] = [:]
    for (index, line) in lines.enumerated() where first[line.key] == nil { first[line.key] = index }
    var behind: Set<UInt64> = []
    var least = lines.count
    var fallback: Int?
    for index in lines.indices.reversed() {
      behind.insert(lines[index].key)
      least = min(least, first[lines[index].key]!)
      guard least == index else { continue }
      if fallback == nil { fallback = lines[index].start }
      if behind.count >= eventsBehindCut { return lines[index].start }
    }
    return mayMix ? 0 : fallback
  }
}

/// Where a record's parts lie in the chunk.
struct AuditRecord {
  enum Kind: Sendable { case syscall, execve, cwd, path, sockaddr, proctitle, end, other }

  var start: Int
  var end: Int
  var kind: Kind
  var type: Range<Int>
  /// `1551485405.594:7507`.
  var id: Range<Int>
  var body: Int
  var node: Range<Int>

  /// - Parameters:
  ///   - bytes: up to the line's end.
  ///   - start: where the line begins.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) {
    guard let base = bytes.baseAddress, bytes.count - start >= 20 else { return nil }
    guard let found = firstPlace(of: "msg=audit(", in: base + start, min(bytes.count - start, 512)) else {
      return nil
    }
    let markAt = start + found
    var at = markAt
    while at > start, bytes[at - 1] == 0x20 { at -= 1 }
    let typeEnd = at
    while at > start, bytes[at - 1] > 0x20 { at -= 1 }
    guard typeEnd - at > 5, memcmp(base + at, "type=", 5) == 0 else { return nil }
    type = at + 5..<typeEnd
    node = Self.node(bytes, start, at)
    var close = markAt + 10
    while close < bytes.count, bytes[close] != 0x29, close - markAt < 64 { close += 1 }
    guard close < bytes.count, bytes[close] == 0x29 else { return nil }
    id = markAt + 10..<close
    body = min(close + 2, bytes.count)
    self.start = start
    end = bytes.count
    kind = Self.kind(UnsafeBufferPointer(rebasing: bytes[type]))
  }

  private static func node(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Range<Int> {
    guard end - start > 6, memcmp(bytes.baseAddress! + start, "node=", 5) == 0 else { return start..<start }
    var stop = start + 5
    while stop < end, bytes[stop] > 0x20 { stop += 1 }
    return start + 5..<stop
  }

  private static let kinds: [(name: StaticString, kind: Kind)] = [
    ("SYSCALL", .syscall), ("EXECVE", .execve), ("CWD", .cwd), ("PATH", .path), ("SOCKADDR", .sockaddr),
    ("PROCTITLE", .proctitle), ("EOE", .end),
  ]

  private static func kind(_ type: UnsafeBufferPointer<UInt8>) -> Kind {
    for item in kinds
    where item.name.utf8CodeUnitCount == type.count
      && memcmp(item.name.utf8Start, type.baseAddress!, type.count) == 0
    { return item.kind }
    return .other
  }

  func key(_ base: UnsafePointer<UInt8>) -> UInt64 {
    StableHash.hash(
      UnsafeBufferPointer(start: base + id.lowerBound, count: id.count),
      seed: StableHash.hash(UnsafeBufferPointer(start: base + node.lowerBound, count: node.count)))
  }

  func isSameEvent(as other: AuditRecord, _ base: UnsafePointer<UInt8>) -> Bool {
    id.count == other.id.count && node.count == other.node.count
      && memcmp(base + id.lowerBound, base + other.id.lowerBound, id.count) == 0
      && memcmp(base + node.lowerBound, base + other.node.lowerBound, node.count) == 0
  }
}

/// The records of one event; used again for others.
final class AuditEvent {
  private(set) var records: [AuditRecord] = []
  var isClosed = false
  var start: Int { records[0].start }
  private(set) var end = 0

  func begin(_ record: AuditRecord) {
    records.removeAll(keepingCapacity: true)
    isClosed = false
    end = 0
    add(record)
  }

  func add(_ record: AuditRecord) {
    records.append(record)
    end = max(end, record.end)
  }
}
