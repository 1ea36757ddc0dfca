import HarrierEvents

/// `decode: syslog`: the header in front of a message, however it is written.
///
/// | header | source |
/// |---|---|
/// | `<34>Jan  5 09:15:00 host sshd[17]: …` | RFC 3164, with or without priority; a year after the day is read, too |
/// | `<34>1 2026-01-05T09:15:00Z host app 17 ID47 [id key="value"] …` | RFC 5424 |
/// | `2026-01-05T09:15:00.123456+01:00 host sshd[17]: …` | rsyslog with times of RFC 3339 |
/// | `<189>date=…` | a priority alone |
/// | `123 <34>1 …` | an octet count in front (RFC 6587) is passed over |
///
/// Names: `syslog.priority`, `syslog.facility`, `syslog.severity`, `syslog.time`, `syslog.host`, `syslog.program`,
/// `syslog.pid`, `syslog.msgid`, `syslog.data.<id>.<key>`, and `message` for the rest.
///
/// With `optional: true` a value without a header is a `message` as a whole. A word in front of a colon is a program
/// where it has no spaces and a space follows the colon; else it belongs to the message, as `%ASA-6-302013: ` and
/// `CEF:0|` do.
struct SyslogHeader: LineDecoder {
  static let kind = LineDecoders.Kind(name: "syslog", options: ["optional"]) {
    (decoder, names) throws(LineDecoderError) in
    SyslogHeader(
      isOptional: decoder.flag("optional"), header: names.under(decoder.prefix + "syslog."),
      body: names.under(decoder.prefix), data: names.under(decoder.prefix + "syslog.data."))
  }

  let isOptional: Bool
  let header: SourceNames
  let body: SourceNames
  let data: SourceNames

  private static let longestTag = 64

  func decode(_ value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) -> Bool {
    var scan = Scan(value.buffer)
    scan.skipOctetCount()
    let hasPriority = priority(&scan, row, scratch)
    let isHeader =
      hasPriority && scan.startsWith("1 ") ? rfc5424(&scan, row, scratch) : rfc3164(&scan, row)
    if !isHeader && !hasPriority && !isOptional { return false }
    put(body, "message", scan.rest(), row)
    return true
  }

  // MARK: Parts

  private func priority(_ scan: inout Scan, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch)
    -> Bool
  {
    let start = scan.at
    guard scan.skip(0x3C) else { return false }
    let digits = scan.take { isDigit($0) }
    guard (1...3).contains(digits.count), scan.skip(0x3E) else {
      scan.at = start
      return false
    }
    let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    put(header, "priority", digits, row)
    put(header, "facility", Self.decimal(number / 8, scratch), row)
    put(header, "severity", Self.decimal(number % 8, scratch), row)
    return true
  }

  private static func decimal(_ number: Int, _ scratch: TextScratch) -> UnsafeBufferPointer<UInt8> {
    let digits = scratch.arena.take(3)
    var count = 0
    if number >= 100 {
      digits[count] = UInt8(0x30 + number / 100)
      count += 1
    }
    if number >= 10 {
      digits[count] = UInt8(0x30 + number / 10 % 10)
      count += 1
    }
    digits[count] = UInt8(0x30 + number % 10)
    return UnsafeBufferPointer(start: digits, count: count + 1)
  }

  private func rfc3164(_ scan: inout Scan, _ row: UnsafeMutablePointer<FieldValue>) -> Bool {
    let start = scan.at
    // Cisco marks a clock that is not set, or not synchronised.
    if scan.peek == 0x2A || scan.peek == 0x2E { scan.at += 1 }
    guard let time = scan.time() else {
      scan.at = start
      return false
    }
    put(header, "time", time, row)
    if scan.skip(0x3A) {
      scan.skipSpaces()
      return true
    }
    scan.skipSpaces()
    let beforeHost = scan.at
    let host = scan.take { $0 > 0x20 && $0 != 0x3D && $0 != 0x5B }
    if scan.peek == 0x20, host.last != 0x3A, !host.isEmpty {
      put(header, "host", host, row)
      scan.skipSpaces()
      if scan.skip(0x3A) { scan.skipSpaces() }
    } else {
      // `date=…` and `sshd[17]:` are no hosts.
      scan.at = beforeHost
    }
    tag(&scan, row)
    return true
  }

  /// `sshd[17]: ` and `sudo: `.
  private func tag(_ scan: inout Scan, _ row: UnsafeMutablePointer<FieldValue>) {
    let start = scan.at
    let name = scan.take { $0 > 0x20 && $0 != 0x3A && $0 != 0x5B && $0 != 0x3D && $0 != 0x7C }
    guard !name.isEmpty, name.count <= Self.longestTag, name.first != 0x25 else {
      scan.at = start
      return
    }
    var pid = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    if scan.skip(0x5B) {
      pid = scan.take { $0 != 0x5D && $0 > 0x20 }
      guard scan.skip(0x5D), pid.count <= 20 else {
        scan.at = start
        return
      }
    }
    let hasColon = scan.skip(0x3A)
    guard hasColon || !pid.isEmpty, scan.peek == 0x20 || scan.isAtEnd else {
      scan.at = start
      return
    }
    scan.skipSpaces()
    put(header, "program", name, row)
    put(header, "pid", pid, row)
  }

  private func rfc5424(_ scan: inout Scan, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch)
    -> Bool
  {
    let start = scan.at
    scan.at += 2
    for name in ["time", "host", "program", "pid", "msgid"] as [StaticString] {
      let word = scan.take { $0 > 0x20 }
      guard !word.isEmpty, scan.skip(0x20) || scan.isAtEnd else {
        scan.at = start
        return false
      }
      if word.count != 1 || word[0] != 0x2D { put(header, name, word, row) }
    }
    if scan.skip(0x2D) {
      scan.skipSpaces()
    } else if !structuredData(&scan, row, scratch) {
      scan.at = start
      return false
    }
    // A byte order mark says that the message is UTF-8.
    if scan.startsWith("\u{FEFF}") { scan.at += 3 }
    return true
  }

  /// `[id key="value" …][id …]`.
  private func structuredData(
    _ scan: inout Scan, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch
  ) -> Bool {
    guard scan.peek == 0x5B else { return false }
    while scan.skip(0x5B) {
      let id = scan.take { $0 > 0x20 && $0 != 0x5D && $0 != 0x3D && $0 != 0x22 }
      while scan.skip(0x20) {
        scan.skipSpaces()
        let key = scan.take { $0 > 0x20 && $0 != 0x3D && $0 != 0x5D && $0 != 0x22 }
        if key.isEmpty { break }
        guard scan.skip(0x3D), scan.skip(0x22), let value = scan.quoted(0x22, scratch) else { return false }
        store(id, key, value, row)
      }
      guard scan.skip(0x5D) else { return false }
    }
    scan.skipSpaces()
    return true
  }

  private func store(
    _ id: UnsafeBufferPointer<UInt8>, _ key: UnsafeBufferPointer<UInt8>, _ value: FieldValue,
    _ row: UnsafeMutablePointer<FieldValue>
  ) {
    if data.isEmpty || id.count + key.count > 250 { return }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: id.count + key.count + 1) { name in
      for (at, byte) in id.enumerated() { name[at] = byte }
      name[id.count] = 0x2E
      for (at, byte) in key.enumerated() { name[id.count + 1 + at] = byte }
      data.put(UnsafeBufferPointer(name), value, row)
    }
  }

  @inline(__always)
  private func put(
    _ names: SourceNames, _ name: StaticString, _ bytes: UnsafeBufferPointer<UInt8>,
    _ row: UnsafeMutablePointer<FieldValue>
  ) {
    let key = UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
    names.put(key, FieldValue(bytes: bytes.baseAddress, length: UInt32(bytes.count), kind: .string), row)
  }
}
