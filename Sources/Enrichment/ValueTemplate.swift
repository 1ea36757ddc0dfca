/// A value without what is accidental in it: what rarity is judged on.
///
/// `C:\Users\ann\Downloads\` → `C:\Users\<user>\Downloads\`; `is-4K2LD.tmp` → `is-<random>.tmp`;
/// `agent_48213.exe` → `agent_<n>.exe`; `setup-3.2.17.exe` → `setup-<v>.exe`; GUIDs, long hex and base-36
/// runs and drive serials likewise. Without it every new user's folder is as new as `D:\`.
///
/// - Not for: addresses, domain names, countries, API calls: a plan does not ask it for those.
/// - Complexity: linear in the value, which is cut at 1 KB; once a distinct value.
public enum ValueTemplate {
  static let mostBytes = 1024

  /// The template, or nil where the value is its own.
  public static func of(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    let bytes = Array(value.prefix(mostBytes))
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + 8)
    var at = 0
    var afterProfile = false
    while at < bytes.count {
      if isWord(bytes[at]) {
        var end = at
        while end < bytes.count, isWord(bytes[end]) || isInnerDot(bytes, end) { end += 1 }
        if afterProfile {
          while end < bytes.count, bytes[end] != 0x5C, bytes[end] != 0x2F { end += 1 }
          out += wellKnownProfile(bytes[at..<end]) ? Array(bytes[at..<end]) : Array("<user>".utf8)
        } else if isTemporary(bytes, end), let stem = temporaryStem(bytes[at..<end], after: out) {
          out += stem
          out += Array("<random>".utf8)
        } else {
          word(bytes, at, end, &out)
        }
        afterProfile = false
        at = end
      } else if bytes[at] == 0x7B, let end = guidEnd(bytes, at) {
        out += Array("<guid>".utf8)
        at = end
      } else {
        afterProfile = (bytes[at] == 0x5C || bytes[at] == 0x2F) && endsWithProfileFolder(out)
        out.append(bytes[at])
        at += 1
      }
    }
    return out.elementsEqual(value) ? nil : out
  }

  private static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte >= 0x80 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  private static func isHex(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }

  /// A dot between two digits belongs to a version.
  private static func isInnerDot(_ bytes: [UInt8], _ at: Int) -> Bool {
    bytes[at] == 0x2E && at > 0 && at + 1 < bytes.count && isDigit(bytes[at - 1]) && isDigit(bytes[at + 1])
  }

  private static func endsWithProfileFolder(_ out: [UInt8]) -> Bool {
    for folder in [#"\users"#, #"/users"#, "/home", #"\profiles"#, #"\documents and settings"#] {
      guard out.count >= folder.utf8.count else { continue }
      let tail = out.suffix(folder.utf8.count)
      if zip(tail, folder.utf8).allSatisfy({ ($0 | (isLetter($0) ? 0x20 : 0)) == $1 }) { return true }
    }
    return false
  }

  private static func wellKnownProfile(_ name: ArraySlice<UInt8>) -> Bool {
    ["public", "default", "all users", "default user"].contains {
      $0.utf8.elementsEqual(name.map { isLetter($0) ? $0 | 0x20 : $0 })
    }
  }

  private static func guidEnd(_ bytes: [UInt8], _ at: Int) -> Int? {
    guard at + 38 <= bytes.count, bytes[at + 37] == 0x7D else { return nil }
    for index in 1..<37 {
      let wantsDash = [9, 14, 19, 24].contains(index)
      if wantsDash ? bytes[at + index] != 0x2D : !isHex(bytes[at + index]) { return nil }
    }
    return at + 38
  }

  /// Whether `.tmp` follows, and ends the value or its part of a path.
  private static func isTemporary(_ bytes: [UInt8], _ at: Int) -> Bool {
    guard at + 4 <= bytes.count, bytes[at] == 0x2E else { return false }
    guard zip(bytes[(at + 1)..<(at + 4)], "tmp".utf8).allSatisfy({ $0 | 0x20 == $1 }) else { return false }
    return at + 4 == bytes.count || bytes[at + 4] == 0x5C || bytes[at + 4] == 0x2F
  }

  /// What stands before the random part of a temporary file's name (`MSI` of `MSI4F2A.tmp`): its first letters
  /// of one case, two or more; nothing behind a separator (`is-4K2LD.tmp`). Nil for a name that has no digit.
  private static func temporaryStem(_ word: ArraySlice<UInt8>, after out: [UInt8]) -> ArraySlice<UInt8>? {
    guard word.count >= 4, word.contains(where: isDigit), let first = word.first else { return nil }
    if let last = out.last, last != 0x5C, last != 0x2F { return word.prefix(0) }
    let stem = word.prefix { isLetter($0) && ($0 & 0x20) == (first & 0x20) }
    return stem.count >= 2 && stem.count < word.count ? stem : word.prefix(0)
  }

  private static func word(_ bytes: [UInt8], _ from: Int, _ to: Int, _ out: inout [UInt8]) {
    let text = bytes[from..<to]
    if text.contains(0x2E), text.allSatisfy({ isDigit($0) || $0 == 0x2E }) {
      out += Array("<v>".utf8)
    } else if text.count >= 8, text.allSatisfy(isHex), text.contains(where: isDigit) {
      out += Array("<hex>".utf8)
    } else if isRandom(text, after: out) {
      out += Array("<random>".utf8)
    } else {
      numbers(text, &out)
    }
  }

  /// Letters and digits that change places twice or more; or what stands where installers put their
  /// random part (`is-XXXXX.tmp`, `tmpXXXX.tmp`).
  private static func isRandom(_ text: ArraySlice<UInt8>, after out: [UInt8]) -> Bool {
    var changes = 0
    var digits = 0
    var previous: Bool?
    for byte in text where byte != 0x2E {
      let digit = isDigit(byte)
      if digit { digits += 1 }
      if let previous, previous != digit { changes += 1 }
      previous = digit
    }
    if text.count >= 5, changes >= 3 { return true }
    if text.count >= 8, changes >= 2, digits >= 2 { return true }
    return text.count == 5 && out.suffix(3).elementsEqual("is-".utf8)
  }

  /// Runs of three and more digits, and short ones behind a separator, are numbers; others (`rundll32`,
  /// `win32`) are part of a name.
  private static func numbers(_ text: ArraySlice<UInt8>, _ out: inout [UInt8]) {
    var at = text.startIndex
    while at < text.endIndex {
      guard isDigit(text[at]) else {
        out.append(text[at])
        at += 1
        continue
      }
      var end = at
      while end < text.endIndex, isDigit(text[end]) || (text[end] == 0x2E && end > at) { end += 1 }
      let isAlone =
        at == text.startIndex && end == text.endIndex && out.last.map { $0 == 0x5F || $0 == 0x2D } == true
      let run = text[at..<end]
      if run.contains(0x2E) {
        out += Array("<v>".utf8)
      } else if run.count >= 3 || isAlone {
        out += Array("<n>".utf8)
      } else {
        out += Array(run)
      }
      at = end
    }
  }
}
