import HarrierInputs

/// Event logs, and whatever else is told by its first bytes: packed data, UTF-16.
///
/// What must hold for any bytes: the stream ends, gives no more text than its bound allows, and nothing traps.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEVTX(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = MemoryStream(UnsafeBufferPointer(start: data, count: count))
  guard let stream = try? ByteStreams.open(input, path: "fuzz") else { return 0 }
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
  defer { buffer.deallocate() }
  // Packed data may be a thousand times as long: a part of it is enough.
  var left = 1 << 24
  while left > 0, let got = try? stream.read(into: buffer), got > 0 { left -= got }
  return 0
}

/// The fuzzer's bytes as a stream.
final class MemoryStream: ByteStream {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var given = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let count = min(buffer.count, bytes.count - given)
    if count > 0 { buffer.copyBytes(from: UnsafeBufferPointer(rebasing: bytes[given..<(given + count)])) }
    given += count
    return count
  }
}
