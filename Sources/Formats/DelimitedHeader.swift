import Foundation
import HarrierEvents

/// What the head of a delimited file says.
public struct DelimitedHeader: Sendable, Hashable {
  public var delimiter: UInt8
  public var quoted: Bool
  public var columns: [String]
  /// What such a file is called.
  public var kind: Kind
  /// What stands for no value, such as Zeek's `-` and `(empty)`.
  public var unset: [String] = []
  /// Columns of several values (Zeek's sets and vectors), and what stands between these.
  public var lists: Set<Int> = []
  public var listSeparator = UInt8(ascii: ",")

  public enum Kind: Sendable, Hashable {
    /// The names in the first line, nothing else that is no record.
    case table
    /// Zeek's: `#separator`, `#fields`, `#types` and their kin before the records, `#close` behind them.
    case zeek
    /// The extended log format (https://www.w3.org/TR/WD-logfile.html): `#Fields:` before the records, other
    /// directives between them. IIS, CloudFront, proxies and the firewall of Windows write it.
    case w3c
  }

  public init(
    delimiter: UInt8, quoted: Bool, columns: [String], kind: Kind = .table, unset: [String] = []
  ) {
    self.delimiter = delimiter
    self.quoted = quoted
    self.columns = columns
    self.kind = kind
    self.unset = unset
  }

  /// Whether a line that begins with `#` is none of the records.
  var hasComments: Bool { kind != .table }

  /// Whether a quoted value may hold line ends.
  public var spansLines: Bool { quoted && kind == .table }

  /// Whether the records behind a line have other columns, or these again; nil where the line says nothing of them.
  public func changes(by line: UnsafeBufferPointer<UInt8>) -> Bool? {
    guard kind == .w3c, line.starts(with: Self.fields.utf8) else { return nil }
    return Self.columns(String(decoding: line, as: UTF8.self)) != columns
  }

  /// What the last such line of a run of bytes says; nil where it has none.
  public func lastChange(in bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
    guard kind == .w3c, let base = bytes.baseAddress else { return nil }
    var cursor = LineCursor(base, count: bytes.count)
    var last: Bool?
    while let line = cursor.next() {
      guard base[line.lowerBound] == 0x23 else { continue }
      last = changes(by: UnsafeBufferPointer(rebasing: bytes[line])) ?? last
    }
    return last
  }

  private static let fields = "#Fields:"

  /// The names behind `#Fields:`.
  private static func columns(_ line: String) -> [String] {
    let list = line.dropFirst(fields.count)
    let isCommas = list.contains(",")
    return list.split { $0.isWhitespace || (isCommas && $0 == ",") }.map(String.init)
  }

  var name: String {
    switch kind {
    case .zeek: "Zeek TSV"
    case .w3c: "W3C extended log"
    case .table: delimiter == 0x09 ? "TSV" : "CSV"
    }
  }
}

extension DelimitedHeader {
  /// Lines of a head that are looked at.
  private static let mostLines = 20

  /// Reads the names of the columns, and what stands between values, from a file's first lines.
  init(head: UnsafeBufferPointer<UInt8>, from start: Int) throws(UnrecognisedFormat) {
    let lines = head[start...].split(separator: 0x0A, maxSplits: Self.mostLines).prefix(Self.mostLines)
      .map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .init(charactersIn: "\r")) }
    guard let first = lines.first else { throw UnrecognisedFormat(reason: "empty file") }
    if first.hasPrefix("#separator") || lines.contains(where: { $0.hasPrefix("#fields") }) {
      self = try Self.zeek(lines)
    } else if first.hasPrefix("#"), let header = Self.w3c(lines) {
      self = header
    } else if let header = HeadlessTable.header(lines) {
      self = header
    } else {
      self = try Self.table(first)
    }
  }

  private static func table(_ first: String) throws(UnrecognisedFormat) -> DelimitedHeader {
    let counts = [UInt8(ascii: ","), UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: "|")]
      .map { delimiter in (delimiter, first.utf8.filter { $0 == delimiter }.count) }
    guard let best = counts.max(by: { $0.1 < $1.1 }), best.1 > 0 else {
      if let header = spaced(first) { return header }
      throw UnrecognisedFormat(
        reason: "neither JSON nor a header of columns: “\(String(first.prefix(60)))”", mayBeText: true)
    }
    return DelimitedHeader(delimiter: best.0, quoted: true, columns: names(first, delimiter: best.0))
  }

  private static func names(_ line: String, delimiter: UInt8) -> [String] {
    line.split(separator: Character(UnicodeScalar(delimiter)), omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .init(charactersIn: "\" \u{FEFF}")) }
  }

  /// Names between blanks, as AWS writes above VPC flow logs.
  private static func spaced(_ line: String) -> DelimitedHeader? {
    let names = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard names.count >= 4, names.contains("srcaddr"), names.contains("start") else { return nil }
    return DelimitedHeader(delimiter: 0x20, quoted: false, columns: names, unset: ["-"])
  }

  /// The names behind `#Fields:` stand between blanks or commas; between the values may be tabs all the same
  /// (CloudFront), which the first record tells. Nil where no line names them.
  private static func w3c(_ lines: [String]) -> DelimitedHeader? {
    guard let line = lines.first(where: { $0.hasPrefix(fields) }) else { return nil }
    let columns = columns(line)
    let isCommas = line.contains(",")
    guard !columns.isEmpty else { return nil }
    let record = lines.first { !$0.isEmpty && !$0.hasPrefix("#") } ?? ""
    let delimiter: UInt8 = isCommas ? 0x2C : record.contains("\t") ? 0x09 : 0x20
    return DelimitedHeader(
      delimiter: delimiter, quoted: isCommas || hasQuotes(record), columns: columns, kind: .w3c,
      unset: ["-"])
  }

  /// Whether values between blanks stand in quotes, all of which close: some servers quote, and others log a quote that
  /// somebody asked for.
  private static func hasQuotes(_ record: String) -> Bool {
    let opened = record.split(separator: " \"", omittingEmptySubsequences: false).dropFirst()
    return !opened.isEmpty && opened.allSatisfy { $0.hasSuffix("\"") || $0.contains("\" ") }
  }

  private static func zeek(_ lines: [String]) throws(UnrecognisedFormat) -> DelimitedHeader {
    var header = DelimitedHeader(
      delimiter: 0x09, quoted: false, columns: [], kind: .zeek, unset: ["-", "(empty)"])
    for line in lines where line.hasPrefix("#") {
      let parts = line.split(whereSeparator: { $0 == "\t" || $0 == " " }).map(String.init)
      guard let key = parts.first, parts.count > 1 else { continue }
      switch key {
      case "#separator":
        if parts[1].hasPrefix("\\x"), let byte = UInt8(parts[1].dropFirst(2), radix: 16) {
          header.delimiter = byte
        }
      case "#fields": header.columns = Array(parts.dropFirst())
      case "#types":
        for (column, type) in parts.dropFirst().enumerated()
        where type.hasPrefix("set[") || type.hasPrefix("vector[") { header.lists.insert(column) }
      case "#set_separator": header.listSeparator = parts[1].utf8.first ?? header.listSeparator
      case "#unset_field": header.unset[0] = parts[1]
      case "#empty_field": header.unset[1] = parts[1]
      default: break
      }
    }
    guard !header.columns.isEmpty else {
      throw UnrecognisedFormat(reason: "a Zeek log without a #fields line")
    }
    return header
  }
}
