/// Fills buffers from what may fail on the way: what came before the failure stands, and the failure is told to who asks
/// for more.
struct Filling {
  private var failure: InputError?

  /// - Parameter read: puts bytes into the room that is left, and says how many; 0 at the end.
  /// - Returns: 0 at the end.
  /// - Throws: what `read` failed with, once all that it gave before was handed out.
  mutating func fill(
    _ buffer: UnsafeMutableRawBufferPointer,
    _ read: (UnsafeMutableRawBufferPointer) throws(InputError) -> Int
  ) throws(InputError) -> Int {
    if let failure {
      self.failure = nil
      throw failure
    }
    var filled = 0
    while filled < buffer.count {
      do throws(InputError) {
        let got = try read(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        if got == 0 { break }
        filled += got
      } catch {
        if filled == 0 { throw error }
        failure = error
        break
      }
    }
    return filled
  }
}
