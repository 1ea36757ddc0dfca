/// A stream whose first bytes were looked at.
public final class PeekedStream: ByteStream {
  private let source: any ByteStream
  private var held: [UInt8] = []
  /// What a look met behind the bytes that are held.
  private var failure: InputError?
  private var filling = Filling()

  init(_ source: any ByteStream) { self.source = source }

  public var isPlain: Bool { source.isPlain }
  public var isUnordered: Bool { source.isUnordered }

  /// - Throws: what the source fails with, where it gave nothing before; else who reads on is told.
  public func peek(_ count: Int) throws(InputError) -> [UInt8] {
    if held.count < count, failure == nil {
      do throws(InputError) { held += try source.bytes(count - held.count) } catch { failure = error }
    }
    if held.isEmpty { try fail() }
    return Array(held.prefix(count))
  }

  private func fail() throws(InputError) {
    guard let failure else { return }
    self.failure = nil
    throw failure
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    try filling.fill(buffer) { room throws(InputError) in
      guard !held.isEmpty else {
        try fail()
        return try source.read(into: room)
      }
      let count = min(held.count, room.count)
      room.copyBytes(from: held.prefix(count))
      held.removeFirst(count)
      return count
    }
  }

  public func skip(_ count: Int64) throws(InputError) -> Int64 {
    let known = Int(min(Int64(held.count), max(0, count)))
    held.removeFirst(known)
    if count > known { try fail() }
    return count > known ? Int64(known) + (try source.skip(count - Int64(known))) : Int64(known)
  }
}
