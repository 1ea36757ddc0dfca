import HarrierEvents

/// A mapping compiled for the wanted fields: which source path fills which slot, and what is done to a
/// row once its paths are read.
///
/// Slots below `fields.count` are the wanted ECS fields; those above are sources that need a rule.
public final class MappingPlan: Sendable {
  public let mapping: LogMapping
  /// Source path → slot and rank, for the parser.
  let leaves: [(path: String, slot: Int, rank: UInt16)]
  public let timeSlot: Int
  public let slotCount: Int
  private let base: [Operation]
  private let variants: [CompiledVariant]
  private let texts: ConstantText
  /// What a text's values are read by; nil for a mapping without patterns.
  let program: TextProgram?
  private let ruleOperations: [[Operation]]
  private let timeParts: [Int]

  private struct CompiledVariant: Sendable {
    var when: [(slot: Int, values: [[UInt8]])]
    var present: [Int]
    var absent: [Int]
    var operations: [Operation]
  }

  private enum Operation: Sendable {
    case constant(to: Int, FieldValue)
    case copy(from: [Int], to: Int, LogMapping.Take?)
    case translate(from: [Int], to: Int, LogMapping.Take?, [(from: [UInt8], to: FieldValue)])
    case presence(from: [Int], to: Int, present: FieldValue?, absent: FieldValue?)
  }

  public init(_ mapping: LogMapping, fields: EventFields) {
    self.mapping = mapping
    let builder = Builder(fields: fields)
    let texts = ConstantText()
    timeSlot = builder.sources(mapping.time)[0]
    // Every path of the time fills one slot, the first named winning.
    for (rank, path) in mapping.time.enumerated().dropFirst() {
      builder.leaves.append((path, timeSlot, UInt16(rank)))
    }
    base = Self.compile(mapping.base, direct: true, builder: builder, texts: texts)
    if mapping.passThrough {
      for name in fields.names where mapping.base.fields[name] == nil {
        builder.leaves.append((name, fields.slot(of: name)!, 0))
      }
    }
    variants = mapping.variants.map { variant in
      CompiledVariant(
        when: variant.when.sorted { $0.key < $1.key }.map {
          (builder.sources([$0.key])[0], $0.value.map { Array($0.utf8) })
        },
        present: variant.present.map { builder.sources([$0])[0] },
        absent: variant.absent.map { builder.sources([$0])[0] },
        operations: Self.compile(variant.rules, direct: false, builder: builder, texts: texts))
    }
    timeParts = builder.sources(mapping.timeParts)
    let draft =
      mapping.patterns.isEmpty ? nil : TextProgram.Draft(mapping.patterns) { builder.sources([$0])[0] }
    ruleOperations = (draft?.rules ?? []).map {
      Self.compile($0, direct: false, builder: builder, texts: texts)
    }
    leaves = builder.leaves
    slotCount = builder.slotCount
    self.texts = texts
    program = draft.map {
      TextProgram($0, names: SourceNames(leaves: builder.leaves)) { builder.sources([$0])[0] }
    }
    precondition(builder.slotCount == slotCount, "every name had its slot before the patterns were compiled")
  }

  /// Hands out slots while a plan is made.
  private final class Builder {
    let fields: EventFields
    var leaves: [(path: String, slot: Int, rank: UInt16)] = []
    var slotCount: Int
    private var sourceSlots: [String: Int] = [:]

    init(fields: EventFields) {
      self.fields = fields
      slotCount = fields.count
    }

    func sources(_ paths: [String]) -> [Int] {
      paths.map { path in
        if let slot = sourceSlots[path] { return slot }
        sourceSlots[path] = slotCount
        leaves.append((path, slotCount, 0))
        slotCount += 1
        return slotCount - 1
      }
    }
  }

  private static func compile(
    _ rules: LogMapping.Rules, direct: Bool, builder: Builder, texts: ConstantText
  ) -> [Operation] {
    var operations: [Operation] = []
    for (field, source) in rules.fields.sorted(by: { $0.key < $1.key }) {
      guard let to = builder.fields.slot(of: field) else { continue }
      if source.isPlain && direct {
        for (rank, path) in source.from.enumerated() {
          builder.leaves.append((path, to, UInt16(rank)))
        }
        continue
      }
      let from = builder.sources(source.from)
      if source.whenPresent != nil || source.whenAbsent != nil {
        operations.append(
          .presence(
            from: from, to: to, present: source.whenPresent.map(texts.value),
            absent: source.whenAbsent.map(texts.value)))
      } else if source.values.isEmpty {
        operations.append(.copy(from: from, to: to, source.take))
      } else {
        let table = source.values.sorted { $0.key < $1.key }
          .map { (Array($0.key.utf8), texts.value($0.value)) }
        operations.append(.translate(from: from, to: to, source.take, table))
      }
    }
    for (field, text) in rules.constants.sorted(by: { $0.key < $1.key }) {
      if let to = builder.fields.slot(of: field) {
        operations.append(.constant(to: to, texts.value(text)))
      }
    }
    return operations
  }

  /// What a reader of this plan needs beside it.
  func makeScratch() -> TextScratch {
    let scratch = TextScratch(slotCount: slotCount)
    if let program { scratch.matcher.reserve(program.mostGroups) }
    return scratch
  }

  /// The event's time: of the first named source that the row has, else of the parts joined.
  func time(of row: UnsafeMutablePointer<FieldValue>, years: YearWindow?) -> EventTime? {
    if row[timeSlot].isPresent || timeParts.isEmpty {
      return TimeParser.parse(row[timeSlot], years: years)
    }
    return withJoinedTime(row) { TimeParser.parse($0, years: years) }
  }

  /// Why a row has no time.
  func timeProblem(of row: UnsafeMutablePointer<FieldValue>, years: YearWindow?) -> String {
    let lacksYear =
      years == nil
      && (row[timeSlot].isPresent
        ? LogTime.lacksYear(row[timeSlot].buffer) : withJoinedTime(row) { LogTime.lacksYear($0) })
    if lacksYear { return "time without a year (say which with --year)" }
    let hasTime = row[timeSlot].isPresent || timeParts.contains { row[$0].isPresent }
    return hasTime ? "time not understood" : "no time"
  }

  private static let mostTimeBytes = 64

  private func withJoinedTime<Answer>(
    _ row: UnsafeMutablePointer<FieldValue>, _ body: (UnsafeBufferPointer<UInt8>) -> Answer
  ) -> Answer {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.mostTimeBytes) { text in
      var count = 0
      for slot in timeParts where row[slot].isPresent {
        let part = row[slot].buffer
        guard count + part.count + 1 <= text.count else { continue }
        if count > 0 {
          text[count] = 0x20
          count += 1
        }
        for byte in part {
          text[count] = byte
          count += 1
        }
      }
      return body(UnsafeBufferPointer(rebasing: text[..<count]))
    }
  }

  /// Reads what the row's values hold by the mapping's patterns, then fills the ECS slots.
  @inline(__always)
  func finish(_ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) {
    if let program {
      if !program.run(row, scratch) { scratch.taken.removeAll(keepingCapacity: true) }
      settle(row, scratch)
    } else {
      finish(row)
    }
  }

  /// Fills the ECS slots of a row that patterns have read: the innermost rule taken says it first.
  func settle(_ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) {
    for rule in scratch.taken {
      for operation in ruleOperations[rule] { apply(operation, row) }
    }
    finish(row)
  }

  /// Fills the ECS slots of a row whose source slots are read. What a row already says itself stays.
  @inline(__always)
  func finish(_ row: UnsafeMutablePointer<FieldValue>) {
    if base.isEmpty && variants.isEmpty { return }
    variants.withUnsafeBufferPointer { variants in
      guard let place = variants.indices.first(where: { holds(variants[$0], row) }) else { return }
      for operation in variants[place].operations { apply(operation, row) }
    }
    for operation in base { apply(operation, row) }
  }

  private func holds(_ variant: CompiledVariant, _ row: UnsafeMutablePointer<FieldValue>) -> Bool {
    for condition in variant.when where !Self.isOne(of: condition.values, row[condition.slot]) {
      return false
    }
    for slot in variant.present where !row[slot].isPresent { return false }
    for slot in variant.absent where row[slot].isPresent { return false }
    return true
  }

  /// Whether the value is there and one of these.
  @inline(__always)
  static func isOne(of values: [[UInt8]], _ value: FieldValue) -> Bool {
    guard value.isPresent else { return false }
    for bytes in values where bytes.count == Int(value.length) {
      if bytes.withUnsafeBufferPointer({ StableHash.equal($0.baseAddress, value.bytes, $0.count) }) {
        return true
      }
    }
    return false
  }

  private func apply(_ operation: Operation, _ row: UnsafeMutablePointer<FieldValue>) {
    switch operation {
    case .constant(let to, let value):
      if !row[to].isPresent { row[to] = value }
    case .copy(let from, let to, let take):
      guard !row[to].isPresent, let slot = from.first(where: { row[$0].isPresent }) else { return }
      row[to] = Self.part(row[slot], take)
    case .translate(let from, let to, let take, let table):
      guard !row[to].isPresent, let slot = from.first(where: { row[$0].isPresent }) else { return }
      let value = Self.part(row[slot], take)
      let mapped = table.first { entry in
        entry.from.count == Int(value.length)
          && entry.from.withUnsafeBufferPointer {
            StableHash.equal($0.baseAddress, value.bytes, entry.from.count)
          }
      }
      row[to] = mapped?.to ?? value
    case .presence(let from, let to, let present, let absent):
      guard !row[to].isPresent else { return }
      let isThere = from.contains { row[$0].isPresent && row[$0].length > 0 }
      if let value = isThere ? present : absent { row[to] = value }
    }
  }

  static func part(_ value: FieldValue, _ take: LogMapping.Take?) -> FieldValue {
    guard let take, let bytes = value.bytes else { return value }
    let count = Int(value.length)
    func slice(_ from: Int, _ to: Int) -> FieldValue {
      FieldValue(bytes: bytes + from, length: UInt32(to - from), kind: value.kind)
    }
    func last(_ wanted: (UInt8) -> Bool) -> Int? { (0..<count).last { wanted(bytes[$0]) } }
    switch take {
    case .basename:
      return last { $0 == 0x2F || $0 == 0x5C }.map { slice($0 + 1, count) } ?? value
    case .afterBackslash:
      return last { $0 == 0x5C }.map { slice($0 + 1, count) } ?? value
    case .beforeBackslash:
      return last { $0 == 0x5C }.map { slice(0, $0) } ?? .absent
    case .beforeDot:
      return (0..<count).first { bytes[$0] == 0x2E }.map { slice(0, $0) } ?? value
    }
  }
}

/// Owns the bytes of a plan's constants.
final class ConstantText: @unchecked Sendable {
  private var kept: [UnsafeMutableBufferPointer<UInt8>] = []

  func value(_ text: String) -> FieldValue {
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, text.utf8.count))
    _ = bytes.initialize(from: text.utf8)
    kept.append(bytes)
    let kind: FieldValue.Kind = text.utf8.contains(FieldValue.separator) ? .multiple : .string
    return FieldValue(bytes: UnsafePointer(bytes.baseAddress), length: UInt32(text.utf8.count), kind: kind)
  }

  deinit { for bytes in kept { bytes.deallocate() } }
}
