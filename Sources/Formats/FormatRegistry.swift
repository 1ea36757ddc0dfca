import Foundation
import HarrierEvents

/// Every mapping, and how a file's head tells which is its own.
public struct FormatRegistry: Sendable {
  public let mappings: [LogMapping]

  /// The mappings that come with Harrier.
  public static let builtIn: FormatRegistry = {
    do {
      return try FormatRegistry(directory: Bundle.module.bundleURL.appendingPathComponent("Mappings"))
    } catch {
      preconditionFailure("a mapping of ours is broken: \(error)")
    }
  }()

  public init(mappings: [LogMapping]) { self.mappings = mappings }

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
    mappings = try files.map {
      try LogMapping(yaml: String(contentsOf: $0, encoding: .utf8), file: $0.lastPathComponent)
    }
  }

  /// What a head says: its syntax and mapping.
  public struct Recognised: Sendable {
    public var syntax: Syntax
    public var mapping: LogMapping
    public var name: String { mapping.name + " (" + syntax.name + ")" }
  }

  /// Recognises a file by its first bytes (256 KB, uncompressed).
  ///
  /// - Throws: ``UnrecognisedFormat`` with what was found.
  public func recognise(head: UnsafeBufferPointer<UInt8>) throws(UnrecognisedFormat) -> Recognised {
    let syntax = try SyntaxSniffer.sniff(head)
    let names = Self.names(head, syntax)
    if names.isEmpty { throw UnrecognisedFormat(reason: "no JSON record in the first 256 KB") }
    guard let mapping = candidates(for: names).first?.mapping else {
      let found = names[0].sorted().prefix(8).joined(separator: ", ")
      throw UnrecognisedFormat(reason: "no time field among \(found)")
    }
    return Recognised(syntax: syntax, mapping: mapping)
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
    var found: [Candidate] = []
    for mapping in mappings {
      var candidate = Candidate(mapping: mapping, fitting: 0, records: records.count, paths: [], score: 0)
      for names in records {
        let fitting = mapping.detect.filter { !$0.isEmpty && $0.allSatisfy(names.contains) }
        guard let longest = fitting.max(by: { $0.count < $1.count }) else { continue }
        candidate.fitting += 1
        candidate.score += 100 + longest.count
        if longest.count > candidate.paths.count { candidate.paths = longest }
      }
      if candidate.score > 0 { found.append(candidate) }
    }
    return found.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .map(\.element)
  }

  /// A reader for a worker.
  public static func makeReader(_ syntax: Syntax, plan: MappingPlan) -> any RecordReader {
    switch syntax {
    case .jsonLines, .jsonArray:
      plan.mapping.each.isEmpty
        ? JSONReader(plan: plan, byRange: syntax == .jsonArray)
        : NestedRecordReader(plan: plan, byRange: syntax == .jsonArray)
    case .delimited(let header): DelimitedReader(plan: plan, header: header)
    }
  }
}

/// A file that is no log we know.
public struct UnrecognisedFormat: Error, CustomStringConvertible {
  public var reason: String
  public var description: String { reason }
}
