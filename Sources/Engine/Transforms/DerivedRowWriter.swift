import HarrierEvents

/// Writes rows of a transform as lines of JSON, which are read like any other events.
struct DerivedRowWriter {
  /// A field's name as it stands in every row: quoted, with its colon.
  struct Name {
    fileprivate let bytes: [UInt8]

    init(_ name: String) {
      var writer = DerivedRowWriter()
      let name = Array(name.utf8)
      writer.writeText(name[...])
      writer.bytes.append(UInt8(ascii: ":"))
      bytes = writer.bytes
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)
  /// The lines so far.
  private(set) var bytes: [UInt8] = []
  private var needsComma = false

  mutating func beginRow() {
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
  }

  mutating func endRow() {
    bytes.append(UInt8(ascii: "}"))
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Nothing where the value is empty; a list where it holds several.
  mutating func write(_ name: Name, _ value: ArraySlice<UInt8>) {
    if value.isEmpty { return }
    if !value.contains(FieldValue.separator) {
      begin(name)
      writeText(value)
      return
    }
    let values = value.split(separator: FieldValue.separator)
    begin(name)
    if values.count < 2 { writeText(value) } else { write(list: values) }
  }

  /// With nanoseconds, so that a row lies in the bucket that it was made for.
  mutating func write(_ name: Name, time nanoseconds: Int64) {
    begin(name)
    bytes.append(UInt8(ascii: "\""))
    EventTime(nanoseconds: nanoseconds).writeISO8601(to: &bytes, fractionDigits: 9)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Nothing where the number is not finite, which JSON cannot say.
  mutating func write(_ name: Name, _ number: Double) {
    guard number.isFinite else { return }
    begin(name)
    // Whole numbers as they are read: 3, not 3.0.
    let text = number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ name: Name, list values: [ArraySlice<UInt8>]) {
    if values.isEmpty { return }
    begin(name)
    write(list: values)
  }

  private mutating func begin(_ name: Name) {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
    bytes.append(contentsOf: name.bytes)
  }

  private mutating func write(list values: [ArraySlice<UInt8>]) {
    for (number, value) in values.enumerated() {
      bytes.append(number == 0 ? UInt8(ascii: "[") : UInt8(ascii: ","))
      writeText(value)
    }
    bytes.append(UInt8(ascii: "]"))
  }

  private mutating func writeText(_ value: ArraySlice<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    if value.allSatisfy(Self.isPlain) {
      bytes.append(contentsOf: value)
    } else if value.allSatisfy({ $0 < 0x80 }) {
      writeEscaped(value)
    } else {
      // Delimited text may hold bytes that are no UTF-8; JSON may not.
      writeEscaped(Array(String(decoding: value, as: UTF8.self).utf8)[...])
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a byte stands for itself.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x80).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private mutating func writeEscaped(_ value: ArraySlice<UInt8>) {
    for byte in value {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(Self.digits[Int(byte >> 4)])
        bytes.append(Self.digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
  }
}
