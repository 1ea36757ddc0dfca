import HarrierEvents

/// `decode: {as: bytes, to: name}`: several numbers 0…255 as the bytes they stand for, which is how
/// `journalctl -o json` writes a value that is not UTF-8. A value that is text already is handed on.
///
/// Of an array in JSON the first 64 elements are known.
struct ByteNumbers: LineDecoder {
  static let kind = LineDecoders.Kind(name: "bytes", options: ["to"]) {
    (decoder, names) throws(LineDecoderError) in
    guard let to = decoder.text("to") else { throw LineDecoderError("bytes needs “to”, the name it makes") }
    return ByteNumbers(targets: names.targets(of: decoder.prefix + to))
  }

  let targets: [SourceNames.Target]

  func decode(_ value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) -> Bool {
    let text = value.kind == .multiple ? bytes(value.buffer, scratch) ?? value : value
    for target in targets { SourceNames.put(target, text, row) }
    return true
  }

  private func bytes(_ numbers: UnsafeBufferPointer<UInt8>, _ scratch: TextScratch) -> FieldValue? {
    let to = scratch.arena.take(numbers.count)
    var count = 0
    for word in numbers.split(separator: FieldValue.separator) {
      var number = 0
      for byte in word {
        guard isDigit(byte), number < 256 else { return nil }
        number = number * 10 + Int(byte - 0x30)
      }
      guard number < 256 else { return nil }
      to[count] = UInt8(number)
      count += 1
    }
    return FieldValue(bytes: to, length: UInt32(count), kind: .string)
  }
}
