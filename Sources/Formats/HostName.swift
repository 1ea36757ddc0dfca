import HarrierEvents

/// Names of hosts: which of two an event is told by, and how one host has one name whoever tells of it.
enum HostName {
  /// The first label of a DNS name, in small letters: `ws-7` for `WS-7.corp.example`. An address stays whole, and so does
  /// what is no name of DNS (`Ann's laptop`), but for its letters.
  ///
  /// Event logs write the whole name, agents the short one, and both of them in any case. Several names stay as they are.
  static func short(_ name: FieldValue, _ arena: GrowingArena) -> FieldValue {
    guard name.kind != .multiple, name.length > 0 else { return name }
    let isName = name.buffer.allSatisfy(isOfDNS)
    return Rewriting.lowercase(isName ? label(name) : name, arena)
  }

  /// Letters, digits, `-`, `_`, `.`.
  private static func isOfDNS(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F: true
    default: false
    }
  }

  /// The name as passed on, unless another host wrote the event.
  ///
  /// Two names are one host's where their first labels agree, whatever their case: `ws-7` and `WS-7.corp.example`. A
  /// writer's name is cut to its first label where the other is a label, too, so that a host that is heard both
  /// directly and through a collector has one name.
  static func writer(_ writer: FieldValue, passedOnBy name: FieldValue) -> FieldValue {
    let (own, other) = (label(writer), label(name))
    if own.buffer.elementsEqual(other.buffer, by: { folded($0) == folded($1) }) { return name }
    return other.length == name.length ? own : writer
  }

  /// Up to the first dot; an address as a whole.
  private static func label(_ name: FieldValue) -> FieldValue {
    let bytes = name.buffer
    guard let dot = bytes.firstIndex(of: 0x2E), !bytes[..<dot].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
      return name
    }
    return FieldValue(bytes: name.bytes, length: UInt32(dot), kind: name.kind)
  }

  private static func folded(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}
