import HarrierEvents

/// `decode: key_values`: pairs such as `srcip=192.0.2.7 user="Jane Doe" msg='it''s'`, each under its key.
///
/// Options: `separator`, one byte between pairs (a space unless told; blanks around a pair never belong to it), and
/// `equals`, one byte between key and value (`=`). A value in double or single quotes may hold separators, and a
/// backslash before a quote or a backslash. A word without an `=` is passed over. Of a key that comes twice the first
/// counts.
///
/// - Errors: a value without any pair is not of this syntax.
/// - Complexity: each byte is looked at twice at most: a quote that never closes is looked for once a value.
struct KeyValuePairs: LineDecoder {
  static let kind = LineDecoders.Kind(name: "key_values", options: ["separator", "equals"]) {
    (decoder, names) throws(LineDecoderError) in
    KeyValuePairs(
      separator: try decoder.byte("separator", usually: 0x20),
      equals: try decoder.byte("equals", usually: 0x3D),
      names: names.under(decoder.prefix))
  }

  let separator: UInt8
  let equals: UInt8
  let names: SourceNames

  func decode(_ value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) -> Bool {
    var scan = Scan(value.buffer)
    var pairs = 0
    var unclosed: (double: Bool, single: Bool) = (false, false)
    while !scan.isAtEnd {
      while let byte = scan.peek, byte == separator || byte == 0x20 { scan.at += 1 }
      let key = scan.take { $0 != equals && $0 != separator }
      guard scan.skip(equals) else { continue }
      pairs += 1
      let isWanted = names.wants(key)
      if let quote = scan.peek, quote == 0x22 && !unclosed.double || quote == 0x27 && !unclosed.single {
        scan.at += 1
        if let text = scan.quoted(quote, scratch) {
          if isWanted { names.put(key, text, row) }
          continue
        }
        if quote == 0x22 { unclosed.double = true } else { unclosed.single = true }
        scan.at -= 1
      }
      let plain = scan.take { $0 != separator }
      if isWanted, let base = plain.baseAddress {
        names.put(key, FieldValue(bytes: base, length: UInt32(plain.count), kind: .string), row)
      }
    }
    return pairs > 0
  }
}
