/// UTF-16 with a byte order mark as UTF-8 with one: what PowerShell's `>` writes.
///
/// - Not for: UTF-16 without a mark, which is not told from other binary data.
/// - Lone surrogates and half a unit at the end become U+FFFD, so that a broken line costs itself alone.
/// - Offsets of records are those of the UTF-8.
/// - Cost: a few nanoseconds a character; one buffer of 64 KiB and what it becomes.
public final class UTF16Stream: ByteStream {
  /// Which byte of a unit comes first.
  enum Order { case little, big }

  private let source: any ByteStream
  private let order: Order
  private var units: [UInt16] = []
  private var oddByte: UInt8?
  private var made: [UInt8] = []
  private var given = 0
  private var ended = false
  private var filling = Filling()
  private static let blockBytes = 1 << 16

  init(_ source: any ByteStream, order: Order) {
    self.source = source
    self.order = order
  }

  /// The order that a mark at the head tells; nil without one.
  static func order(of head: [UInt8]) -> Order? {
    if head.starts(with: [0xFF, 0xFE]) { return .little }
    if head.starts(with: [0xFE, 0xFF]) { return .big }
    return nil
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    try filling.fill(buffer) { room throws(InputError) in
      while given == made.count {
        if ended { return 0 }
        try refill()
      }
      let count = min(made.count - given, room.count)
      room.copyBytes(from: made[given..<(given + count)])
      given += count
      return count
    }
  }

  private func refill() throws(InputError) {
    let bytes = try source.bytes(Self.blockBytes)
    ended = bytes.isEmpty
    take(bytes)
    // A pair that the block's end parts waits for its other half.
    let waits = !ended && units.last.map { $0 & 0xFC00 == 0xD800 } ?? false
    let whole = units.dropLast(waits ? 1 : 0)
    made.removeAll(keepingCapacity: true)
    given = 0
    _ = transcode(
      whole.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: false,
      into: { made.append($0) })
    units = waits ? [units.last!] : []
  }

  private func take(_ bytes: [UInt8]) {
    for byte in bytes {
      guard let first = oddByte else {
        oddByte = byte
        continue
      }
      let (high, low) = order == .little ? (byte, first) : (first, byte)
      units.append(UInt16(high) << 8 | UInt16(low))
      oddByte = nil
    }
    if ended, oddByte != nil {
      units.append(0xFFFD)
      oddByte = nil
    }
  }
}
