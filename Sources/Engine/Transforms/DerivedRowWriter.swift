import HarrierEvents

/// Writes a row of a transform as a line of JSON, which is read like any other event.
struct DerivedRowWriter {
  private(set) var bytes: [UInt8] = [UInt8(ascii: "{")]

  mutating func write(_ name: String, _ value: ArraySlice<UInt8>) {
    if value.isEmpty { return }
    begin(name)
    let values = value.split(separator: FieldValue.separator)
    if values.count < 2 { return writeText(value) }
    write(list: values)
  }

  mutating func write(_ name: String, _ text: String) { write(name, Array(text.utf8)[...]) }

  mutating func write(_ name: String, _ number: Double) {
    guard number.isFinite else { return }
    begin(name)
    // Whole numbers as they are read: 3, not 3.0.
    let text = number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    bytes += text.utf8
  }

  mutating func write(_ name: String, list values: [ArraySlice<UInt8>]) {
    if values.isEmpty { return }
    begin(name)
    write(list: values)
  }

  /// The line.
  func ended() -> [UInt8] { bytes + Array("}\n".utf8) }

  private mutating func begin(_ name: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    writeText(Array(name.utf8)[...])
    bytes.append(UInt8(ascii: ":"))
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
    let isASCII = value.allSatisfy { $0 < 0x80 }
    // Delimited text may hold bytes that are no UTF-8; JSON may not.
    let valid = isASCII ? Array(value) : Array(String(decoding: value, as: UTF8.self).utf8)
    for byte in valid { writeEscaped(byte) }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func writeEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case 0..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    default: bytes.append(byte)
    }
  }
}
