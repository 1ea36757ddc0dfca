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
    let names: [Set<String>]
    if case .delimited(let header) = syntax {
      names = [Set(header.columns)]
    } else {
      names = SyntaxSniffer.fieldPaths(head, syntax: syntax)
      if names.isEmpty { throw UnrecognisedFormat(reason: "no JSON record in the first 256 KB") }
    }
    guard let mapping = best(for: names) else {
      let found = names[0].sorted().prefix(8).joined(separator: ", ")
      throw UnrecognisedFormat(reason: "no time field among \(found)")
    }
    return Recognised(syntax: syntax, mapping: mapping)
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
    }
  }
}

/// A file that is no log we know.
public struct UnrecognisedFormat: Error, CustomStringConvertible {
  public var reason: String
  public var description: String { reason }
}
