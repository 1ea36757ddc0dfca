import Foundation
import HarrierEvents
import Synchronization

/// Every mapping, and how a file's head tells which is its own.
public struct FormatRegistry: Sendable {
  public let mappings: [LogMapping]
  private let texts: TextRecogniser
  private let index: DetectIndex

  /// The mappings that come with Harrier.
  public static let builtIn: FormatRegistry = {
    do {
      return try FormatRegistry(directory: Bundle.module.bundleURL.appendingPathComponent("Mappings"))
    } catch {
      fatalError("a mapping of ours is broken, or not of this program's build: \(error)")
    }
  }()

  public init(mappings: [LogMapping]) {
    self.mappings = mappings
    texts = TextRecogniser(mappings)
    index = DetectIndex(mappings)
  }

  /// With mappings of the user's own in front: they win among equals, and replace ours of the same name.
  public func preferring(_ own: [LogMapping]) -> FormatRegistry {
    let names = Set(own.map(\.name))
    return FormatRegistry(mappings: own + mappings.filter { !names.contains($0.name) })
  }

  /// Reads every `.yml` of a folder.
  public init(directory: URL) throws {
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "yml" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    self.init(mappings: try Self.read(files))
  }

  /// On all processors: a hundred files of YAML are most of the time that a start takes.
  private static func read(_ files: [URL]) throws -> [LogMapping] {
    let results = Mutex<[Int: Result<LogMapping, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: files.count) { number in
      let file = files[number]
      let result = Result {
        try LogMapping(yaml: String(contentsOf: file, encoding: .utf8), file: file.lastPathComponent)
      }
      results.withLock { $0[number] = result }
    }
    let all = results.withLock { $0 }
    return try files.indices.map { try all[$0]!.get() }
  }

  /// What a head says: its syntax and mapping.
  public struct Recognised: Sendable {
    public var syntax: Syntax
    public var mapping: LogMapping
    public var name: String {
      mapping.name + " (" + syntax.name + (mapping.wrapper.map { " in " + $0 } ?? "") + ")"
    }
  }

  /// Recognises a file by its first bytes (256 KB, uncompressed).
  ///
  /// - Parameter path: decides only between text formats that fit equally well.
  /// - Throws: ``UnrecognisedFormat`` with what was found.
  public func recognise(
    head: UnsafeBufferPointer<UInt8>, path: String? = nil
  ) throws(UnrecognisedFormat) -> Recognised {
    let syntax: Syntax
    do throws(UnrecognisedFormat) { syntax = try SyntaxSniffer.sniff(head) } catch {
      guard error.mayBeText else { throw error }
      return try recogniseText(head, path: path, otherwise: error.reason)
    }
    switch syntax {
    case .delimited(let header):
      if let mapping = candidates(for: [Set(header.columns)]).first?.mapping {
        return Recognised(syntax: syntax, mapping: mapping)
      }
      let found = header.columns.prefix(8).joined(separator: ", ")
      return try recogniseText(head, path: path, otherwise: "no time field among \(found)")
    case .jsonLines, .jsonBehindText, .jsonArray, .jsonObjects:
      let names = SyntaxSniffer.fieldPaths(head, syntax: syntax)
      if names.isEmpty { throw UnrecognisedFormat(reason: "no JSON record in the first 256 KB") }
      guard let mapping = best(for: names) else {
        let found = names[0].sorted().prefix(8).joined(separator: ", ")
        throw UnrecognisedFormat(reason: "no time field among \(found)")
      }
      return Recognised(syntax: syntax, mapping: mapping)
    case .lines, .auditRecords, .journalEntries:
      guard let mapping = mappings.first(where: { $0.syntax == syntax.name }) else {
        throw UnrecognisedFormat(reason: "no mapping for the syntax “\(syntax.name)”")
      }
      return Recognised(syntax: syntax, mapping: mapping)
    }
  }

  private func recogniseText(
    _ head: UnsafeBufferPointer<UInt8>, path: String?, otherwise reason: String
  ) throws(UnrecognisedFormat) -> Recognised {
    if let mapping = mappingBehindText(head) { return Recognised(syntax: .jsonBehindText, mapping: mapping) }
    let finding = texts.best(head, path: path)
    if let finding, finding.isMost { return Recognised(syntax: .lines, mapping: finding.mapping) }
    let nearest = finding.map {
      "; the nearest text format is \($0.mapping.name), which fits \($0.fitting) of the first \($0.lines) lines"
    }
    throw UnrecognisedFormat(reason: reason + (nearest ?? "; no text format fits its lines"))
  }

  /// Mappings of whatever has common names: what they know of a record is less than what stands before it.
  private static let common: Set<String> = ["generic", "ecs"]

  /// Of JSON whose lines begin with somebody else's words; one path of an object may be chance.
  private func mappingBehindText(_ head: UnsafeBufferPointer<UInt8>) -> LogMapping? {
    guard SyntaxSniffer.isJSONBehindText(head) else { return nil }
    let names = SyntaxSniffer.fieldPaths(head, syntax: .jsonBehindText)
    guard let best = candidates(for: names).first, best.paths.count > 1,
      !Self.common.contains(best.mapping.name)
    else { return nil }
    return best.mapping
  }

  /// How well a mapping fits a head.
  public struct Candidate: Sendable {
    public var mapping: LogMapping
    /// Records that have all paths of one of its lists, out of those looked at.
    public var fitting: Int
    public var records: Int
    /// The longest list that fits.
    public var paths: [String]
    var score: Int

    /// Whether it fits better, and not only as well.
    public func beats(_ other: Candidate) -> Bool { score > other.score }
  }

  /// The mappings that fit a head at all, the best first.
  public func candidates(head: UnsafeBufferPointer<UInt8>, syntax: Syntax) -> [Candidate] {
    candidates(for: Self.names(head, syntax))
  }

  private static func names(_ head: UnsafeBufferPointer<UInt8>, _ syntax: Syntax) -> [Set<String>] {
    if case .delimited(let header) = syntax { return [Set(header.columns)] }
    return SyntaxSniffer.fieldPaths(head, syntax: syntax)
  }

  /// The mapping whose detect lists fit most records; among equals the longest list, then the first mapping.
  private func candidates(for records: [Set<String>]) -> [Candidate] {
    let records = records.map(index.holds)
    var found: [Candidate] = []
    for (number, mapping) in mappings.enumerated() {
      var candidate = Candidate(mapping: mapping, fitting: 0, records: records.count, paths: [], score: 0)
      for record in records {
        guard let place = index.longest(of: number, in: record) else { continue }
        let longest = mapping.detect[place]
        candidate.fitting += 1
        candidate.score += 100 + longest.count
        if longest.count > candidate.paths.count { candidate.paths = longest }
      }
      if candidate.score > 0 { found.append(candidate) }
    }
    return found.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .map(\.element)
  }

  /// What exporters put records into: Elasticsearch and OpenSearch, Splunk.
  private static let wrappers = ["_source", "result"]

  /// The mapping that fits best, be it what lies in a wrapper.
  private func best(for records: [Set<String>]) -> LogMapping? {
    let plain = candidates(for: records).first
    for wrapper in Self.wrappers {
      let wrapped = records.filter { $0.contains(wrapper) }
      guard wrapped.count * 2 > records.count else { continue }
      let inner = wrapped.map { paths in
        Set(paths.filter { $0.hasPrefix(wrapper + ".") }.map { String($0.dropFirst(wrapper.count + 1)) })
      }
      guard let found = candidates(for: inner).first, found.mapping.each.isEmpty,
        plain.map(found.beats) ?? true
      else { continue }
      var mapping = found.mapping
      mapping.wrapper = wrapper
      return mapping
    }
    return plain?.mapping
  }

  /// A reader for a worker.
  public static func makeReader(_ syntax: Syntax, plan: MappingPlan) -> any RecordReader {
    switch syntax {
    case .jsonLines, .jsonBehindText, .jsonArray, .jsonObjects:
      plan.mapping.each.isEmpty
        ? JSONReader(plan: plan, syntax: syntax) : NestedRecordReader(plan: plan, syntax: syntax)
    case .delimited(let header): DelimitedReader(plan: plan, header: header)
    case .lines: TextReader(plan: plan)
    case .auditRecords: AuditReader(plan: plan)
    case .journalEntries: JournalReader(plan: plan)
    }
  }

  /// For syntaxes whose records are several lines: where the last record ends that is whole for certain; nil where every
  /// line end is as good.
  public static func recordCut(_ syntax: Syntax) -> ((UnsafeBufferPointer<UInt8>) -> Int)? {
    switch syntax {
    case .auditRecords: AuditReader.lastCut
    case .journalEntries: JournalReader.lastCut
    case .jsonLines, .jsonBehindText, .jsonArray, .jsonObjects, .delimited, .lines: nil
    }
  }
}

/// A file that is no log we know.
public struct UnrecognisedFormat: Error, CustomStringConvertible {
  public var reason: String
  /// Whether patterns may still fit: its bytes are neither of another kind nor empty.
  var mayBeText = false
  public var description: String { reason }
}
