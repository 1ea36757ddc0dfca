/// Bytes from the outside, in order.
public protocol ByteStream: AnyObject {
  /// Fills the buffer as far as it can; 0 at the end.
  ///
  /// - Throws: ``InputError`` where the bytes are damaged or cannot be read; what came before stands.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int
  /// Passes over so many bytes; returns how many there were.
  ///
  /// - Throws: as ``read(into:)`` does.
  func skip(_ count: Int64) throws(InputError) -> Int64
  /// Whether a place in the stream is the same place in the file.
  var isPlain: Bool { get }
  /// Known not to be in the order of time.
  var isUnordered: Bool { get }
}

extension ByteStream {
  public var isPlain: Bool { false }
  public var isUnordered: Bool { false }

  public func skip(_ count: Int64) throws(InputError) -> Int64 { try readOver(count) }

  /// Passes over bytes by reading them.
  func readOver(_ count: Int64) throws(InputError) -> Int64 {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { scratch.deallocate() }
    var passed: Int64 = 0
    while passed < count {
      let wanted = Int(min(count - passed, Int64(scratch.count)))
      let got = try read(into: UnsafeMutableRawBufferPointer(rebasing: scratch[..<wanted]))
      if got == 0 { break }
      passed += Int64(got)
    }
    return passed
  }

  /// So many bytes, or what is left of them.
  func bytes(_ count: Int) throws(InputError) -> [UInt8] {
    var failure: InputError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, got in
      do throws(InputError) { got = try read(into: UnsafeMutableRawBufferPointer(buffer)) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}
