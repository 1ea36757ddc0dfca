import Foundation
import HarrierEvents

/// What a file's head is taken for, and what becomes of its first records.
public struct FormatExplanation: Sendable {
  public var recognised: FormatRegistry.Recognised
  /// All mappings that fit, the best first.
  public var candidates: [FormatRegistry.Candidate]
  public var rows: [Row] = []
  public var events = 0
  /// Paths that no rule reads, the most frequent first.
  public var unmapped: [Unmapped] = []
  /// ECS fields that at least one of the events has.
  public var present: Set<String> = []
  public var rejects = Rejects()
  public var conflicts = Conflicts()

  /// A record and what it becomes.
  public struct Row: Sendable {
    public var text: String
    public var time: EventTime
    /// By field, in order of the alphabet; several values joined by commas.
    public var values: [(field: String, value: String)]
  }

  /// A source path without a rule.
  public struct Unmapped: Sendable {
    public var path: String
    public var count: Int
    public var example: String
  }
}

extension FormatRegistry {
  private static let mostUnmapped = 1024

  /// Explains a file by its first bytes.
  ///
  /// - Parameters:
  ///   - head: the first bytes, with ``ChunkBytes/padding`` readable bytes behind them.
  ///   - rowCount: rows to show; all of the head count.
  ///   - path: the file's, whose words settle ties between mappings.
  ///   - year: the first line's, where times do not say it.
  ///   - modified: when the file was last changed, for times without a year where `year` is nil.
  /// - Throws: ``UnrecognisedFormat`` with what was found.
  public func explain(
    head: UnsafeBufferPointer<UInt8>, rows rowCount: Int, path: String? = nil, year: Int64? = nil,
    modified: EventTime? = nil
  ) throws(UnrecognisedFormat) -> FormatExplanation {
    let recognised = try recognise(head: head, path: path)
    var explanation = FormatExplanation(
      recognised: recognised, candidates: candidates(head: head, syntax: recognised.syntax))
    let records = SyntaxSniffer.objects(head, syntax: recognised.syntax)
    explanation.unmapped = Self.unmapped(records, recognised)
    let years = year.map { YearWindow(year: $0) } ?? modified.map { YearWindow(fileModified: $0) }
    Self.read(head, rowCount, records, (years, year != nil), &explanation)
    return explanation
  }

  private static func read(
    _ head: UnsafeBufferPointer<UInt8>, _ rowCount: Int, _ records: [[String: Any]],
    _ years: (window: YearWindow?, areOfFirstLine: Bool), _ explanation: inout FormatExplanation
  ) {
    guard let base = head.baseAddress else { return }
    let recognised = explanation.recognised
    var names = Set(recognised.mapping.outputs)
    if recognised.mapping.passThrough {
      for record in records {
        let prefix = recognised.mapping.wrapped("")
        for (path, _) in SyntaxSniffer.leaves(record, intoLists: true) where names.count < 4096 {
          if path.hasPrefix(prefix) { names.insert(String(path.dropFirst(prefix.count))) }
        }
      }
      if case .delimited(let header) = recognised.syntax { names.formUnion(header.columns) }
    }
    let fields = EventFields(names.sorted())
    let plan = MappingPlan(recognised.mapping, fields: fields)
    let reader = makeReader(recognised.syntax, plan: plan)
    let isArray = recognised.syntax.hasRanges
    let chunk = ChunkBytes(
      bytes: base, count: wholeLines(head, recognised.syntax),
      records: isArray ? RecordSplitter.records(in: head, syntax: recognised.syntax) : [])
    let batch = RowBatch(slotCount: plan.slotCount)
    if recognised.syntax == .lines {
      reader.years = years.window
      if years.areOfFirstLine {
        reader.begin(chunk)
        reader.read(into: batch)
        if batch.count > 0 { reader.years = YearWindow(first: EventTime(nanoseconds: batch.times[0])) }
      }
    }
    reader.begin(chunk)
    while true {
      reader.read(into: batch)
      if batch.count == 0 { break }
      explanation.events += batch.count
      for row in 0..<batch.count {
        let values = fields.names.enumerated().compactMap { slot, field -> (field: String, value: String)? in
          let value = batch.row(row)[slot]
          guard value.isPresent, value.length > 0 else { return nil }
          return (field, value.text.replacing("\u{1F}", with: ", "))
        }
        explanation.present.formUnion(values.map(\.field))
        guard explanation.rows.count < rowCount else { continue }
        let record = UnsafeBufferPointer(start: base + batch.offsets[row], count: Int(batch.lengths[row]))
        explanation.rows.append(
          .init(
            text: String(decoding: record.prefix(4096), as: UTF8.self),
            time: EventTime(nanoseconds: batch.times[row]), values: values))
      }
    }
    explanation.rejects = reader.rejects
    explanation.conflicts = reader.takeConflicts()
  }

  /// Without the line that the head's end cuts.
  private static func wholeLines(_ head: UnsafeBufferPointer<UInt8>, _ syntax: Syntax) -> Int {
    guard !syntax.hasRanges, head.count >= 1 << 18 else { return head.count }
    return (head.lastIndex(of: 0x0A) ?? head.count - 1) + 1
  }

  private static func unmapped(
    _ records: [[String: Any]], _ recognised: Recognised
  ) -> [FormatExplanation.Unmapped] {
    if recognised.mapping.passThrough { return [] }
    let known = recognised.mapping.sourcePaths.map { path in
      String(path.prefix { $0 != "[" && $0 != "*" })
    }
    let whole = Set(known)
    func isMapped(_ path: String) -> Bool {
      if whole.contains(path) { return true }
      // What lies inside a list is told of the list.
      return known.contains { $0.hasPrefix(path + ".") || (path.hasPrefix($0 + ".")) }
    }
    var found: [String: FormatExplanation.Unmapped] = [:]
    for record in records {
      for (path, example) in SyntaxSniffer.leaves(record) where !isMapped(path) {
        if found[path] == nil {
          guard found.count < mostUnmapped else { continue }
          found[path] = .init(path: path, count: 0, example: String(example.prefix(200)))
        }
        found[path]!.count += 1
      }
    }
    return found.values.sorted { ($1.count, $0.path) < ($0.count, $1.path) }
  }
}

extension SyntaxSniffer {
  private static let mostDepth = 8

  /// The first records as Foundation reads them; a delimited file's as columns.
  static func objects(_ head: UnsafeBufferPointer<UInt8>, syntax: Syntax) -> [[String: Any]] {
    if case .delimited(let header) = syntax {
      return [Dictionary(header.columns.map { ($0, "") }, uniquingKeysWith: { first, _ in first })]
    }
    return firstRecords(head, syntax: syntax).compactMap { range in
      let data = Data(buffer: UnsafeBufferPointer(rebasing: head[range]))
      return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    }
  }

  /// Dotted paths of values with their text.
  ///
  /// - Parameter intoLists: whether a list of objects is told by what is in them; else it stands as a whole.
  static func leaves(_ object: [String: Any], intoLists: Bool = false) -> [(path: String, text: String)] {
    var found: [(path: String, text: String)] = []
    func collect(_ object: [String: Any], _ prefix: String, _ depth: Int) {
      for (key, value) in object.sorted(by: { $0.key < $1.key }) where !(value is NSNull) {
        if let inner = value as? [String: Any], depth < mostDepth {
          collect(inner, prefix + key + ".", depth + 1)
        } else if intoLists, depth < mostDepth, let list = value as? [[String: Any]], !list.isEmpty {
          for inner in list { collect(inner, prefix + key + ".", depth + 1) }
        } else {
          found.append((prefix + key, "\(value)"))
        }
      }
    }
    collect(object, "", 0)
    return found
  }
}
