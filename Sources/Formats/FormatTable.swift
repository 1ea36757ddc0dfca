/// The table of formats as the documentation has it.
public enum FormatTable {
  /// A row a mapping, in order of the alphabet.
  public static func markdown(_ mappings: [LogMapping]) -> String {
    var lines = ["| format | what it is | specification |", "|---|---|---|"]
    for mapping in mappings.sorted(by: { $0.name < $1.name }) {
      let link = mapping.specification.map { "[\(host($0))](\($0))" } ?? ""
      lines.append("| `\(mapping.name)` | \(mapping.title.replacing("|", with: "\\|")) | \(link) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `docs.zeek.org` of its address.
  private static func host(_ address: String) -> String {
    let parts = address.split(separator: "/", omittingEmptySubsequences: true)
    return parts.count > 1 ? String(parts[1]) : address
  }
}
