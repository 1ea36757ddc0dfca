/// What the user's own table says of a host or a person.
public struct TableFields: Enricher {
  public let inputs: [String]
  public let outputs: [String]
  static let about = "what the user's own table says (`--assets`, `--identities`)"
  public let meaning: String = TableFields.about
  private let table: UserTable

  public init(_ table: UserTable, from input: String, prefix: String, kind: UserTable.Kind) {
    self.table = table
    inputs = [input]
    outputs = kind.columns.map { "\(prefix).\($0)" }
  }

  /// By the whole name; else by what stands before a host's first dot, behind a domain's backslash, or before an `@`.
  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    let name = String(decoding: input.prefix(1024), as: UTF8.self).lowercased()
    if let found = table.values(of: name) { return found }
    var short = name[...]
    if let backslash = short.lastIndex(of: "\\") { short = short[short.index(after: backslash)...] }
    short = short.prefix { $0 != "@" }
    if let found = table.values(of: String(short)) { return found }
    return table.values(of: String(short.prefix { $0 != "." })) ?? outputs.map { _ in nil }
  }
}
