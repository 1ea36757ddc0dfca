import Foundation

/// A table the user keeps of hosts or people: a CSV file with a header, one line a name.
///
/// Names are compared in small letters. A line whose key stands in an earlier line is a slip and told.
public struct UserTable: Sendable {
  /// Columns beside the key, in the order of the kind.
  public let columns: [String]
  private let rows: [String: [String?]]
  /// By what stands before a host's first dot, where that is one host's alone.
  private let shortNames: [String: String]
  public var count: Int { rows.count }

  /// What the table is of: its key and the columns it may have.
  public enum Kind: Sendable {
    case host, person

    public var key: String { self == .host ? "host" : "user" }
    public var columns: [String] {
      self == .host
        ? ["criticality", "owner", "group", "environment"]
        : ["identity", "criticality", "department", "kind"]
    }
  }

  /// A file that cannot be used.
  public struct ReadError: Error, CustomStringConvertible {
    public var description: String
  }

  private static let mostBytes = 256 << 20

  /// - Throws: ``ReadError`` with file, line, what was found and what was expected.
  public init(path: String, kind: Kind) throws(ReadError) {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
    } catch { throw ReadError(description: "\(path): cannot be read: \(error.localizedDescription)") }
    guard data.count <= Self.mostBytes else {
      throw ReadError(description: "\(path): found \(data.count) bytes, expected at most \(Self.mostBytes)")
    }
    try self.init(csv: String(decoding: data, as: UTF8.self), file: path, kind: kind)
  }

  public init(csv: String, file: String, kind: Kind) throws(ReadError) {
    var lines = CSVLines(csv)
    func fail(_ message: String) -> ReadError { ReadError(description: "\(file):\(lines.line): \(message)") }
    guard let header = lines.next()?.map({ $0.lowercased() }) else {
      throw ReadError(description: "\(file):1: found nothing, expected a header with “\(kind.key)”")
    }
    guard let key = header.firstIndex(of: kind.key) else {
      throw fail("found the columns \(header.joined(separator: ", ")), expected “\(kind.key)” among them")
    }
    let allowed = [kind.key] + kind.columns
    if let odd = header.first(where: { !allowed.contains($0) }) {
      throw fail("found the column “\(odd.prefix(40))”, expected \(allowed.joined(separator: ", "))")
    }
    columns = kind.columns
    let places = kind.columns.map { header.firstIndex(of: $0) }
    var rows: [String: [String?]] = [:]
    while let values = lines.next() {
      if values == [""] { continue }
      guard values.count == header.count else {
        throw fail("found \(values.count) values, expected \(header.count) as in the header")
      }
      let name = values[key].lowercased()
      guard !name.isEmpty else { throw fail("found no \(kind.key), expected a name") }
      guard rows[name] == nil else {
        throw fail("found “\(values[key].prefix(60))” a second time, expected each \(kind.key) once")
      }
      rows[name] = places.map { $0.flatMap { values[$0].isEmpty ? nil : values[$0] } }
    }
    self.rows = rows
    let whole = kind == .host ? rows.keys.filter { $0.contains(".") } : []
    shortNames = Dictionary(grouping: whole) { String($0.prefix { $0 != "." }) }.compactMapValues {
      $0.count == 1 ? $0[0] : nil
    }
  }

  /// The values of a name, by column.
  func values(of name: String) -> [String?]? { rows[name] ?? shortNames[name].flatMap { rows[$0] } }
}

/// The lines of a CSV text (RFC 4180), with the number of the one read last.
private struct CSVLines {
  private var rest: Substring.UTF8View
  private(set) var line = 0
  private var ahead = 1

  init(_ text: String) {
    var whole = text[...]
    if whole.hasPrefix("\u{FEFF}") { whole.removeFirst() }
    rest = whole.utf8
  }

  mutating func next() -> [String]? {
    guard !rest.isEmpty else { return nil }
    line = ahead
    var values: [String] = []
    var value: [UInt8] = []
    var inQuotes = false
    while let byte = rest.popFirst() {
      if byte == 0x0A { ahead += 1 }
      if inQuotes {
        if byte != 0x22 {
          value.append(byte)
        } else if rest.first == 0x22 {
          value.append(byte)
          rest.removeFirst()
        } else {
          inQuotes = false
        }
      } else if byte == 0x22, value.isEmpty {
        inQuotes = true
      } else if byte == 0x2C {
        values.append(Self.text(value))
        value = []
      } else if byte == 0x0A {
        break
      } else {
        value.append(byte)
      }
    }
    values.append(Self.text(value))
    return values
  }

  private static func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
