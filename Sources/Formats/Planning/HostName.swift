import HarrierEvents

/// Which of two names of hosts an event is told by: who wrote it, or who passed it on.
enum HostName {
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
