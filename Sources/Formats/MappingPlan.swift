import CSimdjson
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
  private let index: VariantIndex?
  private let unset: [[UInt8]]
  private let texts: ConstantText
  /// What a text's values are read by; nil for a mapping without patterns.
  let program: TextProgram?
  private let ruleOperations: [[Operation]]
  private let timeParts: [Int]
  /// The leaves as the JSON walk wants them, made once for all readers.
  let paths: JSONPaths

  private struct CompiledVariant: Sendable {
    var when: [(slot: Int, values: [[UInt8]])]
    var present: [Int]
    var absent: [Int]
    var operations: [Operation]
  }

  private enum Operation: Sendable {
    case constant(to: Int, FieldValue)
    case copy(from: [Int], to: Int, ValuePart)
    case translate(from: [Int], to: Int, ValuePart, ValueTable)
    case presence(from: [Int], to: Int, present: FieldValue?, absent: FieldValue?)
  }

  private struct ValueTable: Sendable {
    var entries: [(from: [UInt8], to: FieldValue)]
    var otherwise: FieldValue?
  }

  public init(_ mapping: LogMapping, fields: EventFields) {
    self.mapping = mapping
    let builder = Builder(mapping, fields: fields)
    let texts = ConstantText()
    timeSlot = builder.slotCount
    builder.slotCount += 1
    // Every path of the time fills one slot, the first named winning.
    builder.add(mapping.time, to: timeSlot)
    base = Self.compile(
      mapping.base, direct: Self.directFields(mapping), builder: builder, texts: texts)
    if mapping.passThrough {
      for name in fields.names where mapping.base.fields[name] == nil {
        builder.add(Self.spellings(of: name, mapping), to: fields.slot(of: name)!)
      }
    }
    variants = mapping.variants.map { variant in
      CompiledVariant(
        when: variant.when.sorted { $0.key < $1.key }.map {
          (builder.source($0.key), $0.value.map { Array($0.utf8) })
        },
        present: variant.present.map(builder.source), absent: variant.absent.map(builder.source),
        operations: Self.compile(variant.rules, direct: [], builder: builder, texts: texts))
    }
    index = VariantIndex(variants.map(\.when))
    unset = mapping.unset.map { Array($0.utf8) }
    timeParts = mapping.timeParts.map(builder.source)
    let draft =
      mapping.patterns.isEmpty ? nil : TextProgram.Draft(mapping.patterns, slot: builder.source)
    ruleOperations = (draft?.rules ?? []).map {
      Self.compile($0, direct: [], builder: builder, texts: texts)
    }
    leaves = builder.leaves
    paths = JSONPaths(leaves)
    slotCount = builder.slotCount
    self.texts = texts
    program = draft.map {
      TextProgram($0, names: SourceNames(leaves: builder.leaves), slot: builder.source)
    }
    precondition(builder.slotCount == slotCount, "every name had its slot before the patterns were compiled")
  }

  /// Fields of the base that the parser fills by itself: plain ones, unless a variant has a better source.
  private static func directFields(_ mapping: LogMapping) -> Set<String> {
    let plain = mapping.base.fields.filter { $0.value.isPlain }.keys
    return Set(plain).subtracting(mapping.variants.flatMap { $0.rules.fields.keys })
  }

  /// A wanted name itself, and where it begins with a root, the same under all roots.
  private static func spellings(of name: String, _ mapping: LogMapping) -> [String] {
    guard let root = mapping.roots.first(where: { !$0.isEmpty && name.hasPrefix($0) }) else { return [name] }
    let last = name.dropFirst(root.count)
    return [name] + mapping.roots.map { $0 + last }.filter { $0 != name }
  }

  /// Hands out slots while a plan is made.
  private final class Builder {
    let mapping: LogMapping
    let fields: EventFields
    var leaves: [(path: String, slot: Int, rank: UInt16)] = []
    var slotCount: Int
    private var sourceSlots: [String: Int] = [:]

    init(_ mapping: LogMapping, fields: EventFields) {
      self.mapping = mapping
      self.fields = fields
      slotCount = fields.count
    }

    /// All paths of these sources fill one slot, the first present winning.
    func add(_ sources: [String], to slot: Int) {
      for (rank, path) in sources.flatMap(mapping.paths).enumerated() {
        leaves.append((path, slot, UInt16(rank)))
      }
    }

    /// The slot of a source, whatever its spellings.
    func source(_ name: String) -> Int {
      if let slot = sourceSlots[name] { return slot }
      let slot = slotCount
      slotCount += 1
      sourceSlots[name] = slot
      add([name], to: slot)
      return slot
    }
  }

  private static func compile(
    _ rules: LogMapping.Rules, direct: Set<String>, builder: Builder, texts: ConstantText
  ) -> [Operation] {
    var operations: [Operation] = []
    for (field, source) in rules.fields.sorted(by: { $0.key < $1.key }) {
      guard let to = builder.fields.slot(of: field) else { continue }
      if direct.contains(field) {
        builder.add(source.from, to: to)
        continue
      }
      let from = source.from.map(builder.source)
      let part = ValuePart(source)
      if source.whenPresent != nil || source.whenAbsent != nil {
        operations.append(
          .presence(
            from: from, to: to, present: source.whenPresent.map(texts.value),
            absent: source.whenAbsent.map(texts.value)))
      } else if source.values.isEmpty {
        operations.append(.copy(from: from, to: to, part))
      } else {
        let table = source.values.sorted { $0.key < $1.key }
          .map { (Array($0.key.utf8), texts.value($0.value)) }
        let otherwise = source.otherwise.map(texts.value) ?? (source.dropsOthers ? .absent : nil)
        operations.append(
          .translate(from: from, to: to, part, ValueTable(entries: table, otherwise: otherwise)))
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
      let chosen: Int?
      if let index {
        chosen = index.candidates(row).first { holds(variants[Int($0)], row) }.map(Int.init)
      } else {
        chosen = variants.indices.first { holds(variants[$0], row) }
      }
      guard let chosen else { return }
      for operation in variants[chosen].operations { apply(operation, row) }
    }
    for operation in base { apply(operation, row) }
  }

  private func holds(_ variant: CompiledVariant, _ row: UnsafeMutablePointer<FieldValue>) -> Bool {
    for condition in variant.when where !Self.isOne(of: condition.values, row[condition.slot]) {
      return false
    }
    for slot in variant.present where !isSaid(row[slot]) { return false }
    for slot in variant.absent where isSaid(row[slot]) { return false }
    return true
  }

  /// Whether there is a value that says something.
  @inline(__always)
  private func isSaid(_ value: FieldValue) -> Bool {
    guard value.isPresent else { return false }
    for word in unset where word.count == Int(value.length) {
      if word.withUnsafeBufferPointer({ StableHash.equal($0.baseAddress, value.bytes, word.count) }) {
        return false
      }
    }
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
    case .copy(let from, let to, let part):
      guard !row[to].isPresent, let value = first(from, row, part) else { return }
      row[to] = value
    case .translate(let from, let to, let part, let table):
      guard !row[to].isPresent, let value = first(from, row, part) else { return }
      let mapped = table.entries.first { entry in
        entry.from.count == Int(value.length)
          && entry.from.withUnsafeBufferPointer {
            StableHash.equal($0.baseAddress, value.bytes, entry.from.count)
          }
      }
      row[to] = mapped?.to ?? table.otherwise ?? value
    case .presence(let from, let to, let present, let absent):
      guard !row[to].isPresent else { return }
      let isThere = from.contains { isSaid(row[$0]) && row[$0].length > 0 }
      if let value = isThere ? present : absent { row[to] = value }
    }
  }

  /// The part of the first source that has one.
  private func first(
    _ from: [Int], _ row: UnsafeMutablePointer<FieldValue>, _ part: ValuePart
  ) -> FieldValue? {
    for slot in from where isSaid(row[slot]) {
      let value = part.of(row[slot])
      if value.isPresent { return value }
    }
    return nil
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
