/// How job files and options write a size of memory: `512mb`, `2gb`; Elastic's units, of 1024 each.
public enum MemorySize {
  private static let units: [(name: String, bytes: Int)] = [
    ("tb", 1 << 40), ("gb", 1 << 30), ("mb", 1 << 20), ("kb", 1 << 10), ("b", 1),
  ]
  public static let rule = "a size such as 64mb or 2gb (1mb at least)"
  private static let least = 1 << 20

  /// Bytes, or nil for a text that is no size, or less than a megabyte.
  public static func bytes(_ text: String) -> Int? {
    let text = text.lowercased()
    guard let unit = units.first(where: { text.hasSuffix($0.name) }) else { return nil }
    let digits = text.dropLast(unit.name.count)
    guard !digits.isEmpty, digits.allSatisfy({ "0123456789".contains($0) }), let count = Int(digits) else {
      return nil
    }
    let (bytes, isOver) = count.multipliedReportingOverflow(by: unit.bytes)
    return isOver || bytes < least ? nil : bytes
  }

  /// The shortest way to write a size.
  public static func text(_ bytes: Int) -> String {
    for unit in units where bytes > 0 && bytes % unit.bytes == 0 {
      return "\(bytes / unit.bytes)\(unit.name)"
    }
    return "\(bytes)b"
  }
}
