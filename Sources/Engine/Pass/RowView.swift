import HarrierEnrichment
import HarrierEvents
import HarrierFeatures

/// A batch's rows as symbols: interned when first asked for, derived where an enricher can.
final class RowView {
  private static let unset = UInt32.max

  private let enrichers: [any Enricher]
  /// Derivations of slot s are `ways[wayStart[s]..<wayStart[s + 1]]`.
  private let ways: UnsafeMutablePointer<Plan.Derivation>
  private let wayStart: UnsafeMutablePointer<Int32>
  private(set) var symbols = SymbolTable()
  let batch: RowBatch
  private let cells: UnsafeMutablePointer<UInt32>
  private let slotCount: Int
  /// Outputs by enricher and input symbol; `unset` until asked.
  private var derived: [[UInt32]]
  private var outputStart: [Int] = []
  private let joint: JointDerivations
  /// Template by raw symbol: of values, and of messages.
  private var templates: [UInt32] = []
  private var messages: [UInt32] = []
  /// The last value interned in a slot, its bytes those of the table: many fields repeat from row to row.
  private struct Last {
    var bytes: UnsafePointer<UInt8>?
    var length: UInt32 = 0
    var symbol: UInt32 = 0
  }
  private let last: UnsafeMutablePointer<Last>
  /// Being derived just now, against circles.
  private var depth = 0
  private let hashes: UnsafeMutablePointer<UInt64>
  private let ties: UnsafeMutablePointer<UInt64>

  init(plan: Plan, batch: RowBatch) {
    enrichers = plan.enrichers
    let all = plan.derivations.flatMap { $0 }
    ways = .allocate(capacity: max(1, all.count))
    wayStart = .allocate(capacity: plan.fields.count + 1)
    for (place, way) in all.enumerated() { (ways + place).initialize(to: way) }
    var start: Int32 = 0
    for slot in 0..<plan.fields.count {
      wayStart[slot] = start
      if slot < plan.derivations.count { start += Int32(plan.derivations[slot].count) }
    }
    wayStart[plan.fields.count] = start
    self.batch = batch
    slotCount = plan.fields.count
    cells = .allocate(capacity: max(1, slotCount * batch.capacity))
    last = .allocate(capacity: max(1, slotCount))
    last.initialize(repeating: Last(), count: max(1, slotCount))
    hashes = .allocate(capacity: batch.capacity)
    ties = .allocate(capacity: batch.capacity)
    derived = []
    var outputs = 0
    for enricher in plan.enrichers {
      outputStart.append(outputs)
      outputs += enricher.outputs.count
    }
    derived = Array(repeating: [], count: outputs)
    joint = JointDerivations(plan)
  }

  deinit {
    cells.deallocate()
    last.deallocate()
    hashes.deallocate()
    ties.deallocate()
    ways.deallocate()
    wayStart.deallocate()
  }

  /// A new table: the old one stays with the aggregates that use it.
  func renewSymbols() {
    symbols = SymbolTable()
    derived = derived.map { _ in [] }
    joint.forget()
    templates = []
    messages = []
    last.update(repeating: Last(), count: slotCount)
  }

  func beginBatch() {
    cells.update(repeating: Self.unset, count: slotCount * batch.count)
    hashes.update(repeating: 0, count: batch.count)
    ties.update(repeating: 0, count: batch.count)
  }

  @inline(__always)
  func symbol(_ row: Int, _ slot: Int) -> UInt32 {
    let known = cells[row * slotCount + slot]
    return known != Self.unset ? known : resolve(row, slot)
  }

  @inline(never)
  private func resolve(_ row: Int, _ slot: Int) -> UInt32 {
    let value = batch.row(row)[slot]
    let symbol = value.isPresent && value.length > 0 ? intern(value, slot) : derive(row, slot)
    cells[row * slotCount + slot] = symbol
    return symbol
  }

  private func intern(_ value: FieldValue, _ slot: Int) -> UInt32 {
    let known = last[slot]
    if known.symbol != 0, known.length == value.length,
      StableHash.equal(known.bytes, value.bytes, Int(value.length))
    {
      return known.symbol
    }
    let symbol = symbols.intern(Self.canonical(value))
    let bytes = symbols.bytes(of: symbol)
    last[slot] = Last(bytes: bytes.baseAddress, length: UInt32(bytes.count), symbol: symbol)
    return symbol
  }

  /// `443.0` and `443` are one number.
  private static func canonical(_ value: FieldValue) -> UnsafeBufferPointer<UInt8> {
    let bytes = value.buffer
    guard value.kind == .number, bytes.count > 2, bytes[bytes.count - 1] == 0x30,
      bytes[bytes.count - 2] == 0x2E
    else { return bytes }
    return UnsafeBufferPointer(rebasing: bytes.dropLast(2))
  }

  private func derive(_ row: Int, _ slot: Int) -> UInt32 {
    var at = Int(wayStart[slot])
    let end = Int(wayStart[slot + 1])
    guard at < end, depth < 4 else { return 0 }
    depth += 1
    defer { depth -= 1 }
    while at < end {
      let way = ways[at]
      at += 1
      if way.inputSlot < 0 {
        let output = joint.symbol(way, row, self)
        if output != 0 { return output }
        continue
      }
      let input = symbol(row, way.inputSlot)
      if input == 0 { continue }
      let output = output(of: way, input)
      if output != 0 { return output }
    }
    return 0
  }

  private func output(of way: Plan.Derivation, _ input: UInt32) -> UInt32 {
    let start = outputStart[way.enricher]
    let place = start + way.output
    if Int(input) < derived[place].count, derived[place][Int(input)] != Self.unset {
      return derived[place][Int(input)]
    }
    let values = enrichers[way.enricher].values(of: symbols.bytes(of: input))
    for (number, value) in values.enumerated() {
      let symbol = value.map { symbols.intern($0) } ?? 0
      let missing = Int(input) + 1 - derived[start + number].count
      if missing > 0 {
        derived[start + number] += [UInt32](repeating: Self.unset, count: missing + Int(input) / 2)
      }
      derived[start + number][Int(input)] = symbol
    }
    return derived[place][Int(input)]
  }

  /// The symbol of what a value is judged by.
  @inline(__always)
  func template(_ kind: Plan.Template, of raw: UInt32) -> UInt32 {
    switch kind {
    case .none: raw
    case .value: template(of: raw)
    case .message: message(of: raw)
    }
  }

  /// The symbol of a message's template.
  private func message(of raw: UInt32) -> UInt32 {
    if Int(raw) < messages.count, messages[Int(raw)] != Self.unset { return messages[Int(raw)] }
    let missing = Int(raw) + 1 - messages.count
    if missing > 0 { messages += [UInt32](repeating: Self.unset, count: missing + Int(raw) / 2) }
    let symbol = symbols.intern(MessageTemplate.of(symbols.bytes(of: raw)))
    messages[Int(raw)] = symbol
    return symbol
  }

  /// The symbol of a value's template.
  @inline(__always)
  func template(of raw: UInt32) -> UInt32 {
    if Int(raw) < templates.count, templates[Int(raw)] != Self.unset { return templates[Int(raw)] }
    return makeTemplate(raw)
  }

  @inline(never)
  private func makeTemplate(_ raw: UInt32) -> UInt32 {
    let missing = Int(raw) + 1 - templates.count
    if missing > 0 { templates += [UInt32](repeating: Self.unset, count: missing + Int(raw) / 2) }
    let made = ValueTemplate.of(symbols.bytes(of: raw))
    let symbol = made.map { bytes in bytes.withUnsafeBufferPointer { symbols.intern($0) } } ?? raw
    templates[Int(raw)] = symbol
    return symbol
  }

  /// Beyond it a number is no measure of anything, and its squares and sums would be infinite.
  private static let greatestNumber = 1e100

  /// The field's number; not a number where it has none.
  func number(_ row: Int, _ slot: Int) -> Double {
    let value = batch.row(row)[slot]
    guard value.isPresent, value.kind != .multiple, value.length <= 40,
      let number = DecimalNumber(UnsafeRawBufferPointer(value.buffer))?.double,
      abs(number) <= Self.greatestNumber
    else { return .nan }
    return number
  }

  /// A hash of the event itself: time, length, head, middle and tail of its record.
  @inline(__always)
  func eventHash(_ row: Int, chunk: UnsafePointer<UInt8>) -> UInt64 {
    let known = hashes[row]
    if known != 0 { return known }
    let start = chunk + batch.offsets[row]
    let length = Int(batch.lengths[row])
    var hash = UInt64(bitPattern: batch.times[row]) ^ (UInt64(length) << 48)
    // Events out of one record differ by their number.
    hash ^= UInt64(batch.parts[row]) &* 0x9E37_79B9_7F4A_7C15
    if length <= 192 {
      hash = StableHash.hash(UnsafeBufferPointer(start: start, count: length), seed: hash)
    } else {
      for part in [0, length / 3, 2 * length / 3, length - 48] {
        hash = StableHash.hash(UnsafeBufferPointer(start: start + part, count: 48), seed: hash)
      }
    }
    hashes[row] = hash | 1
    return hash | 1
  }

  /// Puts events in order whose ``eventHash(_:chunk:)`` is the same: by the whole record, and equal ones by where they lie.
  @inline(__always)
  func tieBreak(_ row: Int, _ context: ChunkContext) -> UInt64 {
    let known = ties[row]
    return known != 0 ? known & ~SampleRow.coarsePriority : makeTieBreak(row, context)
  }

  @inline(never)
  private func makeTieBreak(_ row: Int, _ context: ChunkContext) -> UInt64 {
    let record = UnsafeBufferPointer(
      start: context.bytes + batch.offsets[row], count: Int(batch.lengths[row]))
    let place = StableHash.mix(
      UInt64(bitPattern: context.offset + Int64(batch.offsets[row])) ^ 0x9E37_79B9_7F4A_7C15,
      context.fileHash | 1)
    let content = (StableHash.hash(record) >> 42) << 10
    let tie = (content | (place >> 54)) & ~SampleRow.coarsePriority
    // The upper half, which is no tie's, says that it is known.
    ties[row] = tie | SampleRow.coarsePriority
    return tie
  }
}
