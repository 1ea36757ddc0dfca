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
    member(key, value.iso8601)
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

  private mutating func append(quoted value: String) {
    append("\"")
    for scalar in value.unicodeScalars { append(escaping: scalar) }
    append("\"")
  }

  private mutating func append(escaping scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": append("\\\"")
    case "\\": append("\\\\")
    case "\n": append("\\n")
    case "\r": append("\\r")
    case "\t": append("\\t")
    case "\u{2028}": append("\\u2028")
    case "\u{2029}": append("\\u2029")
    case "\u{0}"..<" ", "\u{7F}":
      let digits = String(scalar.value, radix: 16)
      append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
    default: bytes.append(contentsOf: UTF8.encode(scalar)!)
    }
  }
}
