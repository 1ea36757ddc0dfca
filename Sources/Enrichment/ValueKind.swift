/// What kind of thing a value is, by its spelling: its first word, its ending and its shape.
///
/// `DescribeInstances` is a *Describe*, `scan_willow.postinst` a *.postinst*, `C:\src\falcon\` lies under
/// `C:\src\`. Kinds tell which news is usual: packages bring installers, and nobody brings a `Delete…`.
///
/// - Not for: judging a value itself; two values of a kind have nothing else in common.
/// - Complexity: linear in the value, which is cut at 256 bytes.
public enum ValueKind {
  private static let mostBytes = 256
  private static let mostShape = 40

  /// The first word: up to a change from lower to upper case, a separator behind two letters, or, of a path,
  /// its second separator. The whole value where it is one word.
  public static func head(of value: UnsafeBufferPointer<UInt8>) -> ArraySlice<UInt8> {
    let bytes = Array(value.prefix(mostBytes))
    let isPath = bytes.contains(0x5C) || bytes.contains(0x2F)
    var separators = 0
    for at in bytes.indices {
      if isPath {
        if bytes[at] == 0x5C || bytes[at] == 0x2F { separators += 1 }
        if separators == 2 { return bytes[...at] }
      } else if at >= 2, isSeparator(bytes[at]) || (isUpper(bytes[at]) && isLower(bytes[at - 1])) {
        return bytes[..<at]
      }
    }
    return bytes[...]
  }

  /// From the last dot on, within the last part of a path; empty where there is none, or it ends the value.
  public static func ending(of value: UnsafeBufferPointer<UInt8>) -> ArraySlice<UInt8> {
    let bytes = Array(value.suffix(mostBytes))
    guard let dot = bytes.lastIndex(of: 0x2E), dot > 0, dot + 1 < bytes.count, bytes.count - dot <= 16,
      !bytes[dot...].contains(where: { $0 == 0x5C || $0 == 0x2F || $0 == 0x20 })
    else { return [] }
    return bytes[dot...]
  }

  /// Runs of letters as `a`, of digits as `0`, all else as it stands: `a_a-a_<a>.a` is how one publisher
  /// names its downloads.
  public static func shape(of value: UnsafeBufferPointer<UInt8>) -> ArraySlice<UInt8> {
    var out: [UInt8] = []
    for byte in value.prefix(mostBytes) {
      let kind: UInt8 =
        isUpper(byte) || isLower(byte) || byte >= 0x80 ? 0x61 : byte &- 0x30 < 10 ? 0x30 : byte
      if out.last != kind || (kind != 0x61 && kind != 0x30) { out.append(kind) }
      if out.count == mostShape { break }
    }
    return out[...]
  }

  private static func isUpper(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
  private static func isLower(_ byte: UInt8) -> Bool { byte &- 0x61 < 26 }
  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == 0x5F || byte == 0x2D || byte == 0x2E || byte == 0x20 || byte == 0x3A
  }
}
