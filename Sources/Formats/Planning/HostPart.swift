import HarrierEvents

/// Host, address and port out of what logs write together: slices, so that nothing is copied.
enum HostPart {
  /// The host of `scheme://user@host:port/path`, or what stands before a port or path.
  static func ofURL(_ value: FieldValue) -> FieldValue {
    let bytes = value.buffer
    var from = 0
    let scheme = Array("://".utf8)
    for at in 0..<max(0, min(bytes.count - 2, 32)) where bytes[at...].starts(with: scheme) {
      from = at + 3
      break
    }
    var end = from
    while end < bytes.count, bytes[end] != 0x2F, bytes[end] != 0x3F, bytes[end] != 0x23 {
      if bytes[end] == 0x40 { from = end + 1 }
      end += 1
    }
    return end > from ? address(slice(value, from, end)) : .absent
  }

  static func address(_ value: FieldValue) -> FieldValue {
    guard value.length > 0 else { return .absent }
    let (from, to, _) = bounds(value)
    return to > from ? slice(value, from, to) : .absent
  }

  static func port(_ value: FieldValue) -> FieldValue {
    guard value.length > 0, let start = bounds(value).port else { return .absent }
    return slice(value, start, Int(value.length))
  }

  /// Where the address lies and where, behind a colon, the port begins: `192.0.2.1:443`, `[2001:db8::1]:443`.
  private static func bounds(_ value: FieldValue) -> (from: Int, to: Int, port: Int?) {
    let bytes = value.buffer
    let count = bytes.count
    if count > 2, bytes[0] == 0x5B, let close = bytes.lastIndex(of: 0x5D) {
      return (1, close, close + 2 < count && bytes[close + 1] == 0x3A ? close + 2 : nil)
    }
    guard let colon = bytes.firstIndex(of: 0x3A), bytes.lastIndex(of: 0x3A) == colon else {
      // No colon, or more than one: an IPv6 address by itself.
      return (0, count, nil)
    }
    return (0, colon, colon + 1 < count ? colon + 1 : nil)
  }

  private static func slice(_ value: FieldValue, _ from: Int, _ to: Int) -> FieldValue {
    FieldValue(bytes: value.bytes! + from, length: UInt32(to - from), kind: value.kind)
  }
}
