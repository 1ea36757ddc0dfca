import HarrierEvents

/// Writes JSON with the keys in the order they are given, so that one result is always the same bytes.
///
/// Use for results, whose shape is fixed. It escapes what RFC 8259 asks for, and U+2028 and U+2029 as
/// well, which end a line in some readers. Keys are written as they are: they are our own.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  public init() {}

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// An object, as a document or as a list's element.
  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    separate()
    enclose("{", "}", body)
  }

  public mutating func object(_ key: String, _ body: (inout JSONWriter) -> Void) {
    name(key)
    enclose("{", "}", body)
  }

  public mutating func list(_ key: String, _ body: (inout JSONWriter) -> Void) {
    name(key)
    enclose("[", "]", body)
  }

  /// A list inside a list.
  public mutating func list(_ body: (inout JSONWriter) -> Void) {
    separate()
    enclose("[", "]", body)
  }

  public mutating func element(_ value: String) {
    separate()
    append(quoted: value)
  }

  public mutating func element(_ value: Double) {
    separate()
    append(JSONNumber.text(value))
  }

  public mutating func member(_ key: String, _ value: String) {
    name(key)
    append(quoted: value)
  }

  public mutating func member(_ key: String, _ value: Double) {
    name(key)
    append(JSONNumber.text(value))
  }

  public mutating func member(_ key: String, _ value: some BinaryInteger) {
    name(key)
    append(String(value))
  }

  public mutating func member(_ key: String, _ value: Bool) {
    name(key)
    append(value ? "true" : "false")
  }

  public mutating func member(_ key: String, _ value: EventTime) {
    name(key)
    append(UInt8(ascii: "\""))
    value.writeISO8601(to: &bytes)
    append(UInt8(ascii: "\""))
  }

  public mutating func member(_ key: String, _ values: [Double]) {
    list(key) { list in
      for value in values { list.element(value) }
    }
  }

  public mutating func member(_ key: String, _ values: [String]) {
    list(key) { list in
      for value in values { list.element(value) }
    }
  }

  private mutating func name(_ key: String) {
    separate()
    append("\"")
    append(key)
    append("\":")
  }

  private mutating func separate() {
    if needsComma { append(",") }
    needsComma = true
  }

  private mutating func enclose(
    _ opening: String, _ closing: String, _ body: (inout JSONWriter) -> Void
  ) {
    append(opening)
    needsComma = false
    body(&self)
    append(closing)
    needsComma = true
  }

  private mutating func append(_ plain: String) { bytes.append(contentsOf: plain.utf8) }

  private mutating func append(_ byte: UInt8) { bytes.append(byte) }

  /// Stretches that need no escape are most of any text, and are copied whole.
  private mutating func append(quoted value: String) {
    append(UInt8(ascii: "\""))
    var value = value
    value.withUTF8 { text in
      var start = 0
      var at = 0
      while at < text.count {
        let length = Self.escapedLength(text, at)
        if length > 0 {
          bytes.append(contentsOf: text[start..<at])
          append(escaped: text, at)
          start = at + length
        }
        at += max(1, length)
      }
      bytes.append(contentsOf: text[start..<at])
    }
    append(UInt8(ascii: "\""))
  }

  /// How many bytes are one character that must be escaped; 0 where none need be.
  @inline(__always)
  private static func escapedLength(_ text: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    switch text[at] {
    case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F: return 1
    case 0xE2:
      let isSeparator = at + 2 < text.count && text[at + 1] == 0x80 && text[at + 2] & 0xFE == 0xA8
      return isSeparator ? 3 : 0
    default: return 0
    }
  }

  private mutating func append(escaped text: UnsafeBufferPointer<UInt8>, _ at: Int) {
    switch text[at] {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case UInt8(ascii: "\n"): append("\\n")
    case UInt8(ascii: "\r"): append("\\r")
    case UInt8(ascii: "\t"): append("\\t")
    case 0xE2: append(text[at + 2] == 0xA8 ? "\\u2028" : "\\u2029")
    case let byte:
      let digits = String(byte, radix: 16)
      append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    }
  }
}
