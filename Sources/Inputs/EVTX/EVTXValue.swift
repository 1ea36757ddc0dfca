/// A value of a record: where its bytes lie, and what they are.
struct EVTXValue {
  var offset: Int
  var size: Int
  var type: UInt8

  static let nullType: UInt8 = 0x00
  static let stringType: UInt8 = 0x01
  static let binaryXMLType: UInt8 = 0x21
  static let arrayFlag: UInt8 = 0x80

  /// Whether there is nothing to write: what an optional substitution leaves out.
  var isEmpty: Bool { type == Self.nullType || size == 0 }

  /// Bytes of one element of an array type; nil for strings, which end with a zero unit, and for what has no arrays.
  static func elementSize(_ type: UInt8) -> Int? {
    switch type {
    case 0x03, 0x04: 1
    case 0x05, 0x06: 2
    case 0x07, 0x08, 0x0B, 0x0D, 0x14: 4
    case 0x09, 0x0A, 0x0C, 0x11, 0x15: 8
    case 0x0F, 0x12: 16
    default: nil
    }
  }
}

/// Values as JSON, by the types of [MS-EVEN6] 2.2.12 and winevt.h's `EVT_VARIANT_TYPE`.
///
/// Numbers are numbers; addresses, keywords and hexadecimal types text with `0x`; GUIDs in braces; times ISO 8601
/// with the 100 ns of a FILETIME; security identifiers `S-1-…`; binary data hexadecimal digits.
extension JSONBuffer {
  /// A value that is not empty and no binary XML.
  mutating func write(_ value: EVTXValue, of chunk: EVTXBytes) throws(EVTXDamage) {
    try chunk.check(value.offset, value.size)
    if value.type & EVTXValue.arrayFlag != 0 { return try writeArray(value, of: chunk) }
    if isNumber(value) { return try writePlain(value, of: chunk) }
    write(UInt8(ascii: "\""))
    try writePlain(value, of: chunk)
    write(UInt8(ascii: "\""))
  }

  private func isNumber(_ value: EVTXValue) -> Bool {
    (0x03...0x0A).contains(value.type) || value.type == 0x0D
  }

  /// The value without quotes, as the inside of a JSON string.
  mutating func writePlain(_ value: EVTXValue, of chunk: EVTXBytes) throws(EVTXDamage) {
    let (at, size) = (value.offset, value.size)
    try chunk.check(at, size)
    switch value.type {
    case 0x01: writeString(chunk.base + at, units: size / 2)
    case 0x02:
      for place in 0..<size {
        let byte = chunk.base.load(fromByteOffset: at + place, as: UInt8.self)
        if byte == 0 { break }
        write(point: UInt32(byte))
      }
    case 0x03: write(decimal: Int64(Int8(bitPattern: try chunk.u8(at))))
    case 0x04: write(decimal: UInt64(try chunk.u8(at)))
    case 0x05: write(decimal: Int64(Int16(bitPattern: try chunk.u16(at))))
    case 0x06: write(decimal: UInt64(try chunk.u16(at)))
    case 0x07: write(decimal: Int64(Int32(bitPattern: try chunk.u32(at))))
    case 0x08: write(decimal: UInt64(try chunk.u32(at)))
    case 0x09: write(decimal: Int64(bitPattern: try chunk.u64(at)))
    case 0x0A: write(decimal: try chunk.u64(at))
    case 0x0B: write("\(Float(bitPattern: try chunk.u32(at)))")
    case 0x0C: write("\(Double(bitPattern: try chunk.u64(at)))")
    case 0x0D:
      write(size >= 4 ? try chunk.u32(at) != 0 ? "true" : "false" : try chunk.u8(at) != 0 ? "true" : "false")
    case 0x0F: try writeGUID(at, of: chunk)
    case 0x10, 0x14, 0x15, 0x20:
      write("0x" as StaticString)
      write(hex: size >= 8 ? try chunk.u64(at) : UInt64(try chunk.u32(at)))
    case 0x11: writeTime(try chunk.u64(at))
    case 0x12: try writeSystemTime(at, of: chunk)
    case 0x13: try writeSID(value, of: chunk)
    default:
      for place in 0..<size {
        write(hex: UInt64(chunk.base.load(fromByteOffset: at + place, as: UInt8.self)), digits: 2)
      }
    }
  }

  /// Without the zeros that many providers leave at the end.
  private mutating func writeString(_ from: UnsafeRawPointer, units: Int) {
    var units = units
    while units > 0, from.loadUnaligned(fromByteOffset: units * 2 - 2, as: UInt16.self) == 0 { units -= 1 }
    write(utf16: from, units: units)
  }

  private mutating func writeArray(_ value: EVTXValue, of chunk: EVTXBytes) throws(EVTXDamage) {
    let type = value.type & ~EVTXValue.arrayFlag
    write(UInt8(ascii: "["))
    let end = value.offset + value.size
    var at = value.offset
    var isFirst = true
    while at < end {
      var size = end - at
      if type == EVTXValue.stringType {
        var stop = at
        while stop + 2 <= end, try chunk.u16(stop) != 0 { stop += 2 }
        size = stop - at
      } else if let fixed = EVTXValue.elementSize(type) {
        guard fixed <= size else { throw EVTXDamage("array of parts of values") }
        size = fixed
      }
      if !isFirst { write(UInt8(ascii: ",")) }
      isFirst = false
      try write(EVTXValue(offset: at, size: size, type: type), of: chunk)
      at += type == EVTXValue.stringType ? size + 2 : size
    }
    write(UInt8(ascii: "]"))
  }

  private mutating func writeGUID(_ at: Int, of chunk: EVTXBytes) throws(EVTXDamage) {
    write(UInt8(ascii: "{"))
    write(hex: UInt64(try chunk.u32(at)), digits: 8)
    for place in [4, 6] {
      write(UInt8(ascii: "-"))
      write(hex: UInt64(try chunk.u16(at + place)), digits: 4)
    }
    for place in 8..<16 {
      if place == 8 || place == 10 { write(UInt8(ascii: "-")) }
      write(hex: UInt64(try chunk.u8(at + place)), digits: 2)
    }
    write(UInt8(ascii: "}"))
  }

  /// A FILETIME: 100 ns since 1601.
  private mutating func writeTime(_ ticks: UInt64) {
    let ticksADay: UInt64 = 864_000_000_000
    let days = Int(ticks / ticksADay)
    let rest = ticks % ticksADay
    writeDate(daysSince1601: days)
    let seconds = Int(rest / 10_000_000)
    writeClock(seconds / 3600, seconds / 60 % 60, seconds % 60)
    write(UInt8(ascii: "."))
    write(decimal: Int(rest % 10_000_000), digits: 7)
    write(UInt8(ascii: "Z"))
  }

  /// Civil date of a day count, by Howard Hinnant's `civil_from_days` (eras of 400 years from 1 March).
  private mutating func writeDate(daysSince1601: Int) {
    let shifted = daysSince1601 + 584_694  // from 0000-03-01
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let civilMonth = month < 10 ? month + 3 : month - 9
    let year = yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0)
    write(decimal: year, digits: year > 9999 ? 5 : 4)
    write(UInt8(ascii: "-"))
    write(decimal: civilMonth, digits: 2)
    write(UInt8(ascii: "-"))
    write(decimal: dayOfYear - (153 * month + 2) / 5 + 1, digits: 2)
  }

  private mutating func writeClock(_ hour: Int, _ minute: Int, _ second: Int) {
    write(UInt8(ascii: "T"))
    write(decimal: hour, digits: 2)
    write(UInt8(ascii: ":"))
    write(decimal: minute, digits: 2)
    write(UInt8(ascii: ":"))
    write(decimal: second, digits: 2)
  }

  /// Year, month, day of the week, day, hour, minute, second, millisecond.
  private mutating func writeSystemTime(_ at: Int, of chunk: EVTXBytes) throws(EVTXDamage) {
    try chunk.check(at, 16)
    func part(_ place: Int) throws(EVTXDamage) -> Int { Int(try chunk.u16(at + 2 * place)) }
    write(decimal: try part(0), digits: 4)
    write(UInt8(ascii: "-"))
    write(decimal: try part(1), digits: 2)
    write(UInt8(ascii: "-"))
    write(decimal: try part(3), digits: 2)
    writeClock(try part(4), try part(5), try part(6))
    write(UInt8(ascii: "."))
    write(decimal: try part(7), digits: 3)
    write(UInt8(ascii: "Z"))
  }

  /// [MS-DTYP] 2.4.2.2: a revision, a count, six bytes of authority, then 32-bit parts.
  private mutating func writeSID(_ value: EVTXValue, of chunk: EVTXBytes) throws(EVTXDamage) {
    let at = value.offset
    let parts = Int(try chunk.u8(at + 1))
    guard value.size >= 8 + 4 * parts else { throw EVTXDamage("security identifier cut short") }
    write("S-" as StaticString)
    write(decimal: UInt64(try chunk.u8(at)))
    write(UInt8(ascii: "-"))
    var authority: UInt64 = 0
    for place in 2..<8 { authority = authority << 8 | UInt64(try chunk.u8(at + place)) }
    write(decimal: authority)
    for part in 0..<parts {
      write(UInt8(ascii: "-"))
      write(decimal: UInt64(try chunk.u32(at + 8 + 4 * part)))
    }
  }
}
