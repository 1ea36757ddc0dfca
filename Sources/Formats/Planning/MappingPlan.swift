import CSimdjson
import HarrierEvents

/// A mapping compiled for the wanted fields: which source path fills which slot, and what is done to a
/// row once its paths are read.
///
/// Slots below `fields.count` are the wanted ECS fields; those above are sources that need a rule.
public final class MappingPlan: Sendable {
  public let mapping: LogMapping
  /// Source path → slot and rank, for the parser: the record's own, outside of inner records.
  var leaves: [Leaf] { levels[0].leaves }
  /// The record, and below it the arrays of inner records, outermost first.
  let levels: [Level]
  /// Values that hold JSON as text, and what is wanted of it.
  let embedded: [(slot: Int, paths: JSONPaths)]
  public let timeSlot: Int
  public let slotCount: Int
  private let timeOperation: Operation?
  private let base: [Operation]
  private let variants: [CompiledVariant]
  private let index: VariantIndex?
  private let unset: [[UInt8]]
  private let texts: ConstantText
  /// What a text's values are read by; nil for a mapping without patterns.
  let program: TextProgram?
  private let ruleOperations: [[Operation]]
  private let timeParts: [Int]

  typealias Leaf = (path: String, slot: Int, rank: UInt16)

  struct Level: Sendable {
    /// Paths from the level's own record on; an empty one is the element itself, where it is a value.
    var leaves: [Leaf] = []
    /// The array of the next level, and the slot that takes it whole.
    var inner: (path: String, slot: Int)?
    /// The same as the JSON walk wants it, made once for all readers.
    var paths = JSONPaths([])
  }

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
    case join(from: [Int], to: Int, separator: [UInt8])
    case name(from: [Int], writer: [Int], to: Int, ValuePart)
    case presence(from: [Int], to: Int, present: FieldValue?, absent: FieldValue?)
  }

  public init(_ mapping: LogMapping, fields: EventFields) {
    self.mapping = mapping
    let builder = Builder(mapping, fields: fields)
    let texts = ConstantText()
    timeSlot = builder.slot()
    if let split = mapping.timeSplit {
      let from = mapping.time.map(builder.source)
      timeOperation = .copy(from: from, to: timeSlot, ValuePart(split: split))
    } else {
      // Every path of the time fills one slot, the first named winning.
      builder.add(mapping.time, to: timeSlot)
      timeOperation = nil
    }
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
    let draft = mapping.patterns.isEmpty ? nil : TextProgram.Draft(mapping.patterns) { builder.source($0) }
    ruleOperations = (draft?.rules ?? []).map {
      Self.compile($0, direct: [], builder: builder, texts: texts)
    }
    let slots = mapping.embedded.map { builder.source($0.path) }
    levels = Self.levels(mapping, builder)
    let own = Self.below(mapping.wrapped(""), levels[0].leaves)
    embedded = zip(mapping.embedded, slots).map { embedded, slot in
      (slot, JSONPaths(embedded.inPlace ? Self.below(embedded.path + ".", own) : own))
    }
    slotCount = builder.slotCount
    self.texts = texts
    program = draft.map {
      let names = SourceNames(leaves: builder.leaves, prefix: mapping.wrapped(""))
      return TextProgram($0, names: names) { builder.source($0) }
    }
    precondition(builder.slotCount == slotCount, "every name had its slot before the patterns were compiled")
  }

  /// Fields of the base that the parser fills by itself: plain ones, unless a variant or a pattern has a better source, or
  /// a value may say nothing.
  private static func directFields(_ mapping: LogMapping) -> Set<String> {
    guard mapping.unset.isEmpty else { return [] }
    let plain = mapping.base.fields.filter { $0.value.isPlain }.keys
    return Set(plain).subtracting(mapping.variants.flatMap { $0.rules.fields.keys })
      .subtracting(mapping.patterns.flatMap(\.allFields))
  }

  /// A wanted name itself, and where it begins with a root, the same under all roots.
  private static func spellings(of name: String, _ mapping: LogMapping) -> [String] {
    guard let root = mapping.roots.first(where: { !$0.isEmpty && name.hasPrefix($0) }) else { return [name] }
    let last = name.dropFirst(root.count)
    return [name] + mapping.roots.map { $0 + last }.filter { $0 != name }
  }

  /// Leaves by the level whose prefix they begin with, and where each level's array lies in the one above.
  private static func levels(_ mapping: LogMapping, _ builder: Builder) -> [Level] {
    let prefixes = mapping.each
    var levels = [Level](repeating: Level(), count: prefixes.count + 1)
    for leaf in builder.leaves {
      let depth = prefixes.lastIndex { leaf.path == $0 || leaf.path.hasPrefix($0 + ".") }
      let path = depth.map { String(leaf.path.dropFirst(prefixes[$0].count + 1)) } ?? leaf.path
      levels[depth.map { $0 + 1 } ?? 0].leaves.append((path, leaf.slot, leaf.rank))
    }
    for (depth, prefix) in prefixes.enumerated() {
      let above = depth > 0 ? prefixes[depth - 1].count + 1 : 0
      levels[depth].inner = (String(prefix.dropFirst(above).dropLast(2)), builder.slot())
    }
    for depth in levels.indices {
      levels[depth].paths = JSONPaths(
        levels[depth].leaves, span: levels[depth].inner,
        eithers: depth == 0 ? mapping.embedded.map { mapping.wrapped($0.path) } : [])
    }
    return levels
  }

  /// Those whose path begins so, which then go without.
  private static func below(_ prefix: String, _ leaves: [Leaf]) -> [Leaf] {
    leaves.compactMap { leaf in
      leaf.path.hasPrefix(prefix)
        ? (String(leaf.path.dropFirst(prefix.count)), leaf.slot, leaf.rank) : nil
    }
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

    func slot() -> Int {
      slotCount += 1
      return slotCount - 1
    }

    /// All paths of these sources fill one slot, the first present winning.
    func add(_ sources: [String], to slot: Int) {
      for (rank, path) in sources.flatMap(mapping.paths).enumerated() {
        leaves.append((mapping.wrapped(path), slot, UInt16(rank)))
      }
    }

    /// The slot of a source, whatever its spellings.
    func source(_ name: String) -> Int {
      if let slot = sourceSlots[name] { return slot }
      let slot = slot()
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
      if let joined = source.joined {
        operations.append(.join(from: from, to: to, separator: Array(joined.utf8)))
      } else if !source.writer.isEmpty {
        operations.append(.name(from: from, writer: source.writer.map(builder.source), to: to, part))
      } else if source.whenPresent != nil || source.whenAbsent != nil {
        operations.append(
          .presence(
            from: from, to: to, present: source.whenPresent.map(texts.value),
            absent: source.whenAbsent.map(texts.value)))
      } else if source.values.isEmpty && source.otherwise == nil {
        operations.append(.copy(from: from, to: to, part))
      } else {
        let otherwise = source.otherwise.map(texts.value) ?? (source.dropsOthers ? .absent : nil)
        operations.append(
          .translate(
            from: from, to: to, part, ValueTable(source.values, otherwise: otherwise, texts: texts)))
      }
    }
    for (field, text) in rules.constants.sorted(by: { $0.key < $1.key }) {
      if let to = builder.fields.slot(of: field) {
        operations.append(.constant(to: to, texts.value(text)))
      }
    }
    return operations
  }

  /// Fills the time's slot where it is a part of a value.
  @inline(__always)
  func findTime(_ row: UnsafeMutablePointer<FieldValue>, _ arena: GrowingArena) {
    if let timeOperation { apply(timeOperation, row, arena) }
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
    if row[timeSlot].isPresent { return TimeParser.problem(row[timeSlot]) }
    guard timeParts.contains(where: { row[$0].isPresent }) else { return "no time" }
    return withJoinedTime(row) { TimeParser.problem($0) }
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
      finish(row, scratch.arena)
    }
  }

  /// Fills the ECS slots of a row that patterns have read: the innermost rule taken says it first.
  func settle(_ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) {
    for rule in scratch.taken {
      for operation in ruleOperations[rule] { apply(operation, row, scratch.arena) }
    }
    finish(row, scratch.arena)
  }

  /// Fills the ECS slots of a row whose source slots are read. What a row already says itself stays.
  @inline(__always)
  func finish(_ row: UnsafeMutablePointer<FieldValue>, _ arena: GrowingArena) {
    if base.isEmpty && variants.isEmpty { return }
    variants.withUnsafeBufferPointer { variants in
      let chosen: Int?
      if let index {
        chosen = index.candidates(row).first { holds(variants[Int($0)], row) }.map(Int.init)
      } else {
        chosen = variants.indices.first { holds(variants[$0], row) }
      }
      guard let chosen else { return }
      for operation in variants[chosen].operations { apply(operation, row, arena) }
    }
    for operation in base { apply(operation, row, arena) }
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

  private func apply(_ operation: Operation, _ row: UnsafeMutablePointer<FieldValue>, _ arena: GrowingArena) {
    switch operation {
    case .constant(let to, let value):
      if !row[to].isPresent { row[to] = value }
    case .copy(let from, let to, let part):
      guard !row[to].isPresent, let value = first(from, row, part, arena) else { return }
      row[to] = value
    case .translate(let from, let to, let part, let table):
      guard !row[to].isPresent, let value = first(from, row, part, arena) else { return }
      row[to] = table.value(of: value)
    case .join(let from, let to, let separator):
      guard !row[to].isPresent, from.allSatisfy({ isSaid(row[$0]) && row[$0].length > 0 }) else { return }
      row[to] = Rewriting.joined(from.map { row[$0] }, by: separator, arena)
    case .name(let from, let writer, let to, let part):
      guard !row[to].isPresent else { return }
      let (name, own) = (first(from, row, part, arena), first(writer, row, part, arena))
      guard let name, let own else { return row[to] = name ?? own ?? row[to] }
      row[to] = HostName.writer(own, passedOnBy: name)
    case .presence(let from, let to, let present, let absent):
      guard !row[to].isPresent else { return }
      let isThere = from.contains { isSaid(row[$0]) && row[$0].length > 0 }
      if let value = isThere ? present : absent { row[to] = value }
    }
  }

  /// The part of the first source that has one.
  private func first(
    _ from: [Int], _ row: UnsafeMutablePointer<FieldValue>, _ part: ValuePart, _ arena: GrowingArena
  ) -> FieldValue? {
    for slot in from where isSaid(row[slot]) && row[slot].length > 0 {
      let value = part.of(row[slot], arena)
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
