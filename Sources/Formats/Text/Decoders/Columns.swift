import HarrierEvents

/// `decode: columns`: values whose place tells what they are, such as Palo Alto's commas and VPC flow's blanks.
///
/// Options: `names`, in order, of which `_` is passed over; `separator`, one byte (a comma unless told); `quoted: true`
/// where values may stand in double quotes, doubled inside; `unset`, words that mean no value; `least`, how many values
/// there must be (all that have a name unless told); `most`, how many there may be. Values beyond the names are passed
/// over.
struct Columns: LineDecoder {
  static let kind = LineDecoders.Kind(
    name: "columns", options: ["names", "separator", "quoted", "unset", "least", "most"]
  ) { (decoder, names) throws(LineDecoderError) in
    guard let columns = decoder.options["names"], !columns.isEmpty else {
      throw LineDecoderError("columns needs “names”")
    }
    func number(_ option: String, usually: Int) throws(LineDecoderError) -> Int {
      guard let text = decoder.text(option) else { return usually }
      guard let number = Int(text), number > 0 else {
        throw LineDecoderError("“\(option)” is “\(text)”, expected a number above 0")
      }
      return number
    }
    let wanted = names.under(decoder.prefix)
    return Columns(
      separator: try decoder.byte("separator", usually: 0x2C), isQuoted: decoder.flag("quoted"),
      targets: columns.map { $0 == "_" ? [] : wanted.targets(of: $0) },
      unset: (decoder.options["unset"] ?? []).map { Array($0.utf8) },
      least: try number("least", usually: columns.count), most: try number("most", usually: .max))
  }

  let separator: UInt8
  let isQuoted: Bool
  let targets: [[SourceNames.Target]]
  let unset: [[UInt8]]
  let least: Int
  let most: Int

  func decode(_ value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) -> Bool {
    var scan = Scan(value.buffer)
    var column = 0
    while true {
      let part = next(&scan, scratch)
      if column < targets.count, part.length > 0, !targets[column].isEmpty,
        !MappingPlan.isOne(of: unset, part)
      {
        for target in targets[column] { SourceNames.put(target, part, row) }
      }
      column += 1
      guard scan.skip(separator) else { break }
    }
    return column >= least && column <= most
  }

  private func next(_ scan: inout Scan, _ scratch: TextScratch) -> FieldValue {
    if isQuoted, scan.peek == 0x22, let text = doubled(&scan, scratch) { return text }
    let plain = scan.take { $0 != separator }
    return FieldValue(bytes: plain.baseAddress, length: UInt32(plain.count), kind: .string)
  }

  /// A value in quotes; what stands between its closing quote and the separator is passed over.
  private func doubled(_ scan: inout Scan, _ scratch: TextScratch) -> FieldValue? {
    let open = scan.at
    scan.at += 1
    let start = scan.at
    var quotes = 0
    while scan.at < scan.bytes.count {
      if scan.bytes[scan.at] == 0x22 {
        guard scan.at + 1 < scan.bytes.count, scan.bytes[scan.at + 1] == 0x22 else { break }
        quotes += 1
        scan.at += 1
      }
      scan.at += 1
    }
    let end = scan.at
    guard end < scan.bytes.count, let base = scan.bytes.baseAddress else {
      // Nothing closes it: a quote like any other byte.
      scan.at = open
      return nil
    }
    _ = scan.take { $0 != separator }
    if quotes == 0 { return FieldValue(bytes: base + start, length: UInt32(end - start), kind: .string) }
    let to = scratch.arena.take(end - start)
    var count = 0
    var from = start
    while from < end {
      to[count] = base[from]
      count += 1
      from += base[from] == 0x22 ? 2 : 1
    }
    return FieldValue(bytes: to, length: UInt32(count), kind: .string)
  }
}
