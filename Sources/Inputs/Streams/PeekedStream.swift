/// A stream whose first bytes were looked at.
public final class PeekedStream: ByteStream {
  private let source: any ByteStream
  private var held: [UInt8] = []
  private var filling = Filling()

  init(_ source: any ByteStream) { self.source = source }

  public var isPlain: Bool { source.isPlain }
  public var isUnordered: Bool { source.isUnordered }

  public func peek(_ count: Int) throws(InputError) -> [UInt8] {
    if held.count < count { held += try source.bytes(count - held.count) }
    return Array(held.prefix(count))
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    try filling.fill(buffer) { room throws(InputError) in
      guard !held.isEmpty else { return try source.read(into: room) }
      let count = min(held.count, room.count)
      room.copyBytes(from: held.prefix(count))
      held.removeFirst(count)
      return count
    }
  }

  public func skip(_ count: Int64) throws(InputError) -> Int64 {
    let known = Int(min(Int64(held.count), max(0, count)))
    held.removeFirst(known)
    return count > known ? Int64(known) + (try source.skip(count - Int64(known))) : Int64(known)
  }
}
