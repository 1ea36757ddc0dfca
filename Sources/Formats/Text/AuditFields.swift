import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// Hands what the records of an audit event say to the names of ``AuditReader``.
final class AuditFields {
  private let event: SourceNames
  private let syscall: SourceNames
  private let execve: SourceNames
  private let cwd: SourceNames
  private let path: SourceNames
  private let parent: SourceNames
  private let sockaddr: SourceNames
  private let proctitle: SourceNames
  private let other: SourceNames

  init(_ names: SourceNames) {
    event = names
    syscall = names.under("SYSCALL.")
    execve = names.under("EXECVE.")
    cwd = names.under("CWD.")
    path = names.under("PATH.")
    parent = names.under("PATH.PARENT.")
    sockaddr = names.under("SOCKADDR.")
    proctitle = names.under("PROCTITLE.")
    other = names.under("record.")
  }

  private typealias Row = UnsafeMutablePointer<FieldValue>

  func fill(
    _ row: UnsafeMutablePointer<FieldValue>, _ event: AuditEvent, _ base: UnsafePointer<UInt8>,
    _ scratch: TextScratch
  ) {
    head(event.records[0], base, row)
    for record in event.records {
      let body = UnsafeBufferPointer(start: base + record.body, count: max(0, record.end - record.body))
      switch record.kind {
      case .syscall: call(body, row, scratch)
      case .cwd: pairs(body, cwd, row, scratch)
      case .path: file(body, row, scratch)
      case .sockaddr: address(body, row, scratch)
      case .proctitle: pairs(body, proctitle, row, scratch)
      case .other: pairs(body, other, row, scratch)
      case .execve, .end: break
      }
    }
    if !execve.isEmpty { arguments(event, base, row, scratch) }
  }

  private func head(_ record: AuditRecord, _ base: UnsafePointer<UInt8>, _ row: Row) {
    func slice(_ range: Range<Int>) -> FieldValue {
      FieldValue(bytes: base + range.lowerBound, length: UInt32(range.count), kind: .string)
    }
    put(event, "type", slice(record.type), row)
    put(event, "node", slice(record.node), row)
    var colon = record.id.lowerBound
    while colon < record.id.upperBound, base[colon] != 0x3A { colon += 1 }
    put(event, "time", slice(record.id.lowerBound..<colon), row)
    if colon < record.id.upperBound { put(event, "serial", slice(colon + 1..<record.id.upperBound), row) }
  }

  // MARK: Pairs

  /// `key=value` with blanks between, values in quotes or not; `msg='…'` holds pairs of its own, and a group separator
  /// stands before those of the enriched format.
  private func tokens(
    _ body: UnsafeBufferPointer<UInt8>,
    _ each: (_ key: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, _ isQuoted: Bool) -> Void
  ) {
    var scan = Scan(body)
    while !scan.isAtEnd {
      while let byte = scan.peek, byte <= 0x20 || byte == 0x27 || byte == 0x2C { scan.at += 1 }
      let key = scan.take { $0 > 0x20 && $0 != 0x3D }
      guard scan.skip(0x3D) else { continue }
      if key.count == 3, scan.peek == 0x27, key[0] == 0x6D, key[1] == 0x73, key[2] == 0x67 { continue }
      if scan.peek == 0x22 {
        let start = scan.at + 1
        if let close = memchr(body.baseAddress! + start, 0x22, body.count - start) {
          let end = UnsafePointer(close.assumingMemoryBound(to: UInt8.self)) - body.baseAddress!
          scan.at = end + 1
          each(key, UnsafeBufferPointer(rebasing: body[start..<end]), true)
          continue
        }
      }
      let value = scan.take { $0 > 0x20 && $0 != 0x27 }
      each(key, value, false)
    }
  }

  private func pairs(
    _ body: UnsafeBufferPointer<UInt8>, _ names: SourceNames, _ row: Row, _ scratch: TextScratch
  ) {
    if names.isEmpty { return }
    tokens(body) { key, value, isQuoted in
      guard names.wants(key), isQuoted || !Self.isUnset(key, value) else { return }
      names.put(key, isQuoted ? Self.plain(value) : Self.text(key, value, scratch), row)
    }
  }

  private func file(_ body: UnsafeBufferPointer<UInt8>, _ row: Row, _ scratch: TextScratch) {
    guard let base = body.baseAddress else { return }
    let isParent = firstPlace(of: "nametype=PARENT", in: base, body.count) != nil
    pairs(body, isParent ? parent : path, row, scratch)
  }

  private static func plain(_ value: UnsafeBufferPointer<UInt8>) -> FieldValue {
    FieldValue(bytes: value.baseAddress, length: UInt32(value.count), kind: .string)
  }

  private static let unset: [StaticString] = ["?", "(null)", "(none)", "unset"]
  /// Fields whose −1, as an unsigned number, says that there is none.
  private static let ids: [StaticString] = ["auid", "ses", "old-auid", "old-ses", "AUID"]

  private static func isUnset(_ key: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Bool
  {
    if value.isEmpty || unset.contains(where: { equal(value, $0) }) { return true }
    return (equal(value, "4294967295") || equal(value, "-1")) && ids.contains { equal(key, $0) }
  }

  @inline(__always)
  private static func equal(_ bytes: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
    bytes.count == text.utf8CodeUnitCount && memcmp(bytes.baseAddress!, text.utf8Start, bytes.count) == 0
  }

  // MARK: Encoded values

  /// What an outsider may have chosen, and is therefore digits where it has no quotes.
  private static let encoded: [StaticString] = [
    "comm", "exe", "cwd", "name", "proctitle", "acct", "cmd", "path", "key", "data", "dir", "ocomm", "watch",
    "file",
    "id", "grp", "new-disk", "old-disk", "vm", "unit", "tty",
  ]

  private static func text(
    _ key: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, _ scratch: TextScratch
  ) -> FieldValue {
    guard value.count >= 2, encoded.contains(where: { equal(key, $0) }),
      !(equal(key, "id") || equal(key, "tty")) || value.count >= 8
    else { return plain(value) }
    return hex(value, scratch) ?? plain(value)
  }

  /// Digits as the bytes they stand for, NULs as blanks; nil where they are not an even number of digits.
  private static func hex(_ value: UnsafeBufferPointer<UInt8>, _ scratch: TextScratch) -> FieldValue? {
    guard value.count >= 2, value.count % 2 == 0 else { return nil }
    let to = scratch.arena.take(value.count / 2)
    guard decode(value, to) else {
      scratch.arena.giveBack(value.count / 2)
      return nil
    }
    var count = value.count / 2
    while count > 0, to[count - 1] == 0 { count -= 1 }
    for at in 0..<count where to[at] == 0 { to[at] = 0x20 }
    return FieldValue(bytes: to, length: UInt32(count), kind: .string)
  }

  private static func decode(_ value: UnsafeBufferPointer<UInt8>, _ to: UnsafeMutablePointer<UInt8>) -> Bool {
    var at = 0
    while at + 1 < value.count {
      guard let high = hexValue(value[at]), let low = hexValue(value[at + 1]) else { return false }
      to[at / 2] = high << 4 | low
      at += 2
    }
    return true
  }

  // MARK: System calls

  private func call(_ body: UnsafeBufferPointer<UInt8>, _ row: Row, _ scratch: TextScratch) {
    if syscall.isEmpty { return }
    pairs(body, syscall, row, scratch)
    var machine: SyscallNames.Machine?
    var number: Int?
    tokens(UnsafeBufferPointer(rebasing: body.prefix(64))) { key, value, _ in
      if Self.equal(key, "arch") { machine = SyscallNames.machines.first { Self.equal(value, $0.code) } }
      if Self.equal(key, "syscall"), value.count < 6, value.allSatisfy(isDigit) {
        number = value.reduce(0) { $0 * 10 + Int($1 - 0x30) }
      }
    }
    guard let machine else { return }
    put(syscall, "arch_name", Self.constant(machine.name), row)
    if let number, let name = machine.calls[number] { put(syscall, "name", Self.constant(name), row) }
  }

  private static func constant(_ text: StaticString) -> FieldValue {
    FieldValue(bytes: text.utf8Start, length: UInt32(text.utf8CodeUnitCount), kind: .string)
  }

  // MARK: Arguments

  /// Arguments of all EXECVE records: `a0="ls" a1=2D6C61`, a long one in parts `a1[0]=… a1[1]=…`.
  private func arguments(
    _ event: AuditEvent, _ base: UnsafePointer<UInt8>, _ row: Row, _ scratch: TextScratch
  ) {
    var room = 0
    for record in event.records where record.kind == .execve { room += record.end - record.body + 1 }
    if room == 0 { return }
    let joined = scratch.arena.take(room)
    var count = 0
    var isFirst = true
    for record in event.records where record.kind == .execve {
      let body = UnsafeBufferPointer(start: base + record.body, count: max(0, record.end - record.body))
      tokens(body) { key, value, isQuoted in
        guard let part = Self.argument(key) else { return }
        if !part.isContinued && !isFirst {
          joined[count] = FieldValue.separator
          count += 1
        }
        isFirst = false
        count += Self.append(value, isQuoted, joined + count)
      }
    }
    let hasMany = (0..<count).contains { joined[$0] == FieldValue.separator }
    put(
      execve, "args", FieldValue(bytes: joined, length: UInt32(count), kind: hasMany ? .multiple : .string),
      row)
    let line = scratch.arena.take(count)
    for at in 0..<count {
      line[at] = joined[at] == FieldValue.separator || joined[at] == 0 ? 0x20 : joined[at]
    }
    put(execve, "command_line", FieldValue(bytes: line, length: UInt32(count), kind: .string), row)
  }

  /// Whether a key is an argument, `a7` or `a7[2]`, and then whether it goes on with the one before.
  private static func argument(_ key: UnsafeBufferPointer<UInt8>) -> (isContinued: Bool, Void)? {
    guard key.count >= 2, key[0] == 0x61, isDigit(key[1]) else { return nil }
    var at = 1
    while at < key.count, isDigit(key[at]) { at += 1 }
    if at == key.count { return (false, ()) }
    guard key[at] == 0x5B, at + 1 < key.count else { return nil }
    return (!(key[at + 1] == 0x30 && at + 2 < key.count && key[at + 2] == 0x5D), ())
  }

  /// Never writes more than the value has bytes.
  private static func append(
    _ value: UnsafeBufferPointer<UInt8>, _ isQuoted: Bool, _ to: UnsafeMutablePointer<UInt8>
  ) -> Int {
    if value.isEmpty { return 0 }
    if !isQuoted, value.count % 2 == 0, decode(value, to) { return value.count / 2 }
    memcpy(to, value.baseAddress!, value.count)
    return value.count
  }

  // MARK: Addresses

  /// `saddr=0200…`: family, port and address as the kernel has them in memory (little-endian family).
  private func address(_ body: UnsafeBufferPointer<UInt8>, _ row: Row, _ scratch: TextScratch) {
    if sockaddr.isEmpty { return }
    tokens(body) { key, value, isQuoted in
      guard Self.equal(key, "saddr"), !isQuoted, value.count >= 4, value.count % 2 == 0, value.count <= 1024
      else { return }
      let raw = scratch.arena.take(value.count / 2)
      guard Self.decode(value, raw) else { return }
      decoded(UnsafeBufferPointer(start: raw, count: value.count / 2), row, scratch)
    }
  }

  private func decoded(_ raw: UnsafeBufferPointer<UInt8>, _ row: Row, _ scratch: TextScratch) {
    switch Int(raw[0]) | Int(raw[1]) << 8 {
    case 1:
      put(sockaddr, "family", Self.constant("unix"), row)
      // A name in the abstract space begins with NUL.
      let name = raw.dropFirst(2).drop { $0 == 0 }.prefix { $0 != 0 }
      put(sockaddr, "path", Self.plain(UnsafeBufferPointer(rebasing: name)), row)
    case 2 where raw.count >= 8:
      put(sockaddr, "family", Self.constant("ipv4"), row)
      port(raw, row, scratch)
      ip(AF_INET, raw.baseAddress! + 4, row, scratch)
    case 10 where raw.count >= 24:
      put(sockaddr, "family", Self.constant("ipv6"), row)
      port(raw, row, scratch)
      ip(AF_INET6, raw.baseAddress! + 8, row, scratch)
    case 16: put(sockaddr, "family", Self.constant("netlink"), row)
    default: break
    }
  }

  private func port(_ raw: UnsafeBufferPointer<UInt8>, _ row: Row, _ scratch: TextScratch) {
    var number = Int(raw[2]) << 8 | Int(raw[3])
    let digits = scratch.arena.take(5)
    var at = 5
    repeat {
      at -= 1
      digits[at] = UInt8(0x30 + number % 10)
      number /= 10
    } while number > 0
    put(sockaddr, "port", FieldValue(bytes: digits + at, length: UInt32(5 - at), kind: .string), row)
  }

  private func ip(_ family: Int32, _ raw: UnsafePointer<UInt8>, _ row: Row, _ scratch: TextScratch) {
    let text = scratch.arena.take(Int(INET6_ADDRSTRLEN))
    text.withMemoryRebound(to: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) {
      guard inet_ntop(family, raw, $0, socklen_t(INET6_ADDRSTRLEN)) != nil else { return }
      put(sockaddr, "ip", FieldValue(bytes: text, length: UInt32(strlen($0)), kind: .string), row)
    }
  }

  @inline(__always)
  private func put(_ names: SourceNames, _ name: StaticString, _ value: FieldValue, _ row: Row) {
    names.put(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount), value, row)
  }
}
