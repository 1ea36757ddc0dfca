import HarrierEvents

/// `decode: leef`: IBM QRadar's Log Event Extended Format, `LEEF:1.0|vendor|product|version|event|key=value⇥…` and
/// `LEEF:2.0|vendor|product|version|event|delimiter|key=value…`.
///
/// Names: `leef.version`, `leef.vendor`, `leef.product`, `leef.product_version`, `leef.event_id`, and every attribute
/// under its own key (`src`, `usrName`). Before `LEEF:` anything may stand. The delimiter of version 2 is a character
/// or its code (`x5E`, `0x5E`); a tab without one.
///
/// ## Source
/// IBM, *Log Event Extended Format (LEEF) version 2*, QRadar documentation.
struct LEEFDecoder: LineDecoder {
  static let kind = LineDecoders.Kind(name: "leef", options: []) {
    (decoder, names) throws(LineDecoderError) in
    LEEFDecoder(header: names.under(decoder.prefix + "leef."), names: names.under(decoder.prefix))
  }

  let header: SourceNames
  let names: SourceNames

  private static let parts: [StaticString] = ["version", "vendor", "product", "product_version", "event_id"]

  func decode(_ value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) -> Bool {
    var scan = Scan(value.buffer)
    guard scan.pass("LEEF:") else { return false }
    let isSecond = scan.startsWith("2")
    for part in Self.parts {
      guard let text = scan.piped(scratch, mayEnd: false) else { return false }
      header.put(UnsafeBufferPointer(start: part.utf8Start, count: part.utf8CodeUnitCount), text, row)
    }
    var delimiter: UInt8 = 0x09
    if isSecond {
      let start = scan.at
      let word = scan.take { $0 != 0x7C && $0 != 0x3D }
      if word.count <= 4, scan.skip(0x7C) {
        delimiter = Self.delimiter(word)
      } else {
        scan.at = start
      }
    }
    attributes(&scan, delimiter, row)
    return true
  }

  private static func delimiter(_ word: UnsafeBufferPointer<UInt8>) -> UInt8 {
    if word.count == 1 { return word[0] }
    let digits = word.drop { $0 == 0x30 || $0 | 0x20 == 0x78 }
    var code: UInt8 = 0
    for byte in digits.prefix(2) {
      guard let digit = hexValue(byte) else { return 0x09 }
      code = code << 4 | digit
    }
    return code == 0 ? 0x09 : code
  }

  private func attributes(_ scan: inout Scan, _ delimiter: UInt8, _ row: UnsafeMutablePointer<FieldValue>) {
    while !scan.isAtEnd {
      scan.skipSpaces()
      let key = scan.take { $0 != 0x3D && $0 != delimiter }
      if scan.skip(0x3D) {
        let value = scan.take { $0 != delimiter }
        if let base = value.baseAddress {
          names.put(key, FieldValue(bytes: base, length: UInt32(value.count), kind: .string), row)
        }
      }
      if !scan.isAtEnd { scan.at += 1 }
    }
  }
}
