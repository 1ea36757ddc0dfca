import HarrierEvents

/// `decode: cef`: ArcSight's Common Event Format, `CEF:0|vendor|product|version|class|name|severity|key=value …`.
///
/// Names: `cef.version`, `cef.device_vendor`, `cef.device_product`, `cef.device_version`, `cef.device_event_class_id`,
/// `cef.name`, `cef.severity`, and every extension under its own key (`src`, `act`, `cs1`). Before `CEF:` anything may
/// stand. In the header `\|` and `\\` are escapes, in a value `\=`, `\\`, `\n` and `\r`. A value goes on to the last
/// blank before the next key.
///
/// ## Source
/// Micro Focus Security ArcSight, *Common Event Format*, version 25 (2017).
struct CEFDecoder: LineDecoder {
  static let kind = LineDecoders.Kind(name: "cef", options: []) { (decoder, names) throws(LineDecoderError) in
    CEFDecoder(header: names.under(decoder.prefix + "cef."), names: names.under(decoder.prefix))
  }

  let header: SourceNames
  let names: SourceNames

  private static let parts: [StaticString] = [
    "version", "device_vendor", "device_product", "device_version", "device_event_class_id", "name",
    "severity",
  ]

  func decode(_ value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) -> Bool {
    var scan = Scan(value.buffer)
    guard scan.pass("CEF:") else { return false }
    for part in Self.parts {
      guard let text = scan.piped(scratch, mayEnd: part.utf8Start == Self.parts[6].utf8Start) else {
        return false
      }
      let key = UnsafeBufferPointer(start: part.utf8Start, count: part.utf8CodeUnitCount)
      header.put(key, text, row)
    }
    extensions(&scan, row, scratch)
    return true
  }

  private func extensions(
    _ scan: inout Scan, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch
  ) {
    scan.skipSpaces()
    var key = scan.take { $0 != 0x3D && $0 != 0x20 }
    guard scan.skip(0x3D) else { return }
    while true {
      let start = scan.at
      var nextKey: Range<Int>?
      var blank: Int?
      var hasEscape = false
      while scan.at < scan.bytes.count {
        let byte = scan.bytes[scan.at]
        if byte == 0x5C {
          hasEscape = true
          scan.at += 2
          continue
        }
        if byte == 0x20 || byte == 0x09 { blank = scan.at }
        if byte == 0x3D, let blank, scan.at > blank + 1 {
          nextKey = blank + 1..<scan.at
          break
        }
        scan.at += 1
      }
      var end = min(nextKey.map { $0.lowerBound - 1 } ?? scan.bytes.count, scan.bytes.count)
      while end > start, scan.bytes[end - 1] == 0x20 { end -= 1 }
      if names.wants(key), end > start {
        let raw = UnsafeBufferPointer(rebasing: scan.bytes[start..<end])
        names.put(key, hasEscape ? Self.unescaped(raw, scratch) : Self.plain(raw), row)
      }
      guard let nextKey else { return }
      key = UnsafeBufferPointer(rebasing: scan.bytes[nextKey])
      scan.at = nextKey.upperBound + 1
    }
  }

  private static func plain(_ raw: UnsafeBufferPointer<UInt8>) -> FieldValue {
    FieldValue(bytes: raw.baseAddress, length: UInt32(raw.count), kind: .string)
  }

  private static func unescaped(_ raw: UnsafeBufferPointer<UInt8>, _ scratch: TextScratch) -> FieldValue {
    let to = scratch.arena.take(raw.count)
    var count = 0
    var at = 0
    while at < raw.count {
      var byte = raw[at]
      if byte == 0x5C, at + 1 < raw.count {
        at += 1
        byte = raw[at] == 0x6E ? 0x0A : raw[at] == 0x72 ? 0x0D : raw[at]
      }
      to[count] = byte
      count += 1
      at += 1
    }
    return FieldValue(bytes: to, length: UInt32(count), kind: .string)
  }
}

extension Scan {
  /// Goes behind the first place where the text stands, which is looked for in the first KiB.
  mutating func pass(_ text: StaticString) -> Bool {
    let start = at
    let last = min(bytes.count, at + 1024)
    while at < last {
      if bytes[at] == text.utf8Start[0], skip(text) { return true }
      at += 1
    }
    at = start
    return false
  }

  /// The text up to the next `|` that no backslash stands before, without its backslashes; passes the `|`.
  ///
  /// - Parameter mayEnd: whether the value's end is as good as a `|`.
  mutating func piped(_ scratch: TextScratch, mayEnd: Bool) -> FieldValue? {
    let start = at
    var escapes = 0
    while at < bytes.count, bytes[at] != 0x7C {
      if bytes[at] == 0x5C, at + 1 < bytes.count {
        escapes += 1
        at += 1
      }
      at += 1
    }
    let end = min(at, bytes.count)
    if end == bytes.count && !mayEnd { return nil }
    at = end + 1
    guard let base = bytes.baseAddress else { return nil }
    if escapes == 0 { return FieldValue(bytes: base + start, length: UInt32(end - start), kind: .string) }
    let to = scratch.arena.take(end - start)
    var count = 0
    var from = start
    while from < end {
      if bytes[from] == 0x5C, from + 1 < end { from += 1 }
      to[count] = bytes[from]
      count += 1
      from += 1
    }
    return FieldValue(bytes: to, length: UInt32(count), kind: .string)
  }
}
