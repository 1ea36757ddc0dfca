import Foundation
import HarrierEvents

/// Every mapping, and how a file's head tells which is its own.
public struct FormatRegistry: Sendable {
  public let mappings: [LogMapping]
  private let texts: TextRecogniser

  /// The mappings that come with Harrier.
  public static let builtIn: FormatRegistry = {
    do {
      return try FormatRegistry(directory: Bundle.module.bundleURL.appendingPathComponent("Mappings"))
    } catch {
      preconditionFailure("a mapping of ours is broken: \(error)")
    }
  }()

  public init(mappings: [LogMapping]) {
    self.mappings = mappings
    texts = TextRecogniser(mappings)
  }

  /// Reads every `.yml` of a folder.
  public init(directory: URL) throws {
    let files = try FileManager.default.contentsOfDirectory(at: directory, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "yml" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    self.init(
      mappings: try files.map {
        try LogMapping(yaml: String(contentsOf: $0, encoding: .utf8), file: $0.lastPathComponent)
      })
  }

  /// What a head says: its syntax and mapping.
  public struct Recognised: Sendable {
    public var syntax: Syntax
    public var mapping: LogMapping
    public var name: String { mapping.name + " (" + syntax.name + ")" }
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
      if let mapping = best(for: [Set(header.columns)]) {
        return Recognised(syntax: syntax, mapping: mapping)
      }
      let found = header.columns.prefix(8).joined(separator: ", ")
      return try recogniseText(head, path: path, otherwise: "no time field among \(found)")
    case .jsonLines, .jsonArray, .jsonObjects:
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
    let finding = texts.best(head, path: path)
    if let finding, finding.isMost { return Recognised(syntax: .lines, mapping: finding.mapping) }
    let nearest = finding.map {
      "; the nearest text format is \($0.mapping.name), which fits \($0.fitting) of the first \($0.lines) lines"
    }
    throw UnrecognisedFormat(reason: reason + (nearest ?? "; no text format fits its lines"))
  }

  /// The mapping whose detect lists fit most records; among equals the longest list.
  private func best(for records: [Set<String>]) -> LogMapping? {
    var winner: (score: Int, mapping: LogMapping)?
    for mapping in mappings {
      var score = 0
      for names in records {
        let fitting = mapping.detect.filter { $0.allSatisfy(names.contains) }.map(\.count).max()
        score += fitting.map { 100 + $0 } ?? 0
      }
      if score > 0, score > winner?.score ?? 0 { winner = (score, mapping) }
    }
    return winner?.mapping
  }

  /// A reader for a worker.
  public static func makeReader(_ syntax: Syntax, plan: MappingPlan) -> any RecordReader {
    switch syntax {
    case .jsonLines: JSONReader(plan: plan, byRange: false)
    case .jsonArray, .jsonObjects: JSONReader(plan: plan, byRange: true)
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
    case .jsonLines, .jsonArray, .jsonObjects, .delimited, .lines: nil
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
