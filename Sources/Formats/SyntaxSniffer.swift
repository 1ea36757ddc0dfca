import Foundation
import HarrierEvents

/// Tells from a file's first bytes how its records are divided.
enum SyntaxSniffer {
  static func sniff(_ head: UnsafeBufferPointer<UInt8>) throws(UnrecognisedFormat) -> Syntax {
    var at = 0
    if head.count >= 3, head[0] == 0xEF, head[1] == 0xBB, head[2] == 0xBF { at = 3 }
    while at < head.count, head[at] <= 0x20 { at += 1 }
    guard at < head.count else {
      throw UnrecognisedFormat(reason: head.contains(0) ? "nothing but NULs and blanks" : "empty file")
    }
    if let name = binaryKind(head) { throw UnrecognisedFormat(reason: "a \(name), not a log") }
    if AuditReader.isMine(head, from: at) { return .auditRecords }
    if JournalReader.isMine(head, from: at) { return .journalEntries }
    switch head[at] {
    case 0x5B where !isBracketedText(head, from: at): return .jsonArray
    case 0x7B:
      if isWrapped(head, from: at) { return .jsonArray }
      return spansLines(head, from: at) || areTogether(head, from: at) ? .jsonObjects : .jsonLines
    default: break
    }
    // One broken first line must not hide a good NDJSON file.
    if mostlyJSONLines(head) { return .jsonLines }
    if mostlyBinary(head[..<min(head.count, 4096)]) {
      throw UnrecognisedFormat(reason: "binary data, not a log")
    }
    return .delimited(try DelimitedHeader(head: head, from: at))
  }

  private static func binaryKind(_ head: UnsafeBufferPointer<UInt8>) -> String? {
    let kinds: [([UInt8], String)] = [
      ([0x89, 0x50, 0x4E, 0x47], "PNG picture"), ([0xFF, 0xD8, 0xFF], "JPEG picture"),
      ([0x47, 0x49, 0x46, 0x38], "GIF picture"), ([0x25, 0x50, 0x44, 0x46], "PDF document"),
      ([0x50, 0x4B, 0x03, 0x04], "zip archive inside an archive (unpack it first)"),
      ([0x7F, 0x45, 0x4C, 0x46], "program"), ([0x53, 0x51, 0x4C, 0x69, 0x74, 0x65], "SQLite database"),
      ([0xD4, 0xC3, 0xB2, 0xA1], "packet capture (read it with Zeek first)"),
    ]
    return kinds.first { head.starts(with: $0.0) }?.1
  }

  /// `{"Records": [` and its kind: an object whose first value is an array of objects, or that holds one under a
  /// name that wrappers use, behind nothing but plain values.
  private static func isWrapped(_ head: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var at = start + 1
    func skipSpace() { while at < head.count, head[at] <= 0x20 { at += 1 } }
    func skipString() {
      at += 1
      while at < head.count, head[at] != 0x22 { at += head[at] == 0x5C ? 2 : 1 }
      at += 1
    }
    /// A number or word, or an object with all that is in it.
    func skipOther() {
      var open = 0
      while at < head.count {
        switch head[at] {
        case 0x22:
          skipString()
          continue
        case 0x7B: open += 1
        case 0x7D, 0x2C:
          if open == 0 { return }
          if head[at] == 0x7D { open -= 1 }
        default: break
        }
        at += 1
      }
    }
    for number in 0..<12 {
      skipSpace()
      guard at < head.count, head[at] == 0x22 else { return false }
      let from = at + 1
      skipString()
      guard at < head.count else { return false }
      let name = String(decoding: head[from..<(at - 1)], as: UTF8.self)
      skipSpace()
      guard at < head.count, head[at] == 0x3A else { return false }
      at += 1
      skipSpace()
      guard at < head.count else { return false }
      if head[at] == 0x5B {
        at += 1
        skipSpace()
        return at < head.count && (head[at] == 0x7B || head[at] == 0x5D)
          && (number == 0 || wrapperNames.contains(name))
      }
      if head[at] == 0x7B, objectsAround.contains(name) {
        // The answer of a search in Elasticsearch, or of Duo: the records are one level further down.
        at += 1
        continue
      }
      if head[at] == 0x22 {
        skipString()
      } else if head[at] == 0x7B, !objectsBefore.contains(name) {
        return false
      } else {
        skipOther()
      }
      skipSpace()
      guard at < head.count, head[at] == 0x2C else { return false }
      at += 1
    }
    return false
  }

  /// What answers call the object that holds the array.
  private static let objectsAround: Set<String> = ["hits", "response"]
  /// What exports write before it that is an object.
  private static let objectsBefore: Set<String> = ["metadata", "meta", "links", "_shards", "total"]
  /// What exports call the array of their records.
  private static let wrapperNames: Set<String> = [
    "hits", "response", "authlogs", "Records", "records", "value", "items", "logs", "data", "events",
    "Events", "entries", "results",
    "result",
    "Findings", "findings", "rows",
  ]
  /// Whether the first object goes on in the next line. A broken line of NDJSON does not: behind it stands
  /// another object.
  private static func spansLines(_ head: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    guard let end = head[start...].firstIndex(of: 0x0A),
      let next = head[end...].first(where: { $0 > 0x20 })
    else { return false }
    return next != 0x7B
      && RecordSplitter.records(
        in: UnsafeBufferPointer(rebasing: head[start..<end]), syntax: .jsonObjects
      ).isEmpty
  }

  /// Whether lines hold several objects one after the other, as streams write them that end none. One such line among
  /// others is a slip of its writer's: it costs itself, where the others stay lines.
  private static func areTogether(_ head: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    let lines = head[start...].split(separator: 0x0A, maxSplits: 2)
      .filter { $0.contains { $0 > 0x20 } }.prefix(2)
    return lines.allSatisfy { line in
      let records = RecordSplitter.records(in: UnsafeBufferPointer(rebasing: line), syntax: .jsonObjects)
      guard let first = records.first else { return false }
      return line[(line.startIndex + first.offset + first.length)...].first { $0 > 0x20 } == 0x7B
    }
  }

  private static func mostlyJSONLines(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
    var lines = 0
    var objects = 0
    for line in head.split(separator: 0x0A, maxSplits: 50) {
      guard let first = line.first(where: { $0 > 0x20 }) else { continue }
      lines += 1
      if first == 0x7B { objects += 1 }
    }
    return objects * 2 >= lines && objects > 0
  }

  /// `[1767604500] unbound[…]` and `[Mon Jan  5 …`: a bracket that no JSON value follows.
  private static func isBracketedText(_ head: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
    var at = start + 1
    while at < head.count, head[at] <= 0x20 { at += 1 }
    guard at < head.count else { return false }
    return head[at] != 0x7B && head[at] != 0x5D && head[at] != 0x22
  }

  /// A NUL here and there is a hole that a crash left in a log; in every other line or so it is no log.
  private static func mostlyBinary(_ head: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    var control = 0
    for byte in head where byte < 0x20 && byte != 0x0A && byte != 0x0D && byte != 0x09 && byte != 0x1D {
      control += byte == 0x1B ? 0 : 1
    }
    guard head.contains(0) else { return false }
    let holes = head.split(separator: 0x0A).filter { $0.contains(0) }
    let text = head.split(separator: 0x0A).filter { !$0.contains(0) && $0.count > 20 }
    return text.count < 2 * holes.count || control * 4 > head.count
  }

  /// Whether all lines, but for a slip, end with an object that begins a few words into them:
  /// `2026-01-05T09:15:00.123Z {…}`.
  static func isJSONBehindText(_ head: UnsafeBufferPointer<UInt8>) -> Bool {
    let lines = firstLines(head, most: 50)
    let fitting = lines.filter { line in
      guard head[line.upperBound - 1] == 0x7D,
        let brace = head[line].prefix(mostWordsBefore).firstIndex(of: 0x7B), brace > line.lowerBound
      else { return false }
      return head[brace - 1] == 0x20 || head[brace - 1] == 0x09
    }
    return fitting.count * 10 >= lines.count * 9 && !fitting.isEmpty
  }

  /// Bytes that a syslog header may have.
  private static let mostWordsBefore = 256

  // MARK: Field names of the first JSON records

  /// The dotted paths that each of the first records holds.
  static func fieldPaths(_ head: UnsafeBufferPointer<UInt8>, syntax: Syntax) -> [Set<String>] {
    let reader = FieldPaths()
    var found: [Set<String>] = []
    for range in firstRecords(head, syntax: syntax) where found.count < 20 {
      if let paths = reader.paths(of: UnsafeBufferPointer(rebasing: head[range])) { found.append(paths) }
    }
    return found
  }

  static func firstRecords(_ head: UnsafeBufferPointer<UInt8>, syntax: Syntax) -> [Range<Int>] {
    if syntax == .jsonLines { return firstLines(head, most: 60) }
    if syntax == .jsonBehindText {
      return firstLines(head, most: 60).compactMap { line in
        head[line].firstIndex(of: 0x7B).map { $0..<line.upperBound }
      }
    }
    return RecordSplitter.records(in: head, syntax: syntax).prefix(32).map {
      $0.offset..<($0.offset + $0.length)
    }
  }

  /// Lines that are not empty, without their ends and the blanks and NULs around them.
  private static func firstLines(_ head: UnsafeBufferPointer<UInt8>, most: Int) -> [Range<Int>] {
    guard let base = head.baseAddress else { return [] }
    var cursor = LineCursor(base, count: head.count)
    var lines: [Range<Int>] = []
    while lines.count < most, let line = cursor.next() { lines.append(line) }
    return lines
  }
}
