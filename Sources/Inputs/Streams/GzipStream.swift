import CISAL

/// A gzip file of any number of members, by ISA-L.
public final class GzipStream: ByteStream {
  private static let inputBytes = 1 << 18
  private let source: any ByteStream
  private let path: String
  private let state: UnsafeMutablePointer<inflate_state>
  private let input: UnsafeMutableRawBufferPointer
  private var inputEnded = false
  private var finished = false
  private var members = 0

  public init(_ source: any ByteStream, path: String) {
    self.source = source
    self.path = path
    state = .allocate(capacity: 1)
    isal_inflate_init(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
    input = ChunkBuffers.shared.take(byteCount: Self.inputBytes)
  }

  deinit {
    state.deallocate()
    ChunkBuffers.shared.giveBack(input)
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    state.pointee.next_out = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(buffer.count)
    while state.pointee.avail_out > 0, !finished {
      if state.pointee.avail_in == 0 { try refill() }
      if state.pointee.block_state == ISAL_BLOCK_FINISH {
        if state.pointee.avail_in == 0, inputEnded {
          finished = true
          break
        }
        try nextMember()
        continue
      }
      let before = (state.pointee.avail_in, state.pointee.avail_out)
      let status = isal_inflate(state)
      if status < 0 {
        let made = buffer.count - Int(state.pointee.avail_out)
        if made > 0 {
          pending = InputError(path: path, reason: "damaged gzip data (\(status)) in member \(members + 1)")
          finished = true
          return made
        }
        throw InputError(path: path, reason: "damaged gzip data (\(status)) in member \(members + 1)")
      }
      if state.pointee.avail_in == 0, inputEnded, state.pointee.block_state != ISAL_BLOCK_FINISH,
        before == (state.pointee.avail_in, state.pointee.avail_out)
      {
        pending = InputError(path: path, reason: "gzip data cut short")
        finished = true
      }
    }
    let made = buffer.count - Int(state.pointee.avail_out)
    if made == 0, let error = pending {
      pending = nil
      throw error
    }
    return made
  }

  /// Damage found behind good bytes: told once those are read.
  private var pending: InputError?

  private func refill() throws(InputError) {
    guard !inputEnded else { return }
    let got = try source.read(into: input)
    state.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_in = UInt32(got)
    if got < input.count { inputEnded = true }
  }

  private func nextMember() throws(InputError) {
    members += 1
    // Zero padding after the last member is allowed.
    while state.pointee.avail_in > 0, state.pointee.next_in.pointee == 0 {
      state.pointee.next_in += 1
      state.pointee.avail_in -= 1
    }
    if state.pointee.avail_in == 0 { return }
    let next = state.pointee.next_in
    let rest = state.pointee.avail_in
    let out = state.pointee.next_out
    let room = state.pointee.avail_out
    isal_inflate_reset(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
    state.pointee.next_in = next
    state.pointee.avail_in = rest
    state.pointee.next_out = out
    state.pointee.avail_out = room
  }
}
